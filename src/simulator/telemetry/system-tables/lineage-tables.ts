import { HOUR_MS } from "../../../domain/units.ts";
import { columnLineageSource } from "../../../sources/column-lineage.ts";
import { tableLineageSource } from "../../../sources/table-lineage.ts";
import { defineCompactTable } from "../define-compact-table.ts";
import { addDelivered, type TableLog } from "../table-log.ts";
import type { TableLineageRow, TelemetryLog } from "../telemetry-log.ts";

const COLUMNS = {
  at: "moment",
  workspace: "code",
  actor: "code",
  statement_id: "text",
  source: "code",
  source_type: "code",
  target: "code",
  job_id: "code",
  job_run_id: "text",
  dashboard: "code",
  is_direct: "whole",
} as const;

const EXPRESSIONS = {
  account_id: "account.account_id",
  metastore_id: "account.metastore_id",
  workspace_id: "workspace.text",
  entity_type:
    "CASE WHEN r.job_id > 0 THEN 'JOB' WHEN r.dashboard > 0 THEN 'DASHBOARD_V3' ELSE 'DBSQL_QUERY' END",
  entity_id: "coalesce(job_id.text, dashboard.text)",
  entity_run_id: "r.job_run_id",
  ...sideExpressions("source"),
  ...sideExpressions("target"),
  source_type: "source_type.text",
  target_type: "CASE WHEN r.target > 0 THEN 'TABLE' END",
  created_by: "actor.text",
  event_time: "r.at",
  event_date: "r.at",
  record_id: "CAST(r.id AS VARCHAR)",
  // Joins to nothing, like the real one (section 1.3).
  event_id: "reverse(CAST(r.id AS VARCHAR))",
  statement_id: "r.statement_id",
  "entity_metadata.job_info.job_id": "job_id.text",
  "entity_metadata.job_info.job_run_id": "r.job_run_id",
  "entity_metadata.dashboard_id": "dashboard.text",
  direct_access: "r.is_direct = 1",
} as const;

const PRESENCE = {
  entity_metadata: "r.job_id > 0 OR r.dashboard > 0",
  "entity_metadata.job_info": "r.job_id > 0",
} as const;

function sideExpressions(side: "source" | "target"): Readonly<Record<string, string>> {
  const part = (place: number) => `split_part(${side}.text, '.', ${place})`;
  return {
    [`${side}_table_full_name`]: `${side}.text`,
    [`${side}_table_catalog`]: part(1),
    [`${side}_table_schema`]: part(2),
    [`${side}_table_name`]: part(3),
  };
}

/** `system.access.table_lineage`. */
export const tableLineageTable = defineCompactTable({
  source: tableLineageSource,
  columns: COLUMNS,
  expressions: EXPRESSIONS,
  presence: PRESENCE,
});

/** `system.access.column_lineage`. */
export const columnLineageTable = defineCompactTable({
  source: columnLineageSource,
  columns: { ...COLUMNS, source_column: "code", target_column: "code" },
  expressions: {
    ...EXPRESSIONS,
    source_column_name: "source_column.text",
    target_column_name: "target_column.text",
  },
  presence: PRESENCE,
});

/** Delivered again within the two days that public pipelines read again; the same record id. */
const DUPLICATE_RATIO = 0.002;
const DUPLICATE_DELAY_MS_MAX = 36 * HOUR_MS;

export function logTableLineage(
  log: TableLog<keyof typeof tableLineageTable.columns>,
  row: TableLineageRow,
): void {
  addDelivered(log, row.at, delivery(log.nextSeq(), flatLineage(log, row)));
}

export function logColumnLineage(
  log: TableLog<keyof typeof columnLineageTable.columns>,
  row: Parameters<TelemetryLog["columnLineage"]>[0],
): void {
  const { words } = log.tools;
  const flat = {
    ...flatLineage(log, row),
    source_column: words.text(row.sourceColumn),
    target_column: words.text(row.targetColumn),
  };
  addDelivered(log, row.at, delivery(log.nextSeq(), flat));
}

function delivery<Row>(seq: number, row: Row) {
  return { seq, row, duplicateRatio: DUPLICATE_RATIO, duplicateDelayMsMax: DUPLICATE_DELAY_MS_MAX };
}

function flatLineage(log: Pick<TableLog<string>, "tools">, row: TableLineageRow) {
  const { words } = log.tools;
  return {
    at: row.at,
    workspace: words.text(row.workspaceId),
    actor: words.text(row.actor),
    statement_id: row.statementId ?? "",
    source: words.text(row.source),
    source_type: words.text(row.source === null ? null : row.sourceType),
    target: words.text(row.target),
    job_id: words.text(row.job?.jobId ?? null),
    job_run_id: row.job?.runId ?? "",
    dashboard: words.text(row.dashboardId),
    is_direct: row.isDirect ? 1 : 0,
  };
}
