import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import { epochMs } from "../../domain/units.ts";
import { findPrincipal } from "../account/find-principal.ts";
import type { Simulation } from "../simulation.ts";
import { openAccessTokens, TOKEN_PREFIX, valueHash } from "./access-tokens.ts";
import { openAccountClock } from "./account-clock.ts";
import type { Emulator, EmulatorApp, RouteGroup } from "./emulator.ts";
import { type Fault, openFaultKnobs } from "./fault-knobs.ts";
import { openLaggingChanges } from "./lagging-changes.ts";
import { openApp } from "./open-app.ts";
import { accountAccessRoutes } from "./routes/account-access.ts";
import { bindingRoutes } from "./routes/bindings.ts";
import { catalogObjectRoutes } from "./routes/catalog-objects.ts";
import { controlRoutes } from "./routes/control.ts";
import { destinationRoutes } from "./routes/destinations.ts";
import { grantRoutes } from "./routes/grants.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { metastoreRoutes } from "./routes/metastore.ts";
import { objectPermissionRoutes } from "./routes/object-permissions.ts";
import { outsideObjectRoutes } from "./routes/outside-objects.ts";
import { policyRoutes } from "./routes/policies.ts";
import { queryHistoryRoutes } from "./routes/query-history.ts";
import { scimRoutes } from "./routes/scim.ts";
import { secretRoutes } from "./routes/secrets.ts";
import { settingRoutes } from "./routes/settings.ts";
import { signInRoutes } from "./routes/sign-in.ts";
import { tagRoutes } from "./routes/tags.ts";
import { tokenRoutes } from "./routes/tokens.ts";
import { warehouseRoutes } from "./routes/warehouses.ts";

export interface EmulatorOptions {
  readonly simulation: Simulation;
  /** 0: a free one. */
  readonly port: number;
  /** Milliseconds since 1970 of the machine. */
  wallClock(): number;
  /** For tests: tokens and ids follow from it. Null: they cannot be guessed. */
  readonly seed: number | null;
  /** E-mail addresses and application ids that get a credential at the start. */
  readonly identities: readonly string[];
  /** Groups of routes that are built elsewhere: statements. */
  readonly routeGroups: readonly RouteGroup[];
  readonly faults?: readonly Fault[];
  /** How fast the account's time goes; null: it stands. */
  readonly speed: number | null;
}

/** What opens the account to one identity. Values are told here alone. */
export interface EmulatorCredential {
  readonly name: string;
  /** Personal access token, for the first workspace that the identity is assigned to. */
  readonly token: string;
  /** Of service principals: client id (the name) and secret for OAuth. */
  readonly clientSecret: string | null;
}

/** The emulator without a socket. */
export interface OpenedEmulator {
  readonly app: EmulatorApp;
  readonly emulator: Emulator;
  readonly credentials: readonly EmulatorCredential[];
  readonly controlToken: string;
  /** Ends what is under way: statements that run are canceled. */
  finish(): Promise<void>;
}

/** The emulator as it listens on loopback. */
export interface ListeningEmulator extends OpenedEmulator {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  close(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";
/** How often a running clock is brought up to the machine's. */
const TICK_MS = 200;
const DIGIT_COUNT = 32;
/** A century: the credentials given at the start outlive every simulation. */
const LIFETIME_MS = 36_525 * 86_400_000;

const GROUPS: readonly RouteGroup[] = [
  signInRoutes,
  tokenRoutes,
  secretRoutes,
  grantRoutes,
  catalogObjectRoutes,
  outsideObjectRoutes,
  metastoreRoutes,
  bindingRoutes,
  policyRoutes,
  tagRoutes,
  scimRoutes,
  accountAccessRoutes,
  objectPermissionRoutes,
  jobRoutes,
  warehouseRoutes,
  queryHistoryRoutes,
  destinationRoutes,
  settingRoutes,
];

/** @throws SIMULATION_IDENTITY_UNKNOWN for an identity that is not in the account. */
export function assembleEmulator(options: EmulatorOptions, url: () => string): OpenedEmulator {
  const { simulation, wallClock } = options;
  const closing: (() => Promise<void>)[] = [];
  const hex = options.seed === null ? randomHex : seededHex(options.seed);
  const emulator: Emulator = {
    simulation,
    wallClock,
    url,
    hex,
    clock: openAccountClock(simulation, wallClock),
    faults: openFaultKnobs(() => Number.parseInt(hex(8), 16) / 0x1_0000_0000),
    accessTokens: openAccessTokens({ hex, wallClock, issuer: () => `${url()}/oidc` }),
    lagging: openLaggingChanges(wallClock),
    pageKey: hex(DIGIT_COUNT),
    onClose: (task) => closing.push(task),
  };
  emulator.faults.set(options.faults ?? []);
  const controlToken = hex(DIGIT_COUNT);
  const credentials = options.identities.map((name) => mintCredential(emulator, name));
  const app = openApp(emulator, [controlRoutes(controlToken), ...options.routeGroups, ...GROUPS]);
  const finish = async (): Promise<void> => {
    for (const task of closing) await task();
  };
  return { app, emulator, credentials, controlToken, finish };
}

/**
 * Serves a simulated account on loopback, as Databricks would.
 * Works when the port is free; fails with PORT_IN_USE otherwise, and with SIMULATION_IDENTITY_UNKNOWN for an identity that
 * is not in the account.
 */
export async function openEmulator(options: EmulatorOptions): Promise<ListeningEmulator> {
  let url = "";
  const opened = assembleEmulator(options, () => url);
  const underWay = openUnderWay();
  const server = createServer(
    getRequestListener((request, env) => underWay.follow(opened.app.fetch(request, env))),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(
        new GatehouseError("PORT_IN_USE", {
          message: `port \`${options.port}\` cannot be listened on`,
          cause,
        }),
      ),
    );
    server.listen(options.port, LOOPBACK, () => resolve(portOf(server.address())));
  });
  url = `http://${LOOPBACK}:${port}`;
  const { clock } = opened.emulator;
  if (options.speed !== null) clock.run(options.speed);
  const ticks = startTicks(() => clock.catchUp());
  return {
    ...opened,
    url,
    async close() {
      ticks.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await opened.finish();
      await underWay.end();
      await clock.stop();
    },
  };
}

