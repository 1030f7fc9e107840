import type { RandomGenerator } from "../../src/stats/random.ts";
import type { AuditLog } from "./audit-log.ts";
import { type Calendar, DAY_MS, HOUR_MS, isoTime, MINUTE_MS } from "./calendar.ts";
import type { StatementLog } from "./statements.ts";
import type { Telemetry } from "./telemetry.ts";
import type { SampleJob, World } from "./world.ts";

/** A run that took place; billing and table profiles follow from it. */
export interface FinishedRun {
  readonly job: SampleJob;
  readonly runId: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly isFailed: boolean;
}

/** From `fromMs` on a job takes `durationRatio` times as long, because its definition changed. */
export interface Slowdown {
  readonly jobId: string;
  readonly fromMs: number;
  readonly durationRatio: number;
}

export interface JobParts {
  readonly world: World;
  readonly calendar: Calendar;
  readonly random: RandomGenerator;
  readonly telemetry: Telemetry;
  readonly audit: AuditLog;
  readonly statements: StatementLog;
  readonly slowdown: Slowdown | null;
}

const JOBS_TABLE = "lakeflow.jobs";
const JOB_RUNS_TABLE = "lakeflow.job_run_timeline";
const TASK_RUNS_TABLE = "lakeflow.job_task_run_timeline";

const FAILURE_RATIO = 0.008;
/** Spread of the logarithm of a run's length. */
const DURATION_SPREAD = 0.1;
const JOB_AGE_MS = 90 * DAY_MS;

/** Definitions, runs and tasks of all jobs, with what they leave in the audit log, the query history and the lineage. */
export function addJobRuns(parts: JobParts): readonly FinishedRun[] {
  const runs: FinishedRun[] = [];
  for (const job of parts.world.jobs) {
    addDefinitions(parts, job);
    const own = { ...parts, random: parts.random.fork(`runs ${job.jobId}`) };
    for (
      let hourMs = parts.calendar.startMs;
      hourMs < parts.calendar.endMs;
      hourMs += job.everyHours * HOUR_MS
    ) {
      const run = planRun(own, job, hourMs);
      if (run.endMs >= parts.calendar.endMs) continue;
      runs.push(run);
      addRun(own, run);
    }
  }
  return runs;
}

function addDefinitions({ world, calendar, telemetry, audit, slowdown }: JobParts, job: SampleJob): void {
  const createdMs = calendar.startMs - JOB_AGE_MS;
  const definition = {
    account_id: world.accountId,
    workspace_id: job.workspaceId,
    job_id: job.jobId,
    name: job.name,
    creator_id: job.creator.userId,
    creator_user_name: job.creator.name,
    run_as: job.runAs.userId,
    run_as_user_name: job.runAs.name,
    trigger_type: "CRON",
    trigger: { schedule: { quartz_cron_expression: `0 ${job.startMinute} * * * ?`, timezone_id: "UTC" } },
    tags: { team: job.writes.team },
    paused: false,
    create_time: isoTime(createdMs),
  };
  telemetry.add(JOBS_TABLE, createdMs, { ...definition, change_time: isoTime(createdMs) });
  if (slowdown?.jobId !== job.jobId) return;
  const changedMs = slowdown.fromMs - 20 * MINUTE_MS;
  telemetry.add(JOBS_TABLE, changedMs, {
    ...definition,
    tags: { ...definition.tags, runtime: "17.3" },
    timeout_seconds: 7_200,
    change_time: isoTime(changedMs),
  });
  audit.add({
    momentMs: changedMs,
    person: job.creator,
    service: "jobs",
    action: "reset",
    params: {
      job_id: job.jobId,
      new_settings: JSON.stringify({ timeout_seconds: 7_200, tags: { runtime: "17.3" } }),
    },
  });
}

