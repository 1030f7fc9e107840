import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * 95th percentile of wall-clock time of the statements that ended well in the hour, answers from the result cache
 * left out. Works when: a warehouse serves a steady kind of work. Fails when: a handful of statements an hour,
 * where the percentile is their maximum; the support count tells.
 */
export const queryDurationP95PerWarehouseSignal = defineSignal({
  id: "query_run.query_duration_p95_per_warehouse",
  title: "Slow statements per warehouse",
  sentence: "One in twenty statements on {entity} took {value} or longer",
  surface: "query_performance",
  version: 1,
  plane: "data",
  unit: "ms",
  measure: "magnitude",
  tail: "upper",
  entity: "warehouse",
  windowMs: HOUR_MS,
  reads: ["query_run"],
  materialityFloor: 2_000,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "query_run",
        windowMs: HOUR_MS,
        entity: [sql`warehouse_id`],
        where: [
          sql`NOT coalesce(is_failed, false)`,
          sql`NOT coalesce(is_canceled, false)`,
          sql`NOT coalesce(is_cache_hit, false)`,
          sql`total_duration_ms IS NOT NULL`,
        ],
      },
      { value: dialect.quantile(sql`total_duration_ms`, 0.95) },
    ),
});
