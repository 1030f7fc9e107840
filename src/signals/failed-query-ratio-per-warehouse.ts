import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Failed statements over all that were not canceled by somebody. */
export const failedQueryRatioPerWarehouseSignal = defineSignal({
  id: "query_run.failed_query_ratio_per_warehouse",
  title: "Share of failed statements per warehouse",
  sentence: "{value} of the statements on {entity} failed",
  surface: "query_performance",
  version: 1,
  plane: "data",
  unit: "ratio",
  measure: "ratio",
  tail: "upper",
  entity: "warehouse",
  windowMs: HOUR_MS,
  reads: ["query_run"],
  materialityFloor: 0.02,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "query_run",
        windowMs: HOUR_MS,
        entity: [sql`warehouse_id`],
        where: [sql`NOT coalesce(is_canceled, false)`],
      },
      { value: sql`CAST(count(*) FILTER (WHERE is_failed) AS DOUBLE) / count(*)` },
    ),
});
