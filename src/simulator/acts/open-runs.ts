import type { EpochMs } from "../../domain/units.ts";
import type { SimulatedJob, SimulatedRun } from "../account/account.ts";
import type { ActOf, ActOrigin, JobRunAct } from "./act.ts";
import { type ActMemory, keptParams, memoryOf } from "./act-memory.ts";
import { PLATFORM } from "./caller-of.ts";
import type { ActContext } from "./define-act.ts";
import { DONE } from "./done.ts";
import { hourSlices, lastHour, nextHour } from "./hour-slices.ts";
import { logAudit } from "./log-audit.ts";
import type { OpenRun, RunSpan } from "./open-run.ts";

/** Runs that the account remembers; older ones are forgotten. */
const KEPT_RUN_COUNT = 5_000;
const CANCELED_CODE = "CANCELLED";
/** Words of the audit log for what started a run. */
const TRIGGER_WORDS: Readonly<Record<JobRunAct["trigger"], string>> = {
  PERIODIC: "cron",
  ONE_TIME: "manual",
  RETRY: "retry",
};

/** Takes a run that has started. Its rows follow in {@link settleRuns}. */
export function openRun(
  context: ActContext,
  act: ActOf<"job_run">,
  started: { readonly job: SimulatedJob; readonly run: SimulatedRun; readonly terminationCode: string },
): void {
  const { job, run, terminationCode } = started;
  const memory = memoryOf(context);
  const tasks = act.tasks.filter((task) => task.startAt <= run.endsAt);
  const spans = [
    { runId: act.runId, key: null, startAt: act.at, endAt: run.endsAt, result: run.result },
    ...tasks.map((task) => ({
      ...task,
      endAt: Math.min(task.endAt, run.endsAt),
      result: task.endAt > run.endsAt ? run.result : task.result,
    })),
  ];
  memory.openRuns.set(act.runId, {
    act,
    workspaceId: job.workspaceId,
    trigger: triggerType(act.trigger, job),
    run,
    terminationCode,
    spans: spans.map(({ runId, key, startAt, endAt, result }) => ({
      runId,
      taskKey: key,
      startAt,
      endAt,
      result,
      recordedUntil: startAt,
      isRecorded: false,
    })),
  });
  memory.nextDueAt = Math.min(memory.nextDueAt, run.endsAt, nextHour(act.at));
  context.account.jobRuns.set(act.runId, run);
  forgetOldRuns(context.account.jobRuns);
}

function triggerType(trigger: JobRunAct["trigger"], job: SimulatedJob): string {
  if (trigger === "PERIODIC") return job.schedule === null ? "PERIODIC" : "CRON";
  return trigger === "RETRY" ? "ONETIME_RETRY" : "ONETIME";
}

function forgetOldRuns(runs: Map<string, SimulatedRun>): void {
  for (const id of runs.keys()) {
    if (runs.size <= KEPT_RUN_COUNT) return;
    runs.delete(id);
  }
}

/** Ends a run that is still open at `at`. False when it has ended, or is not known. */
export function cancelRun(context: ActContext, runId: string, at: EpochMs): boolean {
  const open = memoryOf(context).openRuns.get(runId);
  if (open === undefined || open.run.endsAt <= at) return false;
  open.run.result = "CANCELLED";
  open.run.canceledAt = at;
  open.spans = open.spans
    .filter((span) => span.startAt <= at)
    .map((span) => (span.endAt <= at ? span : { ...span, endAt: at, result: "CANCELLED" }));
  memoryOf(context).nextDueAt = at;
  return true;
}

/**
 * Leaves the rows of runs that are due by `at`: slices of hours that have passed, and the ends of runs. One due moment
 * after the other, so that the order of rows does not depend on when this is called.
 */
export function settleRuns(context: ActContext, at: number): void {
  const memory = memoryOf(context);
  while (memory.nextDueAt <= at) settleDue(context, memory, memory.nextDueAt);
}

function settleDue(context: ActContext, memory: ActMemory, at: number): void {
  let nextDueAt = Number.POSITIVE_INFINITY;
  for (const open of memory.openRuns.values()) {
    for (const span of open.spans) logSlices(context, open, { span, at });
    const endAt = open.spans[0]?.endAt ?? at;
    if (endAt > at) {
      nextDueAt = Math.min(nextDueAt, endAt, nextHour(at));
      continue;
    }
    memory.openRuns.delete(open.act.runId);
    const event = open.run.result === "SUCCEEDED" ? "runSucceeded" : "runFailed";
    logRunEvent(context, open.act, { action: event, at: endAt, state: open.run.result });
  }
  memory.nextDueAt = nextDueAt;
}

function logSlices(
  context: ActContext,
  open: OpenRun,
  due: { readonly span: RunSpan; readonly at: number },
): void {
  const { span, at } = due;
  const isOver = span.endAt <= at;
  const until = isOver ? span.endAt : lastHour(at);
  if (span.isRecorded || (!isOver && until <= span.recordedUntil)) return;
  for (const slice of hourSlices(span.recordedUntil, until)) {
    const isLast = isOver && slice.until === until;
    const row = {
      startAt: slice.from,
      endAt: slice.until,
      workspaceId: open.workspaceId,
      jobId: open.act.jobId,
      runId: open.act.runId,
      trigger: open.trigger,
      result: isLast ? span.result : null,
      terminationCode: isLast ? terminationCode(open, span) : null,
      queueMs: open.act.queueMs,
      setupMs: open.act.setupMs,
      executionMs: isLast ? Math.max(0, span.endAt - span.startAt - open.act.setupMs) : 0,
    };
    if (span.taskKey === null) context.log.jobRunSlice(row);
    else context.log.taskRunSlice({ ...row, taskKey: span.taskKey, taskRunId: span.runId });
  }
  span.recordedUntil = until;
  span.isRecorded = isOver;
}

function terminationCode(open: OpenRun, span: RunSpan): string {
  if (span.result === "SUCCEEDED") return "SUCCESS";
  return span.result === "CANCELLED" ? CANCELED_CODE : open.terminationCode;
}

/** Id of the run of a task, while the job's run is open; afterwards that of the run. */
export function taskRunIdOf(
  context: ActContext,
  jobRun: { readonly runId: string; readonly taskKey: string },
): string {
  const open = memoryOf(context).openRuns.get(jobRun.runId);
  return open?.act.tasks.find((task) => task.key === jobRun.taskKey)?.runId ?? jobRun.runId;
}

/** One event of a run in the audit log; the platform itself tells it, from nowhere. */
export function logRunEvent(
  context: ActContext,
  act: ActOf<"job_run">,
  event: { readonly action: string; readonly at: number; readonly state: string | null },
): void {
  const workspaceId = context.account.jobs.get(act.jobId)?.workspaceId ?? act.workspaceId;
  const origin: ActOrigin = {
    ...act,
    workspaceId,
    actor: PLATFORM,
    address: "",
    userAgent: "",
    tokenId: null,
  };
  const key = `run|${act.jobId}|${act.trigger}|${event.state}`;
  logAudit(context, origin, {
    service: "jobs",
    action: event.action,
    isAccountLevel: false,
    params: keptParams(memoryOf(context), key, () => ({
      jobId: act.jobId,
      jobTriggerType: TRIGGER_WORDS[act.trigger],
      orgId: workspaceId ?? "",
      ...(event.state === null ? {} : { jobTerminalState: event.state }),
    })),
    ownParams: { runId: act.runId },
    at: event.at,
    outcome: DONE,
  });
}
