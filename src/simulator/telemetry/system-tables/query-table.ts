import { HOUR_MS, SECOND_MS } from "../../../domain/units.ts";
import { queryHistorySource } from "../../../sources/query-history.ts";
import { defineCompactTable } from "../define-compact-table.ts";
import type { TableLog } from "../table-log.ts";
import type { QueryLogRow } from "../telemetry-log.ts";
import { sessionOf } from "./audit-table.ts";

/** Size of a file of a table that is read or written, in bytes; and files of a partition. */
const FILE_BYTES = 33_554_432;
const FILES_PER_PARTITION = 4;
/** Files passed over for each file read: statistics of files prune most of a large table. */
const PRUNED_PER_READ_FILE = 3;
/** Tasks of a statement that run at the same time. */
const PARALLEL_TASKS = 4;
/** Milliseconds to fetch a thousand rows of a result; `end_time` excludes them (section 1.3). */
const FETCH_MS_PER_THOUSAND_ROWS = 2;
const READ_FILES = `CAST(ceil(r.bytes_read / ${FILE_BYTES}) AS BIGINT)`;
const FETCH_MS = `r.rows_produced * ${FETCH_MS_PER_THOUSAND_ROWS} // 1000`;

/** `system.query.history`. */
export const queryTable = defineCompactTable({
  source: queryHistorySource,
  columns: {
    at: "moment",
    end_at: "moment",
    update_at: "moment",
    workspace: "code",
    statement_id: "text",
    executed_by: "code",
    executed_as: "code",
    status: "code",
    body: "text",
    type: "code",
    error: "code",
    warehouse: "code",
    application: "code",
    job_id: "code",
    job_run_id: "text",
    task_run_id: "text",
    dashboard: "code",
    queue_ms: "whole",
    compilation_ms: "whole",
    execution_ms: "whole",
    rows_read: "whole",
    bytes_read: "whole",
    rows_produced: "whole",
    rows_written: "whole",
    bytes_written: "whole",
    spilled_bytes: "whole",
    is_cached: "whole",
  },
  expressions: {
    account_id: "account.account_id",
    workspace_id: "workspace.text",
    statement_id: "r.statement_id",
    executed_by: "executed_by.text",
    session_id: sessionOf("r.executed_by", "r.at"),
    execution_status: "status.text",
    "compute.type": "'WAREHOUSE'",
    "compute.warehouse_id": "warehouse.text",
    executed_by_user_id: "nullif(executed_by.principal_id, '')",
    statement_text: "r.body",
    statement_type: "type.text",
    error_message: "error.text",
    client_application: "application.text",
    total_duration_ms: `epoch_ms(r.end_at) - epoch_ms(r.at) + ${FETCH_MS}`,
    waiting_for_compute_duration_ms: "0",
    waiting_at_capacity_duration_ms: "r.queue_ms",
    execution_duration_ms: "r.execution_ms",
    compilation_duration_ms: "r.compilation_ms",
    total_task_duration_ms: `CASE WHEN r.is_cached = 1 THEN 0 ELSE r.execution_ms * ${PARALLEL_TASKS} END`,
    result_fetch_duration_ms: FETCH_MS,
    start_time: "r.at",
    end_time: "r.end_at",
    update_time: "r.update_at",
    read_partitions: `CAST(ceil(${READ_FILES} / ${FILES_PER_PARTITION}) AS BIGINT)`,
    pruned_files: `${READ_FILES} * ${PRUNED_PER_READ_FILE}`,
    read_files: READ_FILES,
    read_rows: "r.rows_read",
    produced_rows: "r.rows_produced",
    read_bytes: "r.bytes_read",
    read_io_cache_percent: "CASE WHEN r.bytes_read = 0 THEN 0 ELSE r.seq * 37 % 101 END",
    from_result_cache: "r.is_cached = 1",
    spilled_local_bytes: "r.spilled_bytes",
    written_bytes: "r.bytes_written",
    shuffle_read_bytes: "CASE WHEN r.is_cached = 1 THEN 0 ELSE r.bytes_read // 10 END",
    "query_source.job_info.job_id": "job_id.text",
    "query_source.job_info.job_run_id": "r.job_run_id",
    "query_source.job_info.job_task_run_id": "r.task_run_id",
    "query_source.dashboard_id": "dashboard.text",
    executed_as_user_id: "nullif(executed_as.principal_id, '')",
    executed_as: "executed_as.text",
    written_rows: "r.rows_written",
    written_files: `CAST(ceil(r.bytes_written / ${FILE_BYTES}) AS BIGINT)`,
    cache_origin_statement_id: "CASE WHEN r.is_cached = 0 THEN r.statement_id END",
    pruned_files_bytes: `r.bytes_read * ${PRUNED_PER_READ_FILE}`,
    read_files_bytes: "r.bytes_read",
  },
  presence: {
    query_source: "r.job_id > 0 OR r.dashboard > 0",
    "query_source.job_info": "r.job_id > 0",
  },
});

/** Texts hidden from readers that are not in `databricks_pii_access`, in either case as seen (section 1.3). */
const REDACTED_RATIO = 0.05;
const REDACTED_TEXTS = ["<REDACTED>", "<redacted>"] as const;
/** Statements that are written once more with a newer `update_time` (section 1.1: append and late update). */
const UPDATED_RATIO = 0.003;
const UPDATE_DELAY_MS_MAX = 20 * HOUR_MS;
const UPDATE_DELAY_MS = 2 * SECOND_MS;

/** Takes a row, and now and then a second one that updates it. */
export function logQuery(log: TableLog<keyof typeof queryTable.columns>, row: QueryLogRow): void {
  const { words } = log.tools;
  const seq = log.nextSeq();
  const redacted = REDACTED_TEXTS[log.draw(seq, "flawDetail") < 0.5 ? 0 : 1];
  const updateAt = row.endAt + UPDATE_DELAY_MS;
  const flat = {
    at: row.at,
    end_at: row.endAt,
    update_at: updateAt,
    workspace: words.text(row.workspaceId),
    statement_id: row.statementId,
    executed_by: words.text(row.executedBy),
    executed_as: words.text(row.executedAs),
    status: words.text(row.status),
    body: log.draw(seq, "flaw") < REDACTED_RATIO ? redacted : row.text,
    type: words.text(row.statementType),
    error: words.text(row.error),
    warehouse: words.text(row.warehouseId),
    application: words.text(row.application),
    job_id: words.text(row.job?.jobId ?? null),
    job_run_id: row.job?.runId ?? "",
    task_run_id: row.job?.taskRunId ?? "",
    dashboard: words.text(row.dashboardId),
    queue_ms: row.queueMs,
    compilation_ms: row.compilationMs,
    execution_ms: row.executionMs,
    rows_read: row.rowsRead,
    bytes_read: row.bytesRead,
    rows_produced: row.rowsProduced,
    rows_written: row.rowsWritten,
    bytes_written: row.bytesWritten,
    spilled_bytes: row.spilledBytes,
    is_cached: row.isFromCache ? 1 : 0,
  };
  log.add(seq, log.visibleAt(seq, row.endAt), flat);
  if (log.draw(seq, "isDuplicate") >= UPDATED_RATIO) return;
  const updatedAgainAt = updateAt + Math.floor(log.draw(seq, "whenAgain") * UPDATE_DELAY_MS_MAX);
  log.add(seq, log.visibleAt(seq, updatedAgainAt), { ...flat, update_at: updatedAgainAt });
}
