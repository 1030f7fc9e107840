import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Retries of runs that ended in the day, whatever their end: a job that succeeds only at its third attempt shows
 * here and nowhere else.
 */
export const retriesPerJobSignal = defineSignal({
  id: "job_run.retries_per_job",
  title: "Retries per job",
  sentence: "Runs of {entity} were retried {value} times in one day",
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
      { relation: "job_run", windowMs: DAY_MS, entity: [sql`job_id`], where: [sql`retry_count > 0`] },
      { value: sql`sum(retry_count)` },
    ),
});
