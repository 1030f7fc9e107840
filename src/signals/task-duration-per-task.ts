import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Mean time of the task runs that ended well in the hour: says which part of a slow job is slow. */
export const taskDurationPerTaskSignal = defineSignal({
  id: "job_task_run.task_duration_per_task",
  title: "Run time per task",
  sentence: "Runs of {entity} took {value} on average",
  surface: "job_runtime",
  version: 1,
  plane: "data",
  unit: "ms",
  measure: "magnitude",
  tail: "both",
  entity: "job_task",
  windowMs: HOUR_MS,
  reads: ["job_task_run"],
  materialityFloor: 60_000,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "job_task_run",
        windowMs: HOUR_MS,
        entity: [sql`job_id`, sql`task_key`],
        where: [
          sql`result_state IS NOT NULL`,
          sql`NOT coalesce(is_failed, false)`,
          sql`duration_ms IS NOT NULL`,
        ],
      },
      { value: sql`avg(duration_ms)` },
    ),
});
