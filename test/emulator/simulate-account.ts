import { type EpochMs, epochMs } from "../../src/domain/units.ts";
import type { Account } from "../../src/simulator/account/account.ts";
import { openActContext } from "../../src/simulator/acts/open-act-context.ts";
import { performAct } from "../../src/simulator/acts/perform-act.ts";
import { databricksSql } from "../../src/simulator/databricks-sql/open-databricks-sql.ts";
import type { Simulation } from "../../src/simulator/simulation.ts";
import { openSimulatorDatabase } from "../../src/simulator/simulator-database.ts";
import { openStatementRunner } from "../../src/simulator/statements/open-statement-runner.ts";
import { openTableRows } from "../../src/simulator/tables/open-table-rows.ts";
import { openTelemetry } from "../../src/simulator/telemetry/open-telemetry.ts";
import type { Preset, World } from "../../src/simulator/world/world.ts";

const SMALL: Preset = { id: "small", principalCount: 5, dayCount: 1, rowCount: 0 };
const SEED = 7;

/** The parts of a simulation around an account that was built by hand, in which nothing goes on by itself. */
export async function simulateAccount(
  account: Account,
  { startAt, keyPrincipals }: { readonly startAt: EpochMs; readonly keyPrincipals: World["keyPrincipals"] },
): Promise<Simulation> {
  const database = await openSimulatorDatabase({ memoryLimitMb: 256, threadCount: 1 });
  const telemetry = await openTelemetry({ database, account, seed: SEED, prices: [] });
  const rows = await openTableRows({ database, account, seed: SEED, plans: [] });
  const context = openActContext({
    account,
    log: telemetry.log,
    seed: SEED,
    writeRows: (act) => rows.write(act),
  });
  let now: EpochMs = startAt;
  const perform: Simulation["perform"] = (act) => performAct(context, act);
  const statements = openStatementRunner({
    account,
    database,
    telemetry,
    rows,
    sql: databricksSql,
    seed: SEED,
    now: () => now,
    perform,
  });
  const [first = "", second = first] = account.workspaces.keys();
  return {
    world: {
      preset: SMALL,
      seed: SEED,
      dayCount: SMALL.dayCount,
      workspaceIds: { prod: first, analytics: first, dev: second },
      keyPrincipals,
      startAt,
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
}
