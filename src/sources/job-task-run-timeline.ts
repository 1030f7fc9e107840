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

const TABLE = "system.lakeflow.job_task_run_timeline";

/**
 * Runs of tasks in slices of at most an hour, merged as those of job runs; `run_id` is the run of the task.
 * `task_parameters` is left out: its type differs between regions.
 *
 * Source: Databricks documentation, "Jobs system table reference".
 */
export const jobTaskRunTimelineSource = defineSource({
  id: "job-task-run-timeline",
  title: "Task runs",
  plane: "data",
  table: TABLE,
  columns: {
    account_id: "string",
    workspace_id: "string",
    job_id: "string",
    run_id: "string",
    period_start_time: "timestamp",
    period_end_time: "timestamp",
    task_key: "string",
    compute_ids: "array<string>",
    result_state: "string",
    job_run_id: "string",
    parent_run_id: "string",
    termination_code: "string",
    compute: "array<struct<type:string,cluster_id:string,warehouse_id:string>>",
    termination_type: "string",
    setup_duration_seconds: "bigint",
    cleanup_duration_seconds: "bigint",
    execution_duration_seconds: "bigint",
  },
  requiredColumns: ["workspace_id", "job_id", "run_id", "task_key", "period_start_time", "period_end_time"],
  naturalKey: ["workspace_id", "run_id", "period_start_time"],
  watermark: { column: "period_end_time", latenessMs: RUN_LATENESS_MS },
  arrival: null,
  deliveredForms: [],
  produces: [
    {
      relation: "job_task_run",
      alsoReads: [],
      collapse: null,
      normalize: (dialect, raw) => sql`WITH slice AS (
        SELECT workspace_id, job_id, run_id, coalesce(job_run_id, parent_run_id) AS job_run_id, task_key, period_start_time, period_end_time,
          result_state, termination_code, setup_duration_seconds
        FROM ${raw(TABLE)}
        ${ONE_ROW_PER_SLICE}
      ), ranked AS (
        ${RANKED_SLICES}
      ), run AS (
        SELECT workspace_id, max(job_id) AS job_id, run_id, max(job_run_id) AS job_run_id, max(task_key) AS task_key,
          max(period_end_time) AS event_time, min(period_start_time) AS start_time,
          ${slicesMs(dialect)},
          max(setup_duration_seconds) * 1000 AS setup_duration_ms,
          ${LATEST_RESULT}
        FROM ranked GROUP BY workspace_id, run_id
      ) SELECT workspace_id, job_id, run_id, job_run_id, task_key, event_time, start_time,
        ${runDurationMs(dialect)}, setup_duration_ms,
        ${RUN_OUTCOME}
      FROM run`,
    },
  ],
});
