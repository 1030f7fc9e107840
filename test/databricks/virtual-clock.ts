import type { Clock } from "../../src/databricks/system-clock.ts";

export interface VirtualClock extends Clock {
  /** Lengths of all sleeps so far, in milliseconds. */
  readonly sleeps: readonly number[];
  advance(ms: number): void;
}

/** Time that passes only by sleeping, and then at once. Timers fire when a sleep passes them. */
export function openVirtualClock(startMs: number): VirtualClock {
  let nowMs = startMs;
  const timers = new Set<{ readonly atMs: number; readonly work: () => void }>();
  const sleeps: number[] = [];
  function advance(ms: number): void {
    nowMs += ms;
    for (const timer of [...timers].sort((a, b) => a.atMs - b.atMs)) {
      if (timer.atMs > nowMs) continue;
      timers.delete(timer);
      timer.work();
    }
  }
  return {
    sleeps,
    advance,
    nowMs: () => nowMs,
    async sleep(delayMs, signal) {
      if (signal.aborted) return;
      sleeps.push(delayMs);
      advance(delayMs);
    },
    after(delayMs, work) {
      const timer = { atMs: nowMs + delayMs, work };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
}
