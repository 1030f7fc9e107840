import { DAY_MS, type EpochMs, epochMs } from "../../src/domain/units.ts";
import type { RouteGroup } from "../../src/simulator/emulator/emulator.ts";
import { isObject, type JsonObject, parseJson } from "../../src/simulator/emulator/json.ts";
import { assembleEmulator, type OpenedEmulator } from "../../src/simulator/emulator/open-emulator.ts";
import type { Simulation } from "../../src/simulator/simulation.ts";
import {
  ADMIN,
  ANA,
  BEN,
  ETL,
  openSmallAccount,
  SMALL_KEY_PRINCIPALS,
  type SmallIds,
  START_AT,
  STEWARD,
} from "./open-small-account.ts";
import { simulateAccount } from "./simulate-account.ts";

/** Wall time that a test moves by hand. */
export interface TestClock {
  nowMs: number;
}

export interface SmallEmulator extends OpenedEmulator {
  readonly simulation: Simulation;
  readonly ids: SmallIds;
  readonly wall: TestClock;
  /** Sends a request (`GET /path`) with the token of somebody; null for none. */
  call(who: string | null | Sender, request: string, body?: JsonObject | string): Promise<Answer>;
  tokenOf(name: string): string;
  /** When all telemetry is visible. */
  readonly farFuture: EpochMs;
}

export interface Sender {
  readonly name: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** `{}` where the answer is no JSON object. */
  readonly body: JsonObject;
}

/** The account of `openSmallAccount`, in which nothing goes on by itself, behind the emulator without a socket. */
export async function openSmallEmulator(routeGroups: readonly RouteGroup[] = []): Promise<SmallEmulator> {
  const { account, ids } = openSmallAccount();
  const simulation = await simulateAccount(account, {
    startAt: START_AT,
    keyPrincipals: SMALL_KEY_PRINCIPALS,
  });
  const wall: TestClock = { nowMs: START_AT };
  const opened = assembleEmulator(
    {
      simulation,
      port: 0,
      wallClock: () => wall.nowMs,
      seed: 7,
      identities: [ADMIN, ANA, BEN, STEWARD, ETL],
      routeGroups,
      speed: null,
    },
    () => "http://127.0.0.1:8080",
  );
  const tokenOf = (name: string) =>
    opened.credentials.find((credential) => credential.name === name)?.token ?? "";
  return {
    ...opened,
    simulation,
    ids,
    wall,
    tokenOf,
    farFuture: epochMs(START_AT + 30 * DAY_MS),
    async call(who, request, body) {
      const { name, headers } = typeof who === "object" && who !== null ? who : { name: who, headers: {} };
      const [, method = "GET", path = "/"] = /^(\w+) (.*)$/.exec(request) ?? [];
      const authorization = name === null ? {} : { authorization: `Bearer ${tokenOf(name)}` };
      const sent = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
      const response = await opened.app.request(path, {
        method,
        ...sent,
        headers: { ...authorization, ...headers },
      });
      const text = await response.text();
      const value = parseJson(text);
      return { status: response.status, headers: response.headers, text, body: isObject(value) ? value : {} };
    },
  };
}