function planRun({ random, slowdown }: JobParts, job: SampleJob, hourMs: number): FinishedRun {
  const startMs = hourMs + job.startMinute * MINUTE_MS + random.below(20_000);
  const isSlow = slowdown?.jobId === job.jobId && startMs >= slowdown.fromMs;
  const ratio = (isSlow ? slowdown.durationRatio : 1) * Math.exp(DURATION_SPREAD * random.normal());
  return {
    job,
    runId: String(810_000_000_000 + (hourMs / HOUR_MS) * 1_000 + (Number(job.jobId) % 1_000)),
    startMs,
    endMs: startMs + Math.round(job.durationMs * ratio),
    isFailed: random.uniform() < FAILURE_RATIO,
  };
}

function addRun(parts: JobParts, run: FinishedRun): void {
  const { world, random, telemetry } = parts;
  const { job, runId } = run;
  for (const slice of hourSlices(run.startMs, run.endMs)) {
    telemetry.add(JOB_RUNS_TABLE, slice.endMs, {
      account_id: world.accountId,
      workspace_id: job.workspaceId,
      job_id: job.jobId,
      run_id: runId,
      period_start_time: isoTime(slice.startMs),
      period_end_time: isoTime(slice.endMs),
      trigger_type: "CRON",
      run_type: "JOB_RUN",
      run_name: job.name,
      queue_duration_seconds: Math.round(random.gamma(1)),
      ...resultOf(run, slice.isLast),
    });
  }
  addTasks(parts, run);
  addRunEvents(parts, run);
}

function resultOf(run: FinishedRun, isLast: boolean) {
  if (!isLast) return { result_state: undefined, termination_code: undefined };
  return run.isFailed
    ? { result_state: "FAILED", termination_code: "RUN_EXECUTION_ERROR" }
    : { result_state: "SUCCEEDED", termination_code: "SUCCESS" };
}

/** Tasks one after the other, of equal length; each runs one statement. */
function addTasks({ world, telemetry, statements, random }: JobParts, run: FinishedRun): void {
  const { job } = run;
  const taskMs = (run.endMs - run.startMs) / job.taskKeys.length;
  job.taskKeys.forEach((taskKey, index) => {
    const startMs = Math.round(run.startMs + index * taskMs);
    for (const slice of hourSlices(startMs, Math.round(startMs + taskMs))) {
      telemetry.add(TASK_RUNS_TABLE, slice.endMs, {
        account_id: world.accountId,
        workspace_id: job.workspaceId,
        job_id: job.jobId,
        job_run_id: run.runId,
        parent_run_id: run.runId,
        run_id: `${run.runId}${index}`,
        task_key: taskKey,
        period_start_time: isoTime(slice.startMs),
        period_end_time: isoTime(slice.endMs),
        setup_duration_seconds: Math.round(20 + 4 * random.gamma(2)),
        ...resultOf(run, slice.isLast),
      });
    }
    const isPublishing = index === job.taskKeys.length - 1;
    statements.add({
      momentMs: startMs + 5_000,
      person: job.runAs,
      reads: job.reads.map((table) => table.name),
      writes: isPublishing && !run.isFailed ? job.writes.name : null,
      isDenied: false,
      job: { job, runId: run.runId },
      sizeRatio: 4,
    });
  });
}

function addRunEvents({ audit }: JobParts, run: FinishedRun): void {
  const params = { jobId: run.job.jobId, runId: run.runId, jobTriggerType: "cron" };
  const events = [
    { action: "runTriggered", momentMs: run.startMs - 2_000 },
    { action: "runStart", momentMs: run.startMs },
    { action: run.isFailed ? "runFailed" : "runSucceeded", momentMs: run.endMs },
  ];
  for (const event of events) audit.add({ ...event, person: null, service: "jobs", params });
}

/** The parts of a span between full hours, as the timeline tables cut it. */
function* hourSlices(
  startMs: number,
  endMs: number,
): Generator<{ readonly startMs: number; readonly endMs: number; readonly isLast: boolean }> {
  let fromMs = startMs;
  while (fromMs < endMs) {
    const untilMs = Math.min(endMs, fromMs - (fromMs % HOUR_MS) + HOUR_MS);
    yield { startMs: fromMs, endMs: untilMs, isLast: untilMs === endMs };
    fromMs = untilMs;
  }
}
