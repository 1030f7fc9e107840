import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** All statements, failed ones included. Low when what usually calls the warehouse has stopped. */
export const queriesPerWarehouseSignal = defineSignal({
  id: "query_run.queries_per_warehouse",
  title: "Statements per warehouse",
  sentence: "{value} statements ended on {entity} in one hour",
  surface: "query_performance",
  version: 1,
  plane: "data",
  unit: "1",
  measure: "count",
  tail: "both",
  entity: "warehouse",
  windowMs: HOUR_MS,
  reads: ["query_run"],
  materialityFloor: 20,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      { relation: "query_run", windowMs: HOUR_MS, entity: [sql`warehouse_id`] },
      { value: sql`count(*)` },
    ),
});
