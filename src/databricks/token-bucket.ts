import type { Clock } from "./system-clock.ts";

/** Spreads requests over time. */
export interface TokenBucket {
  /** Ends when a request may go out. Requests leave in the order in which they asked. */
  take(signal: AbortSignal): Promise<void>;
}

/**
 * A bucket that holds one second of requests: so many may leave at once, then one each `1 / perSecond` seconds.
 * Cost: two numbers. Source: the generic cell rate algorithm (ITU-T I.371, Annex A), in its form of virtual scheduling.
 */
export function openTokenBucket(perSecond: number, clock: Clock): TokenBucket {
  const intervalMs = 1_000 / perSecond;
  const toleranceMs = Math.max(0, 1_000 - intervalMs);
  let arrivalMs = Number.NEGATIVE_INFINITY;
  return {
    async take(signal) {
      const nowMs = clock.nowMs();
      const dueMs = Math.max(nowMs, arrivalMs);
      arrivalMs = dueMs + intervalMs;
      const waitMs = dueMs - toleranceMs - nowMs;
      if (waitMs > 0) await clock.sleep(waitMs, signal);
    },
  };
}
