import { type EpochMs, epochMs, HOUR_MS } from "../../domain/units.ts";
import type { Account, Disturbance, SimulatedJob } from "../account/account.ts";
import type { JobPlan } from "../world/world.ts";
import { type LifeFrame, STREAMS } from "./life-frame.ts";

/** One try of a run of a job, from its start to its end. */
export interface RunAttempt {
  readonly runId: string;
  /** 0 for the first try. */
  readonly number: number;
  readonly at: EpochMs;
  readonly endAt: EpochMs;
  readonly queueMs: number;
  readonly setupMs: number;
  readonly isSuccess: boolean;
  readonly failure: (typeof FAILURES)[number];
  /** Starts a stream of draws of its own. */
  readonly seed: number;
}

const MINUTE_MS = 60_000;
/** A run starts some seconds after its schedule says. */
const JITTER_MS = 20_000;
const DURATION_SPREAD = 0.17;
/** A failed run is tried again after so long, so often. */
const RETRY_AFTER_MS = 2 * MINUTE_MS;
const RETRY_COUNT_MAX = 2;
/** A failure that is not the fault of the world seldom comes twice. */
const RETRY_FAILURE_CHANCE = 0.25;
/** Where in its run a failed one stops. */
const FAILED_FROM_RATIO = 0.15;
/** Runs last no longer than this many times their plan, before disturbances. */
const DURATION_RATIO_MAX = 2;

/** What a failed run tells, with the code of its end. */
export const FAILURES = [
  {
    terminationCode: "RUN_EXECUTION_ERROR",
    code: "DELTA_CONCURRENT_APPEND",
    message: "[DELTA_CONCURRENT_APPEND] Files were added to the root of the table by a concurrent update.",
    sqlState: "2D521",
  },
  {
    terminationCode: "RUN_EXECUTION_ERROR",
    code: "CAST_INVALID_INPUT",
    message:
      '[CAST_INVALID_INPUT] The value of the type "STRING" cannot be cast to "DOUBLE" because it is malformed.',
    sqlState: "22018",
  },
  {
    terminationCode: "CLOUD_FAILURE",
    code: "TEMPORARILY_UNAVAILABLE",
    message: "The service is temporarily unavailable.",
    sqlState: "08000",
  },
] as const;

/** A job of the world, with its place among them. */
export interface LivingJob {
  readonly plan: JobPlan;
  readonly index: number;
}

/**
 * Tries of runs of a job that are under way in `[from, until)`, in order of start. They follow from the seed and the
 * account: a job that was paused, deleted or skipped when a run was due has none, and what the account knows of a run that
 * has begun (when it ended, whether it was canceled) holds.
 */
export function attemptsBetween(
  frame: LifeFrame,
  { plan, index }: LivingJob,
  { from, until }: { readonly from: number; readonly until: number },
): readonly RunAttempt[] {
  const job = frame.account.jobs.get(plan.jobId);
  if (job === undefined) return [];
  const every = plan.everyMinutes * MINUTE_MS;
  const first = plan.startMinute * MINUTE_MS;
  const longestMs =
    (plan.durationMs * DURATION_RATIO_MAX * ratioMax(frame.account, plan.jobId) + RETRY_AFTER_MS) *
      (RETRY_COUNT_MAX + 1) +
    JITTER_MS;
  const lastTurn = Math.ceil((until - first) / every);
  const found: RunAttempt[] = [];
  for (let turn = Math.floor((from - longestMs - first) / every); turn <= lastTurn; turn++) {
    const dueAt = first + turn * every;
    if (dueAt >= until || dueAt < frame.world.startAt) continue;
    for (const attempt of attemptsOf(frame, { plan, index, job, dueAt, turn }))
      if (attempt.at < until && attempt.endAt >= from) found.push(attempt);
  }
  return found;
}

interface DueRun extends LivingJob {
  readonly job: SimulatedJob;
  readonly dueAt: number;
  readonly turn: number;
}

