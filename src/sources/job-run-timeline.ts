import { sql } from "../sql/sql.ts";
import {
  LATEST_RESULT,
  ONE_ROW_PER_SLICE,
  RANKED_SLICES,
  RUN_LATENESS_MS,
  RUN_OUTCOME,
  runDurationMs,
  slicesMs,
} from "./define-run-timeline.ts";
import { defineSource } from "./define-source.ts";

const TABLE = "system.lakeflow.job_run_timeline";

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
  watermark: { column: "period_end_time", latenessMs: RUN_LATENESS_MS },
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
        ${ONE_ROW_PER_SLICE}
      ), ranked AS (
        ${RANKED_SLICES}
      ), run AS (
        SELECT workspace_id, max(job_id) AS job_id, run_id, max(period_end_time) AS event_time, min(period_start_time) AS start_time,
          ${slicesMs(dialect)},
          max(queue_duration_seconds) * 1000 AS queue_duration_ms, max(trigger_type) AS trigger_type, max(run_type) AS run_type,
          ${LATEST_RESULT},
          count(result_state) AS result_count
        FROM ranked GROUP BY workspace_id, run_id
      ) SELECT workspace_id, job_id, run_id, event_time, start_time,
        ${runDurationMs(dialect)}, queue_duration_ms, trigger_type, run_type,
        ${RUN_OUTCOME},
        greatest(result_count - 1, CAST(0 AS BIGINT)) AS retry_count
      FROM run`,
    },
  ],
});
