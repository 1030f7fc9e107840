import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Mean time of the runs that ended well in the hour. High when a job slows down, low when it finds less to do than
 * usual. Failed runs are left out: they end early, or at a time limit.
 */
export const runDurationPerJobSignal = defineSignal({
  id: "job_run.run_duration_per_job",
  title: "Run time per job",
  sentence: "Runs of {entity} took {value} on average",
  surface: "job_runtime",
  version: 1,
  plane: "data",
  unit: "ms",
  measure: "magnitude",
  tail: "both",
  entity: "job",
  windowMs: HOUR_MS,
  reads: ["job_run"],
  materialityFloor: 60_000,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "job_run",
        windowMs: HOUR_MS,
        entity: [sql`job_id`],
        where: [
          sql`result_state IS NOT NULL`,
          sql`NOT coalesce(is_failed, false)`,
          sql`duration_ms IS NOT NULL`,
        ],
      },
      { value: sql`avg(duration_ms)` },
    ),
});
