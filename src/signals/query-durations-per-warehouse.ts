import { SKETCH_ACCURACY_RATIO } from "../domain/sketch-bucket.ts";
import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { sketchRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Sketch of wall-clock times of the day's statements. Works when: a new kind of work joins an old one and no
 * single percentile moves much.
 */
export const queryDurationsPerWarehouseSignal = defineSignal({
  id: "query_run.query_durations_per_warehouse",
  title: "Distribution of statement times per warehouse",
  sentence: "The distribution of {value} statement times on {entity} differs from before",
  surface: "query_performance",
  version: 1,
  plane: "data",
  unit: "ms",
  measure: "sketch",
  tail: "both",
  entity: "warehouse",
  windowMs: DAY_MS,
  reads: ["query_run"],
  materialityFloor: 0,
  toleranceRatio: SKETCH_ACCURACY_RATIO,
  rollup: (dialect) =>
    sketchRollup(
      dialect,
      {
        relation: "query_run",
        windowMs: DAY_MS,
        entity: [sql`warehouse_id`],
        where: [
          sql`NOT coalesce(is_failed, false)`,
          sql`NOT coalesce(is_canceled, false)`,
          sql`NOT coalesce(is_cache_hit, false)`,
        ],
      },
      sql`total_duration_ms`,
    ),
});
