import { HOUR_MS } from "../../../domain/units.ts";
import { warehouseEventsSource } from "../../../sources/warehouse-events.ts";
import { defineCompactTable } from "../define-compact-table.ts";
import { addDelivered, type TableLog } from "../table-log.ts";
import type { WarehouseEventRow } from "../telemetry-log.ts";

/** `system.compute.warehouse_events`. */
export const warehouseEventsTable = defineCompactTable({
  source: warehouseEventsSource,
  columns: { at: "moment", workspace: "code", warehouse: "code", type: "code", cluster_count: "whole" },
  expressions: {
    account_id: "account.account_id",
    workspace_id: "workspace.text",
    warehouse_id: "warehouse.text",
    event_type: "type.text",
    cluster_count: "r.cluster_count",
    event_time: "r.at",
  },
  presence: {},
});

/** Delivered again, as rows of other tables are. */
const DUPLICATE_RATIO = 0.002;
const DUPLICATE_DELAY_MS_MAX = 12 * HOUR_MS;

export function logWarehouseEvent(
  log: TableLog<keyof typeof warehouseEventsTable.columns>,
  row: WarehouseEventRow,
): void {
  const { words } = log.tools;
  addDelivered(log, row.at, {
    seq: log.nextSeq(),
    duplicateRatio: DUPLICATE_RATIO,
    duplicateDelayMsMax: DUPLICATE_DELAY_MS_MAX,
    row: {
      at: row.at,
      workspace: words.text(row.workspaceId),
      warehouse: words.text(row.warehouseId),
      type: words.text(row.eventType),
      cluster_count: row.clusterCount,
    },
  });
}
