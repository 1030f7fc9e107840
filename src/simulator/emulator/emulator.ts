import type { Context, Hono } from "hono";
import type { Simulation } from "../simulation.ts";
import type { AccessTokens } from "./access-tokens.ts";
import type { AccountClock } from "./account-clock.ts";
import type { FaultKnobs } from "./fault-knobs.ts";
import type { LaggingChanges } from "./lagging-changes.ts";

/** What every route of the emulator can use. */
export interface Emulator {
  readonly simulation: Simulation;
  /** Milliseconds since 1970 of the machine: for tokens, links, delays; never for what the account remembers. */
  wallClock(): number;
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url(): string;
  /** Unpredictable hexadecimal digits (predictable ones when a seed was given). */
  hex(length: number): string;
  readonly clock: AccountClock;
  readonly faults: FaultKnobs;
  readonly accessTokens: AccessTokens;
  readonly lagging: LaggingChanges;
  /** Secret that binds page tokens to this server. */
  readonly pageKey: string;
  /** Has something done before the server is closed. */
  onClose(task: () => Promise<void>): void;
}

/** Who sent a request, known by the token; and where it came from. */
export interface Caller {
  /** Numeric id. */
  readonly principalId: string;
  /** E-mail or application id. */
  readonly name: string;
  readonly workspaceId: string;
  readonly address: string;
  readonly userAgent: string;
  /** Id of the personal access token; null for OAuth. */
  readonly tokenId: string | null;
  readonly scopes: readonly string[];
}

export interface EmulatorEnv {
  Variables: { requestId: string; workspaceId: string; caller: Caller | null };
  Bindings: { incoming?: { socket?: { destroy(): void } } };
}

export type EmulatorApp = Hono<EmulatorEnv>;
export type EmulatorContext = Context<EmulatorEnv>;
/** Puts a group of routes into the server. */
export type RouteGroup = (app: EmulatorApp, emulator: Emulator) => void;
