import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Mean time from the start of a task to its first own work: compute that is hard to get, or libraries that are
 * slow.
 */
export const setupDurationPerJobSignal = defineSignal({
  id: "job_task_run.setup_duration_per_job",
  title: "Set-up time per job",
  sentence: "Tasks of {entity} took {value} on average to set up",
  surface: "job_runtime",
  version: 1,
  plane: "data",
  unit: "ms",
  measure: "magnitude",
  tail: "upper",
  entity: "job",
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
        entity: [sql`job_id`],
        where: [sql`setup_duration_ms IS NOT NULL`],
      },
      { value: sql`avg(setup_duration_ms)` },
    ),
});
