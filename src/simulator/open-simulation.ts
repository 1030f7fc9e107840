import { type EpochMs, epochMs } from "../domain/units.ts";
import { principalIdOf } from "./account/find-principal.ts";
import type { Act, ActOf } from "./acts/act.ts";
import { openActContext } from "./acts/open-act-context.ts";
import { settleRuns } from "./acts/open-runs.ts";
import { performAct } from "./acts/perform-act.ts";
import { databricksSql } from "./databricks-sql/open-databricks-sql.ts";
import { openLife } from "./life/open-life.ts";
import { openActPlayer } from "./play-acts.ts";
import type { Simulation } from "./simulation.ts";
import { openSimulatorDatabase } from "./simulator-database.ts";
import { openStatementRunner } from "./statements/open-statement-runner.ts";
import type { PlacedStory } from "./stories/story.ts";
import { openTableRows } from "./tables/open-table-rows.ts";
import type { TableRows } from "./tables/table-rows.ts";
import { openTelemetry } from "./telemetry/open-telemetry.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";
import { buildWorld } from "./world/build-world.ts";
import type { Preset, World } from "./world/world.ts";
import { openWriteBehind, type WriteBehind } from "./write-behind.ts";

/** First day of a history whose start nobody chose, a Monday: the seed alone then decides everything. */
export const HISTORY_START = epochMs(Date.UTC(2026, 2, 2));

/** Rows of telemetry that are written at once while days pass: a flush costs some 50 ms whatever there is to write. */
const FLUSHED_ROW_COUNT = 120_000;
/** Rows of loads that are written and profiled at once: profiles of few versions look at old rows again and again. */
const PROFILED_ROW_COUNT = 300_000;

export interface SimulationOptions {
  readonly preset: Preset;
  /** Any safe whole number: the same one, with the same stories, gives the same account to the byte. */
  readonly seed: number;
  /** Start of a day (UTC). */
  readonly startAt: EpochMs;
  /** Days of history planned for; that of the preset when left out. */
  readonly dayCount?: number;
  /** Memory of the database. */
  readonly memoryLimitMb: number;
  readonly threadCount: number;
  /**
   * Whether the values of the versions of watched tables are profiled as they are written, for an export to tell them.
   * Whoever reads the account by SQL takes profiles of its own. True when left out; it is most of the database's work.
   */
  readonly isProfiled?: boolean;
  /** What happens beside ordinary life. */
  placeStories(world: World): readonly PlacedStory[];
}

/**
 * A simulated account at `startAt`, with nothing behind it yet: `advanceTo` lets time pass.
 *
 * Cost: some 100,000 acts a second on one core, the telemetry of a day is expanded by the database when it has passed.
 */
export async function openSimulation(options: SimulationOptions): Promise<Simulation> {
  const world = buildWorld(options);
  const { account } = world;
  const database = await openSimulatorDatabase(options);
  const telemetry = await openTelemetry({
    database: await database.apart(),
    account,
    seed: options.seed,
    prices: world.prices,
  });
  const rows = await openTableRows({
    database: await database.apart(),
    account,
    seed: options.seed,
    plans: world.tables,
    isProfiled: options.isProfiled ?? true,
  });
  const context = openActContext({
    account,
    log: telemetry.log,
    seed: options.seed,
    writeRows: (act: ActOf<"write_version">) => rows.write(act),
  });
  const life = openLife(world, account);
  const stories = options.placeStories(world);
  let nowMs: number = options.startAt;

  const perform = (act: Act) => performAct(context, act);
  const runner = openStatementRunner({
    account,
    database,
    telemetry,
    rows,
    sql: databricksSql,
    seed: options.seed,
    now: () => epochMs(nowMs),
    perform,
  });

  function live(act: Act): Promise<void> | null {
    nowMs = Math.max(nowMs, act.at);
    if (act.kind === "statement" && act.isExecuted) return runner.perform(requestOf(account, act));
    perform(act);
    return null;
  }

  const player = openActPlayer({
    startAt: options.startAt,
    life,
    stories,
    live,
    endDay: (at) => settleRuns(context, at),
    writers: writersOf(telemetry, rows, options.isProfiled ?? true),
  });

  return {
    world,
    account,
    database,
    telemetry,
    rows,
    statements: runner,
    now: () => epochMs(nowMs),
    perform,
    async advanceTo(at, advance = {}) {
      if (at <= nowMs) return;
      await player.playUntil(at, advance);
      nowMs = Math.max(nowMs, at);
    },
    truth: () => stories.map(({ truth }) => truth),
    close: () => database.close(),
  };
}

/** What is written while days pass. Without profiles, rows are written when somebody reads them. */
function writersOf(telemetry: Telemetry, rows: TableRows, isProfiled: boolean): readonly WriteBehind[] {
  const flushes = openWriteBehind({
    isDue: () => telemetry.waitingRowCount() >= FLUSHED_ROW_COUNT,
    write: () => telemetry.flush(),
  });
  const profiles = openWriteBehind({
    isDue: () => rows.pendingRowCount() >= PROFILED_ROW_COUNT,
    write: () => rows.profile(),
  });
  return isProfiled ? [flushes, profiles] : [flushes];
}

/** A statement of a story, as its actor would send it. */
function requestOf(account: Simulation["account"], act: ActOf<"statement">) {
  return {
    caller: {
      principalId: principalIdOf(account, act.actor) ?? act.actor,
      workspaceId: act.workspaceId ?? [...account.workspaces.keys()][0] ?? "0",
      warehouseId: act.warehouseId,
      address: act.address,
      userAgent: act.userAgent,
      application: act.application,
      tokenId: act.tokenId,
    },
    statementId: act.statementId,
    text: act.text,
    parameters: [],
    catalog: null,
    schema: null,
    rowLimit: null,
    signal: new AbortController().signal,
  };
}
