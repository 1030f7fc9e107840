import { durationMs, HOUR_MS } from "../domain/units.ts";
import { foldPrincipal } from "../sql/fold-name.ts";
import { sql } from "../sql/sql.ts";
import { defineSource } from "./define-source.ts";
import { statementShape } from "./query-history/statement-shape.ts";

const TABLE = "system.query.history";
/** An hour is documented, a day where the customer manages the keys. */
const LATENESS_MS = durationMs(24 * HOUR_MS);

/**
 * Statements of SQL warehouses and serverless compute; classic clusters are absent. A statement that is written again
 * counts as it was written last. `query_parameters` is left out: its shape differs between regions.
 *
 * Source: Databricks documentation, "Query history system table reference".
 */
export const queryHistorySource = defineSource({
  id: "query-history",
  title: "Query history",
  plane: "data",
  table: TABLE,
  columns: {
    account_id: "string",
    workspace_id: "string",
    statement_id: "string",
    executed_by: "string",
    session_id: "string",
    execution_status: "string",
    compute: "struct<type:string,cluster_id:string,warehouse_id:string>",
    executed_by_user_id: "string",
    statement_text: "string",
    statement_type: "string",
    error_message: "string",
    client_application: "string",
    client_driver: "string",
    total_duration_ms: "bigint",
    waiting_for_compute_duration_ms: "bigint",
    waiting_at_capacity_duration_ms: "bigint",
    execution_duration_ms: "bigint",
    compilation_duration_ms: "bigint",
    total_task_duration_ms: "bigint",
    result_fetch_duration_ms: "bigint",
    start_time: "timestamp",
    end_time: "timestamp",
    update_time: "timestamp",
    read_partitions: "bigint",
    pruned_files: "bigint",
    read_files: "bigint",
    read_rows: "bigint",
    produced_rows: "bigint",
    read_bytes: "bigint",
    read_io_cache_percent: "tinyint",
    from_result_cache: "boolean",
    spilled_local_bytes: "bigint",
    written_bytes: "bigint",
    shuffle_read_bytes: "bigint",
    query_source:
      "struct<job_info:struct<job_id:string,job_run_id:string,job_task_run_id:string>,legacy_dashboard_id:string,dashboard_id:string,alert_id:string,notebook_id:string,sql_query_id:string,genie_space_id:string,pipeline_info:struct<pipeline_id:string,update_id:string>>",
    executed_as_user_id: "string",
    executed_as: "string",
    written_rows: "bigint",
    written_files: "bigint",
    cache_origin_statement_id: "string",
    query_tags: "map<string,string>",
    pruned_files_bytes: "bigint",
    read_files_bytes: "bigint",
  },
  requiredColumns: ["statement_id", "start_time", "end_time", "executed_by", "execution_status"],
  naturalKey: ["statement_id"],
  watermark: { column: "end_time", latenessMs: LATENESS_MS },
  arrival: { eventColumn: "end_time", arrivalColumn: "update_time" },
  deliveredForms: [],
  produces: [
    {
      relation: "query_run",
      alsoReads: [],
      collapse: null,
      normalize: (
        dialect,
        raw,
      ) => sql`SELECT statement_id, event_time, start_time, workspace_id, warehouse_id, principal, executed_as, statement_type,
        statement_shape, client_application, is_failed, is_canceled, total_duration_ms, execution_duration_ms, queue_duration_ms, read_bytes,
        read_rows, produced_rows, written_rows, written_bytes, spilled_bytes, is_cache_hit, job_id, error_class
      FROM (SELECT statement_id, coalesce(end_time, update_time) AS event_time, start_time, workspace_id, compute.warehouse_id AS warehouse_id,
        ${foldPrincipal(sql`executed_by`)} AS principal, ${foldPrincipal(sql`executed_as`)} AS executed_as, upper(statement_type) AS statement_type,
        ${statementShape(dialect, sql`statement_text`)} AS statement_shape, nullif(client_application, '') AS client_application,
        execution_status = 'FAILED' AS is_failed, execution_status IN ('CANCELED', 'CANCELLED') AS is_canceled,
        total_duration_ms, execution_duration_ms,
        CASE WHEN waiting_for_compute_duration_ms IS NULL AND waiting_at_capacity_duration_ms IS NULL THEN NULL
          ELSE coalesce(waiting_for_compute_duration_ms, 0) + coalesce(waiting_at_capacity_duration_ms, 0) END AS queue_duration_ms,
        read_bytes, read_rows, produced_rows, written_rows, written_bytes, spilled_local_bytes AS spilled_bytes,
        from_result_cache AS is_cache_hit, query_source.job_info.job_id AS job_id,
        ${dialect.regexpExtract(sql`error_message`, "^\\s*\\[([A-Za-z0-9_.]+)\\]", 1)} AS error_class, update_time
        FROM ${raw(TABLE)}) AS statement
      QUALIFY statement_id IS NULL OR row_number() OVER (PARTITION BY statement_id ORDER BY update_time DESC NULLS LAST, event_time DESC NULLS LAST) = 1`,
    },
  ],
});
