import { type EpochMs, epochMs, HOUR_MS } from "../../domain/units.ts";
import { type SimulatedJob, securableKey } from "../account/account.ts";
import type { JobRunAct } from "../acts/act.ts";
import { SKUS } from "../world/list-prices.ts";
import { SERVICE_USER_AGENTS } from "../world/networks.ts";
import { attemptsBetween, type LivingJob, overlapMs, type RunAttempt } from "./job-runs.ts";
import { actorName, type LifeFrame, type LifeHour, STREAMS } from "./life-frame.ts";
import type { TableTexts } from "./statement-texts.ts";
import { usageRatio } from "./usage-ratio.ts";

const PLATFORM = "System-User";
const SIZE_SPREAD = 0.25;
/** Where in its task a statement begins, and the version it writes is committed. */
const STATEMENT_AT_RATIO = 0.15;
const COMMIT_AT_RATIO = 0.92;
/** Where a job runs whose principal has no plan of its own. */
const JOB_ADDRESS = "10.8.0.4";
const SECRET = Object.freeze({ scope: "pipelines", key: "storage-key" });

/** Acts of runs of jobs that fall into the hour: starts, statements of tasks, versions of tables, and the hour's use. */
export function addJobHour(frame: LifeFrame, hour: LifeHour, jobs: readonly LivingJob[]): void {
  for (const living of jobs) {
    const job = frame.account.jobs.get(living.plan.jobId);
    if (job === undefined) continue;
    for (const attempt of attemptsBetween(frame, living, { from: hour.at, until: hour.untilMs })) {
      const run = openRun(frame, { living, job, attempt });
      if (run === null) continue;
      addStart(hour, run);
      addTasks(frame, hour, run);
      addUsage(frame, hour, run);
    }
  }
}

interface Run {
  readonly living: LivingJob;
  readonly job: SimulatedJob;
  readonly attempt: RunAttempt;
  readonly runAs: string;
  readonly address: string;
  readonly tasks: JobRunAct["tasks"];
}

function openRun(
  frame: LifeFrame,
  { living, job, attempt }: Omit<Run, "runAs" | "address" | "tasks">,
): Run | null {
  const runAs = actorName(frame.account, job.runAs);
  if (runAs === null) return null;
  return {
    living,
    job,
    attempt,
    runAs,
    address: frame.addressOf.get(runAs) ?? JOB_ADDRESS,
    tasks: tasksOf(job, attempt),
  };
}

/** Tasks one after the other; a failed run has those up to the one that failed. */
function tasksOf({ tasks }: SimulatedJob, attempt: RunAttempt): JobRunAct["tasks"] {
  const keys = tasks.map(({ key }) => key);
  const startedCount = attempt.isSuccess ? keys.length : Math.max(1, 1 + (attempt.seed % keys.length));
  const from = attempt.at + attempt.queueMs + attempt.setupMs;
  const eachMs = Math.max(1, Math.floor((attempt.endAt - from) / startedCount));
  return keys.slice(0, startedCount).map((key, place) => ({
    key,
    runId: String(Number(attempt.runId) + 1 + place),
    startAt: epochMs(Math.min(attempt.endAt, from + place * eachMs)),
    endAt:
      place === startedCount - 1
        ? attempt.endAt
        : epochMs(Math.min(attempt.endAt, from + (place + 1) * eachMs)),
    result: attempt.isSuccess || place < startedCount - 1 ? "SUCCEEDED" : "FAILED",
  }));
}

function isWithin(hour: LifeHour, at: number): boolean {
  return at >= hour.at && at < hour.untilMs;
}

function addStart(hour: LifeHour, run: Run): void {
  const { attempt, living } = run;
  if (isWithin(hour, attempt.at))
    hour.acts.push({
      at: attempt.at,
      actor: PLATFORM,
      workspaceId: living.plan.workspaceId,
      address: "",
      userAgent: "",
      tokenId: null,
      kind: "job_run",
      jobId: living.plan.jobId,
      runId: attempt.runId,
      trigger: attempt.number === 0 ? "PERIODIC" : "RETRY",
      endAt: attempt.endAt,
      result: attempt.isSuccess ? "SUCCEEDED" : "FAILED",
      terminationCode: attempt.isSuccess ? "SUCCESS" : attempt.failure.terminationCode,
      queueMs: attempt.queueMs,
      setupMs: attempt.setupMs,
      tasks: run.tasks,
    });
  const readAt = attempt.at + attempt.queueMs + attempt.setupMs + 300;
  if (isWithin(hour, readAt) && readAt < attempt.endAt)
    hour.acts.push({
      at: epochMs(readAt),
      actor: run.runAs,
      workspaceId: run.living.plan.workspaceId,
      address: run.address,
      userAgent: SERVICE_USER_AGENTS.pipeline,
      tokenId: null,
      kind: "api_call",
      service: "secrets",
      action: "getSecret",
      isAccountLevel: false,
      params: SECRET,
      status: 200,
      error: null,
    });
}

