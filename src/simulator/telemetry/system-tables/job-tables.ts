import { HOUR_MS } from "../../../domain/units.ts";
import { jobRunTimelineSource } from "../../../sources/job-run-timeline.ts";
import { jobTaskRunTimelineSource } from "../../../sources/job-task-run-timeline.ts";
import { jobsSource } from "../../../sources/jobs.ts";
import { defineCompactTable } from "../define-compact-table.ts";
import { addDelivered, type TableLog } from "../table-log.ts";
import type { JobDefinitionRow, JobRunSliceRow, TelemetryLog } from "../telemetry-log.ts";

/** `system.lakeflow.jobs`: one row a state; a deleted job keeps its rows and gets one with `delete_time`. */
export const jobsTable = defineCompactTable({
  source: jobsSource,
  columns: {
    at: "moment",
    workspace: "code",
    job_id: "code",
    name: "code",
    creator: "code",
    run_as: "code",
    tags: "map",
    deleted_at: "moment",
    created_at: "moment",
    cron: "code",
    zone: "code",
    is_paused: "whole",
  },
  expressions: {
    account_id: "account.account_id",
    workspace_id: "workspace.text",
    job_id: "job_id.text",
    name: "name.text",
    creator_id: "nullif(creator.principal_id, '')",
    tags: "tags.entries",
    run_as: "nullif(run_as.principal_id, '')",
    change_time: "r.at",
    delete_time: "r.deleted_at",
    "trigger.schedule.quartz_cron_expression": "cron.text",
    "trigger.schedule.timezone_id": "zone.text",
    trigger_type: "CASE WHEN r.cron > 0 THEN 'CRON' END",
    run_as_user_name: "run_as.text",
    creator_user_name: "creator.text",
    paused: "r.is_paused = 1",
    timeout_seconds: "0",
    create_time: "r.created_at",
  },
  presence: { trigger: "r.cron > 0", "trigger.schedule": "r.cron > 0" },
});

const SLICE_COLUMNS = {
  start_at: "moment",
  end_at: "moment",
  workspace: "code",
  job_id: "code",
  run_id: "text",
  result: "code",
  code: "code",
  setup_ms: "whole",
  execution_ms: "whole",
} as const;

const SLICE_EXPRESSIONS = {
  account_id: "account.account_id",
  workspace_id: "workspace.text",
  job_id: "job_id.text",
  period_start_time: "r.start_at",
  period_end_time: "r.end_at",
  result_state: "result.text",
  termination_code: "code.text",
  termination_type:
    "CASE WHEN code.text = 'SUCCESS' THEN 'SUCCESS' WHEN code.text IS NOT NULL THEN 'CLIENT_ERROR' END",
  setup_duration_seconds: "r.setup_ms // 1000",
  cleanup_duration_seconds: "0",
  execution_duration_seconds: "r.execution_ms // 1000",
} as const;

/** `system.lakeflow.job_run_timeline`. */
export const jobRunTable = defineCompactTable({
  source: jobRunTimelineSource,
  columns: { ...SLICE_COLUMNS, trigger: "code", queue_ms: "whole" },
  expressions: {
    ...SLICE_EXPRESSIONS,
    run_id: "r.run_id",
    trigger_type: "trigger.text",
    run_type: "'JOB_RUN'",
    queue_duration_seconds: "r.queue_ms // 1000",
    run_duration_seconds: "(r.queue_ms + r.setup_ms + r.execution_ms) // 1000",
  },
  presence: {},
});

/** `system.lakeflow.job_task_run_timeline`. */
export const taskRunTable = defineCompactTable({
  source: jobTaskRunTimelineSource,
  columns: { ...SLICE_COLUMNS, task_key: "code", task_run_id: "text" },
  expressions: {
    ...SLICE_EXPRESSIONS,
    run_id: "r.task_run_id",
    task_key: "task_key.text",
    job_run_id: "r.run_id",
    parent_run_id: "r.run_id",
  },
  presence: {},
});

/** Slices delivered again: the stream is read from its start after a break, duplicates follow (section 1). */
const DUPLICATE_RATIO = 0.002;
const DUPLICATE_DELAY_MS_MAX = 3 * HOUR_MS;

export function logJobDefinition(log: TableLog<keyof typeof jobsTable.columns>, row: JobDefinitionRow): void {
  const { words, account } = log.tools;
  const job = account.jobs.get(row.jobId);
  const seq = log.nextSeq();
  log.add(seq, log.visibleAt(seq, row.at), {
    at: row.at,
    workspace: words.text(row.workspaceId),
    job_id: words.text(row.jobId),
    name: words.text(row.name),
    creator: words.text(row.creator),
    run_as: words.text(row.runAs),
    tags: words.map(row.tags),
    deleted_at: row.deletedAt ?? Number.NaN,
    created_at: job?.createdAt ?? Number.NaN,
    cron: words.text(job?.schedule?.cron ?? null),
    zone: words.text(job?.schedule?.timeZone ?? null),
    is_paused: job?.schedule?.isPaused === true ? 1 : 0,
  });
}

export function logJobRunSlice(log: TableLog<keyof typeof jobRunTable.columns>, row: JobRunSliceRow): void {
  addDelivered(log, row.endAt, {
    ...delivery(log.nextSeq()),
    row: { ...flatSlice(log, row), trigger: log.tools.words.text(row.trigger), queue_ms: row.queueMs },
  });
}

export function logTaskRunSlice(
  log: TableLog<keyof typeof taskRunTable.columns>,
  row: Parameters<TelemetryLog["taskRunSlice"]>[0],
): void {
  addDelivered(log, row.endAt, {
    ...delivery(log.nextSeq()),
    row: { ...flatSlice(log, row), task_key: log.tools.words.text(row.taskKey), task_run_id: row.taskRunId },
  });
}

function delivery(seq: number) {
  return { seq, duplicateRatio: DUPLICATE_RATIO, duplicateDelayMsMax: DUPLICATE_DELAY_MS_MAX };
}

function flatSlice(log: Pick<TableLog<string>, "tools">, row: JobRunSliceRow) {
  const { words } = log.tools;
  return {
    start_at: row.startAt,
    end_at: row.endAt,
    workspace: words.text(row.workspaceId),
    job_id: words.text(row.jobId),
    run_id: row.runId,
    result: words.text(row.result),
    code: words.text(row.terminationCode),
    setup_ms: row.setupMs,
    execution_ms: row.executionMs,
  };
}
