import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Failed runs over all that ended. Says more than their number for jobs that run often. */
export const failedRunRatioPerJobSignal = defineSignal({
  id: "job_run.failed_run_ratio_per_job",
  title: "Share of failed runs per job",
  sentence: "{value} of the runs of {entity} failed",
  surface: "job_runtime",
  version: 1,
  plane: "data",
  unit: "ratio",
  measure: "ratio",
  tail: "upper",
  entity: "job",
  windowMs: DAY_MS,
  reads: ["job_run"],
  materialityFloor: 0.1,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "job_run",
        windowMs: DAY_MS,
        entity: [sql`job_id`],
        where: [sql`result_state IS NOT NULL`],
      },
      { value: sql`CAST(count(*) FILTER (WHERE is_failed) AS DOUBLE) / count(*)` },
    ),
});