function addTasks(frame: LifeFrame, hour: LifeHour, run: Run): void {
  const { draws } = frame;
  const { plan } = run.living;
  const lastKey = run.job.tasks[run.job.tasks.length - 1]?.key;
  for (const [place, task] of run.tasks.entries()) {
    draws.restart(STREAMS.jobRun, run.attempt.seed, 1 + place);
    const spanMs = task.endAt - task.startAt;
    const isLast = task.key === lastKey;
    const at = Math.floor(task.startAt + spanMs * STATEMENT_AT_RATIO);
    if (isWithin(hour, at)) addStatement(frame, hour, { ...run, at: epochMs(at), task, isLast, place });
    const commitAt = Math.floor(task.startAt + spanMs * COMMIT_AT_RATIO);
    if (isLast && run.attempt.isSuccess && plan.writes !== null)
      addVersion(frame, hour, { ...run, at: commitAt, table: plan.writes });
  }
}

interface TaskRun extends Run {
  readonly at: EpochMs;
  readonly task: JobRunAct["tasks"][number];
  readonly isLast: boolean;
  readonly place: number;
}

function addStatement(frame: LifeFrame, hour: LifeHour, run: TaskRun): void {
  const { plan } = run.living;
  const { draws } = frame;
  const sources = plan.reads.map(frame.texts);
  const read = sources[run.place % Math.max(1, sources.length)];
  if (read === undefined) return;
  const target = run.isLast && plan.writes !== null ? frame.texts(plan.writes) : null;
  const isOverwritten = target !== null && isOverwrite(frame, target.name);
  const isFailed = run.task.result === "FAILED";
  const { failure } = run.attempt;
  hour.acts.push({
    at: run.at,
    actor: run.runAs,
    workspaceId: run.living.plan.workspaceId,
    address: run.address,
    userAgent: SERVICE_USER_AGENTS.pipeline,
    tokenId: null,
    kind: "statement",
    statementId: draws.uuid(),
    text:
      target === null
        ? `SELECT count(*) AS row_count FROM ${read.name}`
        : loadText(plan.reads, target, isOverwritten),
    statementType: target === null ? "SELECT" : isOverwritten ? "INSERT" : "MERGE",
    reads: target === null ? read.refs : sources.map(({ ref }) => ref),
    writes: target?.ref ?? null,
    warehouseId: plan.warehouseId,
    application: "Databricks Jobs",
    jobRun: { jobId: plan.jobId, runId: run.attempt.runId, taskKey: run.task.key },
    dashboardId: null,
    sizeRatio: draws.factor(SIZE_SPREAD),
    measures: null,
    isExecuted: false,
    refusal: isFailed
      ? { status: 400, code: failure.code, message: failure.message, sqlState: failure.sqlState }
      : null,
  });
}

function isOverwrite({ world }: LifeFrame, table: string): boolean {
  return world.tables.find((plan) => plan.table === table)?.mode === "overwrite";
}

/** Text of a load: an overwritten table is filled anew, any other is merged into. */
function loadText(reads: readonly string[], target: TableTexts, isOverwritten: boolean): string {
  const { name, key } = target;
  const [source = "", ...others] = reads;
  const joins = others.map((other, place) => ` JOIN ${other} AS s${place + 1} USING (${key})`).join("");
  const select = `SELECT s.* FROM ${source} AS s${joins}`;
  if (isOverwritten) return `INSERT OVERWRITE ${name} ${select}`;
  return `MERGE INTO ${name} AS t USING (${select}) AS u ON t.${key} = u.${key} WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *`;
}

/** The version that a successful run writes, when real rows are kept of the table. */
function addVersion(
  { account, world }: LifeFrame,
  hour: LifeHour,
  run: Run & { readonly at: number; readonly table: string },
): void {
  const plan = world.tables.find(({ table }) => table === run.table);
  if (plan === undefined || !account.securables.has(securableKey("table", run.table))) return;
  if (!isWithin(hour, run.at)) return;
  hour.acts.push({
    at: epochMs(run.at),
    actor: run.runAs,
    workspaceId: run.living.plan.workspaceId,
    address: run.address,
    userAgent: SERVICE_USER_AGENTS.pipeline,
    tokenId: null,
    kind: "write_version",
    table: run.table,
    rowCount: null,
    mode: plan.mode,
    jobRunId: run.attempt.runId,
  });
}

/** The compute that the run used in this hour, told as the hour ends. */
function addUsage({ account }: LifeFrame, hour: LifeHour, run: Run): void {
  const usedMs = overlapMs(run.attempt, hour.at);
  if (usedMs === 0) return;
  const { plan } = run.living;
  const quantityDbu = ((plan.dbuPerHour * usedMs) / HOUR_MS) * usageRatio(account, plan.jobId, hour.at);
  hour.acts.push({
    at: epochMs(hour.untilMs - 1),
    actor: run.runAs,
    workspaceId: run.living.plan.workspaceId,
    address: run.address,
    userAgent: SERVICE_USER_AGENTS.pipeline,
    tokenId: null,
    kind: "usage",
    startAt: hour.at,
    endAt: epochMs(hour.untilMs),
    sku: SKUS.jobs,
    product: "JOBS",
    quantityDbu: Math.round(quantityDbu * 1e6) / 1e6,
    jobId: plan.jobId,
    jobRunId: run.attempt.runId,
    warehouseId: null,
    clusterId: null,
    runAs: run.runAs,
  });
}
