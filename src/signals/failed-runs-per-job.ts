import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Runs that ended in failure. */
export const failedRunsPerJobSignal = defineSignal({
  id: "job_run.failed_runs_per_job",
  title: "Failed runs per job",
  sentence: "{value} runs of {entity} failed in one day",
  surface: "job_runtime",
  version: 1,
  plane: "data",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "job",
  windowMs: DAY_MS,
  reads: ["job_run"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      { relation: "job_run", windowMs: DAY_MS, entity: [sql`job_id`], where: [sql`is_failed`] },
      { value: sql`count(*)` },
    ),
});
