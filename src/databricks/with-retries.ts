import type { HttpAnswer } from "./http-exchange.ts";
import { isPage, parseFailure } from "./parse-failure.ts";
import { readJson } from "./read-json.ts";
import type { Clock } from "./system-clock.ts";

export interface RetryOptions {
  /** A second copy of the request does no harm. */
  readonly isRepeatable: boolean;
  /** A success without a whole JSON text is a broken one. */
  readonly isAnswerNeeded: boolean;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Uniform over [0, 1). */
  readonly random: () => number;
}

/** As the SDKs of Databricks: after this, the last answer counts. */
const BUDGET_MS = 300_000;
/** Longest pause that is not asked for by the answer. */
const PAUSE_MS_MAX = 10_000;
const PAUSE_STEP_MS = 1_000;
const JITTER_MS_MAX = 1_000;
/** A success that is empty or cut short is no overload: after so many of them, the last one counts. */
const BROKEN_ANSWER_COUNT_MAX = 6;

/** What Databricks says in errors that pass. Source: databricks-sdk-py, databricks/sdk/retries.py and errors. */
const PASSING_MESSAGES = [
  "com.databricks.backend.manager.util.UnknownWorkerEnvironmentException",
  "does not have any associated worker environments",
  "There is no worker environment with id",
  "Unknown worker environment",
  "ClusterNotReadyException",
  "Unexpected error",
  "Please try again later or try a faster operation.",
  "RPC token bucket limit has been exceeded",
];

/**
 * Repeats an exchange until it is answered for good: 429 and 503 always, after the time that the answer asks for (1 s
 * when it names none); a connection that failed always; anything else that may pass only where a second copy does no
 * harm, after a pause that grows by a second up to 10 s. Every pause has up to a second of jitter on top. The last
 * answer counts once the next pause would end more than 300 s after the start.
 */
export async function withRetries(
  exchange: () => Promise<HttpAnswer>,
  options: RetryOptions,
): Promise<HttpAnswer> {
  const { clock, signal } = options;
  const deadlineMs = clock.nowMs() + BUDGET_MS;
  let brokenCount = 0;
  for (let attempt = 1; ; attempt++) {
    const answer = await exchange();
    const pauseMs = pauseAfter(answer, attempt, options);
    if (pauseMs === null) return answer;
    if (isSuccess(answer)) brokenCount++;
    if (brokenCount === BROKEN_ANSWER_COUNT_MAX) return answer;
    const wholePauseMs = pauseMs + options.random() * JITTER_MS_MAX;
    if (clock.nowMs() + wholePauseMs > deadlineMs) return answer;
    await clock.sleep(wholePauseMs, signal);
    if (signal.aborted) return { kind: "canceled" };
  }
}

/** Pause before the next try; null when there is none. */
function pauseAfter(answer: HttpAnswer, attempt: number, options: RetryOptions): number | null {
  const growingMs = Math.min(PAUSE_MS_MAX, attempt * PAUSE_STEP_MS);
  switch (answer.kind) {
    case "canceled":
      return null;
    case "not_connected":
      return answer.isLasting ? null : growingMs;
    case "interrupted":
      return options.isRepeatable ? growingMs : null;
    case "answered":
      return pauseAfterStatus(answer, growingMs, options);
  }
}

function pauseAfterStatus(
  { status, text, headers }: Extract<HttpAnswer, { readonly kind: "answered" }>,
  growingMs: number,
  options: RetryOptions,
): number | null {
  if (status === 429 || status === 503)
    return askedPauseMs(headers, options.clock) ?? parseFailure(text).retryDelayMs ?? PAUSE_STEP_MS;
  if (!options.isRepeatable) return null;
  if (isSuccessStatus(status)) {
    const isBroken = options.isAnswerNeeded && !isPage(text) && readJson(text) === null;
    return isBroken ? growingMs : null;
  }
  return status >= 500 && status !== 501 ? growingMs : passing(status, text, growingMs);
}

/** One that is to be tried again is a broken one. */
function isSuccess(answer: HttpAnswer): boolean {
  return answer.kind === "answered" && isSuccessStatus(answer.status);
}

function isSuccessStatus(status: number): boolean {
  return status >= 200 && status < 300;
}

function passing(status: number, text: string, pauseMs: number): number | null {
  return status >= 400 && PASSING_MESSAGES.some((message) => text.includes(message)) ? pauseMs : null;
}

/** `Retry-After` in seconds or as a date. */
function askedPauseMs(headers: Headers, clock: Clock): number | null {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - clock.nowMs());
}
