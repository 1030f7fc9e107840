import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Churn: each start costs time, and money where idle time is short. */
export const scaleEventsPerWarehouseSignal = defineSignal({
  id: "warehouse_event.scale_events_per_warehouse",
  title: "Starts and scaling per warehouse",
  sentence: "{entity} started or changed its size {value} times in one hour",
  surface: "query_performance",
  version: 1,
  plane: "data",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "warehouse",
  windowMs: HOUR_MS,
  reads: ["warehouse_event"],
  materialityFloor: 2,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "warehouse_event",
        windowMs: HOUR_MS,
        entity: [sql`warehouse_id`],
        where: [sql`event_type IN ('STARTING', 'SCALED_UP', 'SCALED_DOWN')`],
      },
      { value: sql`count(*)` },
    ),
});