function attemptsOf(frame: LifeFrame, due: DueRun): readonly RunAttempt[] {
  const { account, draws } = frame;
  const { plan, job } = due;
  draws.restart(STREAMS.jobRun, due.index, due.turn);
  const seed = draws.uint32();
  const runId = draws.id();
  let at = due.dueAt + draws.below(JITTER_MS);
  if (!hasStarted(account, job, { runId, at })) return [];
  const disturbed = disturbancesAt(account, plan.jobId, at);
  if (disturbed.isSkipped) return [];
  const attempts: RunAttempt[] = [];
  for (let number = 0; number <= RETRY_COUNT_MAX; number++) {
    const isWillFail = draws.uniform() < failureChance(plan, number, disturbed.failureChance);
    const factor = Math.min(DURATION_RATIO_MAX, draws.factor(DURATION_SPREAD));
    const cut = isWillFail ? FAILED_FROM_RATIO + (1 - FAILED_FROM_RATIO) * draws.uniform() : 1;
    const endAt = at + Math.ceil(plan.durationMs * factor * cut * disturbed.durationRatio);
    const attempt = known(account, {
      runId,
      number,
      at: epochMs(at),
      endAt: epochMs(endAt),
      queueMs: 500 + draws.below(2_500),
      setupMs: 2_000 + draws.below(9_000),
      isSuccess: !isWillFail,
      failure: FAILURES[draws.below(FAILURES.length)] ?? FAILURES[0],
      seed: seed + number,
    });
    attempts.push(attempt);
    if (attempt.isSuccess || attempt.endAt < endAt) break;
    at = endAt + RETRY_AFTER_MS;
  }
  return attempts;
}

function failureChance(plan: JobPlan, number: number, disturbed: number | null): number {
  if (disturbed !== null) return disturbed;
  return number === 0 ? plan.failureChance : RETRY_FAILURE_CHANCE;
}

/** What the account knows of a try that has begun; one that ended early is no success. */
function known(account: Account, attempt: RunAttempt): RunAttempt {
  const run = account.jobRuns.get(attempt.runId);
  if (run === undefined || run.startedAt !== attempt.at) return attempt;
  const endAt = epochMs(Math.min(run.endsAt, run.canceledAt ?? run.endsAt));
  return { ...attempt, endAt, isSuccess: run.result === "SUCCEEDED" && run.canceledAt === null };
}

/** Whether the run began: by what the account says now, or, when the job was changed since, by whether it is known. */
function hasStarted(
  account: Account,
  job: SimulatedJob,
  { runId, at }: { readonly runId: string; readonly at: number },
): boolean {
  if (account.jobRuns.has(runId)) return true;
  return job.updatedAt <= at && !job.isDeleted && job.schedule !== null && !job.schedule.isPaused;
}

interface DisturbedRun {
  readonly durationRatio: number;
  readonly failureChance: number | null;
  readonly isSkipped: boolean;
}

const UNDISTURBED: DisturbedRun = { durationRatio: 1, failureChance: null, isSkipped: false };

function disturbancesAt(account: Account, jobId: string, at: number): DisturbedRun {
  let disturbed = UNDISTURBED;
  for (const each of account.disturbances) {
    if (at < each.from || at >= each.until || !("jobId" in each) || each.jobId !== jobId) continue;
    disturbed = joined(disturbed, each);
  }
  return disturbed;
}

function joined(run: DisturbedRun, each: Extract<Disturbance, { readonly jobId: string }>): DisturbedRun {
  switch (each.kind) {
    case "job_duration":
      return { ...run, durationRatio: run.durationRatio * each.ratio };
    case "job_failure":
      return { ...run, failureChance: Math.max(run.failureChance ?? 0, each.chance) };
    case "job_skipped":
      return { ...run, isSkipped: true };
  }
}

function ratioMax(account: Account, jobId: string): number {
  let ratio = 1;
  for (const each of account.disturbances)
    if (each.kind === "job_duration" && each.jobId === jobId) ratio = Math.max(ratio, each.ratio);
  return ratio;
}

/** Part of an hour that an attempt ran in it, in milliseconds. */
export function overlapMs({ at, endAt }: RunAttempt, hourAt: number): number {
  return Math.max(0, Math.min(endAt, hourAt + HOUR_MS) - Math.max(at, hourAt));
}
