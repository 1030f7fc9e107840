import { DAY_MS, type EpochMs, epochMs } from "../../src/domain/units.ts";
import { openActContext } from "../../src/simulator/acts/open-act-context.ts";
import { performAct } from "../../src/simulator/acts/perform-act.ts";
import { databricksSql } from "../../src/simulator/databricks-sql/open-databricks-sql.ts";
import type { RouteGroup } from "../../src/simulator/emulator/emulator.ts";
import { isObject, type JsonObject, parseJson } from "../../src/simulator/emulator/json.ts";
import { assembleEmulator, type OpenedEmulator } from "../../src/simulator/emulator/open-emulator.ts";
import type { Simulation } from "../../src/simulator/simulation.ts";
import { openSimulatorDatabase } from "../../src/simulator/simulator-database.ts";
import { openStatementRunner } from "../../src/simulator/statements/open-statement-runner.ts";
import { openTableRows } from "../../src/simulator/tables/open-table-rows.ts";
import { openTelemetry } from "../../src/simulator/telemetry/open-telemetry.ts";
import type { Preset } from "../../src/simulator/world/world.ts";
import {
  ADMIN,
  ANA,
  BEN,
  ETL,
  OTHER_WORKSPACE,
  openSmallAccount,
  type SmallIds,
  START_AT,
  STEWARD,
  WORKSPACE,
} from "./open-small-account.ts";

const SMALL: Preset = { id: "small", principalCount: 5, dayCount: 1, rowCount: 0 };

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
  const { simulation, ids } = await openSmallSimulation();
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

async function openSmallSimulation(): Promise<{ readonly simulation: Simulation; readonly ids: SmallIds }> {
  const { account, ids } = openSmallAccount();
  const database = await openSimulatorDatabase({ memoryLimitMb: 256, threadCount: 1 });
  const telemetry = await openTelemetry({ database, account, seed: 7, prices: [] });
  const rows = await openTableRows({ database, account, seed: 7, plans: [] });
  const context = openActContext({
    account,
    log: telemetry.log,
    seed: 7,
    writeRows: (act) => rows.write(act),
  });
  let now: EpochMs = START_AT;
  const perform: Simulation["perform"] = (act) => performAct(context, act);
  const statements = openStatementRunner({
    account,
    database,
    telemetry,
    rows,
    sql: databricksSql,
    seed: 7,
    now: () => now,
    perform,
  });
  const simulation: Simulation = {
    world: {
      preset: SMALL,
      seed: 7,
      dayCount: SMALL.dayCount,
      workspaceIds: { prod: WORKSPACE, analytics: WORKSPACE, dev: OTHER_WORKSPACE },
      keyPrincipals: { readerName: STEWARD, responderName: ETL, adminName: ADMIN, metastoreAdminGroup: "" },
      startAt: START_AT,
      account,
      persons: [],
      jobs: [],
      tables: [],
      dashboards: [],
      prices: [],
      holidays: [],
      clusters: [],
      membershipPlans: [],
      approvalPlans: [],
      sensitiveTables: [],
      activityRatio: 1,
    },
    account,
    database,
    telemetry,
    rows,
    statements,
    now: () => now,
    perform,
    async advanceTo(at) {
      now = epochMs(Math.max(now, at));
      await telemetry.flush();
    },
    truth: () => [],
    close: () => database.close(),
  };
  return { simulation, ids };
}