/** So long answers under way are waited for at the end: what they read is closed after it. */
const END_WAIT_MS = 5_000;

/** Answers that are being made, which go on when whoever asked is gone. */
function openUnderWay() {
  const answers = new Set<Promise<unknown>>();
  return {
    async follow(answer: Response | Promise<Response>): Promise<Response> {
      const making = Promise.resolve(answer);
      answers.add(making);
      try {
        return await making;
      } finally {
        answers.delete(making);
      }
    },
    async end(): Promise<void> {
      const late = new AbortController();
      const waited = wait(END_WAIT_MS, undefined, { signal: late.signal }).catch(() => undefined);
      await Promise.race([Promise.allSettled(answers), waited]);
      late.abort();
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Runs `tick` again and again, one after another, until stopped. A failure ends the process: the account is broken then. */
function startTicks(tick: () => Promise<void>): { stop(): void } {
  let isStopped = false;
  let timer: NodeJS.Timeout | null = null;
  const schedule = (): void => {
    timer = setTimeout(async () => {
      await tick();
      if (!isStopped) schedule();
    }, TICK_MS);
    timer.unref();
  };
  schedule();
  return {
    stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}

function randomHex(length: number): string {
  return randomBytes(Math.ceil(length / 2))
    .toString("hex")
    .slice(0, length);
}

function seededHex(seed: number): (length: number) => string {
  let drawCount = 0;
  return (length) => {
    let digits = "";
    while (digits.length < length) {
      drawCount += 1;
      digits += createHash("sha256").update(`${seed} ${drawCount}`).digest("hex");
    }
    return digits.slice(0, length);
  };
}

/** Credentials of the start are simply there: nobody made them, and no log tells of them. */
function mintCredential({ simulation, hex }: Emulator, name: string): EmulatorCredential {
  const { account } = simulation;
  const principal = findPrincipal(account, name);
  if (principal === null || principal.kind === "group")
    throw new GatehouseError("SIMULATION_IDENTITY_UNKNOWN", {
      message: `there is no user or service principal \`${name}\` in the account`,
    });
  const workspaces = [...account.workspaces.values()];
  const home = workspaces.find(({ assignments }) => assignments.has(principal.id)) ?? workspaces[0];
  const token = `${TOKEN_PREFIX}${hex(DIGIT_COUNT)}`;
  const id = hex(2 * DIGIT_COUNT);
  const createdAt = simulation.now();
  account.tokens.set(id, {
    id,
    valueHash: valueHash(token),
    owner: principal.id,
    createdBy: name,
    workspaceId: home?.id ?? "",
    comment: "given at the start of the emulator",
    createdAt,
    expiresAt: null,
    scopes: [],
    lastUsedAt: null,
  });
  account.revision += 1;
  if (principal.kind === "user") return { name, token, clientSecret: null };
  const clientSecret = `dose${hex(DIGIT_COUNT)}`;
  const secretId = hex(DIGIT_COUNT);
  account.secrets.set(secretId, {
    id: secretId,
    owner: principal.id,
    valueHash: valueHash(clientSecret),
    createdAt,
    expiresAt: epochMs(Number(createdAt) + LIFETIME_MS),
    scopes: [],
  });
  return { name, token, clientSecret };
}
