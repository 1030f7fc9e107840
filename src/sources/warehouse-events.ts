import { durationMs, HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { defineSource } from "./define-source.ts";

const TABLE = "system.compute.warehouse_events";
/** No figure is documented. */
const LATENESS_MS = durationMs(24 * HOUR_MS);

/**
 * Starts, stops and scaling of SQL warehouses.
 *
 * Source: Databricks documentation, "Warehouse events system table reference".
 */
export const warehouseEventsSource = defineSource({
  id: "warehouse-events",
  title: "Warehouse events",
  plane: "data",
  table: TABLE,
  columns: {
    account_id: "string",
    workspace_id: "string",
    warehouse_id: "string",
    event_type: "string",
    cluster_count: "int",
    event_time: "timestamp",
  },
  requiredColumns: ["warehouse_id", "event_type", "event_time"],
  naturalKey: ["workspace_id", "warehouse_id", "event_type", "event_time"],
  watermark: { column: "event_time", latenessMs: LATENESS_MS },
  arrival: null,
  deliveredForms: [],
  produces: [
    {
      relation: "warehouse_event",
      alsoReads: [],
      collapse: { key: ["workspace_id", "warehouse_id", "event_type", "event_time"], newestBy: null },
      normalize: (_dialect, raw) =>
        sql`SELECT workspace_id, warehouse_id, event_time, upper(event_type) AS event_type, cluster_count FROM ${raw(TABLE)}`,
    },
  ],
});
