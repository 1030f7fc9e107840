import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** 95th percentile of the time in the queue. 0 in most hours of a warehouse that is large enough. */
export const queueDurationP95PerWarehouseSignal = defineSignal({
  id: "query_run.queue_duration_p95_per_warehouse",
  title: "Waiting for compute per warehouse",
  sentence: "One in twenty statements on {entity} waited {value} or longer for compute",
  surface: "query_performance",
  version: 1,
  plane: "data",
  unit: "ms",
  measure: "magnitude",
  tail: "upper",
  entity: "warehouse",
  windowMs: HOUR_MS,
  reads: ["query_run"],
  materialityFloor: 5_000,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "query_run",
        windowMs: HOUR_MS,
        entity: [sql`warehouse_id`],
        where: [sql`queue_duration_ms IS NOT NULL`],
      },
      { value: dialect.quantile(sql`queue_duration_ms`, 0.95) },
    ),
});
