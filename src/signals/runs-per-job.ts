import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Low when a schedule or trigger stopped, high when one fires without end. */
export const runsPerJobSignal = defineSignal({
  id: "job_run.runs_per_job",
  title: "Runs per job",
  sentence: "{value} runs of {entity} ended in one day",
  surface: "job_runtime",
  version: 1,
  plane: "data",
  unit: "1",
  measure: "count",
  tail: "both",
  entity: "job",
  windowMs: DAY_MS,
  reads: ["job_run"],
  materialityFloor: 0,
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
      { value: sql`count(*)` },
    ),
});
