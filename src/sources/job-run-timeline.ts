import { durationMs, HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { defineSource } from "./define-source.ts";

const TABLE = "system.lakeflow.job_run_timeline";
/** About an hour after the end of a slice is documented; no bound is. */
const LATENESS_MS = durationMs(4 * HOUR_MS);

/**
 * Runs of jobs in slices of at most an hour; retries and repairs add slices under the same run id. `job_parameters` is
 * left out: its type differs between regions.
 *
 * A run lasts as long as its slices together, so that the pause before a repair is no running time, and never longer
 * than from its first to its last moment. Its result is that of the latest slice that has one.
 * Source: Databricks documentation, "Jobs system table reference".
 */
export const jobRunTimelineSource = defineSource({
  id: "job-run-timeline",
  title: "Job runs",
  plane: "data",
  table: TABLE,
  columns: {
    account_id: "string",
    workspace_id: "string",
    job_id: "string",
    run_id: "string",
    period_start_time: "timestamp",
    period_end_time: "timestamp",
    trigger_type: "string",
    result_state: "string",
    run_type: "string",
    run_name: "string",
    compute_ids: "array<string>",
    termination_code: "string",
    source_task_run_id: "string",
    root_task_run_id: "string",
    compute: "array<struct<type:string,cluster_id:string,warehouse_id:string>>",
    termination_type: "string",
    setup_duration_seconds: "bigint",
    queue_duration_seconds: "bigint",
    run_duration_seconds: "bigint",
    cleanup_duration_seconds: "bigint",
    execution_duration_seconds: "bigint",
  },
  requiredColumns: ["workspace_id", "job_id", "run_id", "period_start_time", "period_end_time"],
  naturalKey: ["workspace_id", "run_id", "period_start_time"],
  watermark: { column: "period_end_time", latenessMs: LATENESS_MS },
  arrival: null,
  deliveredForms: [],
  produces: [
    {
      relation: "job_run",
      alsoReads: [],
      collapse: null,
      normalize: (dialect, raw) => sql`WITH slice AS (
        SELECT workspace_id, job_id, run_id, period_start_time, period_end_time, trigger_type, run_type, result_state, termination_code, queue_duration_seconds
        FROM ${raw(TABLE)}
        QUALIFY row_number() OVER (PARTITION BY workspace_id, run_id, period_start_time
          ORDER BY period_end_time DESC NULLS LAST, CASE WHEN result_state IS NULL THEN 1 ELSE 0 END) = 1
      ), ranked AS (
        SELECT slice.*, row_number() OVER (PARTITION BY workspace_id, run_id
          ORDER BY CASE WHEN result_state IS NULL THEN 1 ELSE 0 END, period_end_time DESC, period_start_time DESC) AS recency
        FROM slice
      ), run AS (
        SELECT workspace_id, max(job_id) AS job_id, run_id, max(period_end_time) AS event_time, min(period_start_time) AS start_time,
          CAST(sum(${dialect.durationMs(sql`period_start_time`, sql`period_end_time`)}) AS BIGINT) AS slices_ms,
          max(queue_duration_seconds) * 1000 AS queue_duration_ms, max(trigger_type) AS trigger_type, max(run_type) AS run_type,
          max(CASE WHEN recency = 1 THEN result_state END) AS result_state, max(CASE WHEN recency = 1 THEN termination_code END) AS termination_code,
          count(result_state) AS result_count
        FROM ranked GROUP BY workspace_id, run_id
      ) SELECT workspace_id, job_id, run_id, event_time, start_time,
        least(slices_ms, ${dialect.durationMs(sql`start_time`, sql`event_time`)}) AS duration_ms, queue_duration_ms, trigger_type, run_type,
        result_state, termination_code, coalesce(result_state IN ('FAILED', 'ERROR', 'TIMED_OUT'), false) AS is_failed,
        greatest(result_count - 1, CAST(0 AS BIGINT)) AS retry_count
      FROM run`,
    },
  ],
});
