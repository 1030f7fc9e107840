/** Time as the client of Databricks sees it; tests supply their own, in which waiting takes none. */
export interface Clock {
  /** Epoch milliseconds. */
  nowMs(): number;
  /** Ends when the time has passed or `signal` is aborted, whichever is first. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>;
  /** Runs `work` after the time, unless the returned function is called before. */
  after(delayMs: number, work: () => void): () => void;
}

/** Longest delay of a timer of the runtime. */
const TIMER_MS_MAX = 2_147_483_647;

/** Wall time. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep(delayMs, signal) {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(delayMs, TIMER_MS_MAX));
      signal.addEventListener("abort", end, { once: true });
    });
  },
  after(delayMs, work) {
    const timer = setTimeout(work, Math.min(delayMs, TIMER_MS_MAX));
    return () => clearTimeout(timer);
  },
};
