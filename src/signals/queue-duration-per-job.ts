import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Mean time in the queue of the runs that ended in the hour. */
export const queueDurationPerJobSignal = defineSignal({
  id: "job_run.queue_duration_per_job",
  title: "Waiting of runs per job",
  sentence: "Runs of {entity} waited {value} on average before they started",
  surface: "job_runtime",
  version: 1,
  plane: "data",
  unit: "ms",
  measure: "magnitude",
  tail: "upper",
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
        where: [sql`queue_duration_ms IS NOT NULL`],
      },
      { value: sql`avg(queue_duration_ms)` },
    ),
});
