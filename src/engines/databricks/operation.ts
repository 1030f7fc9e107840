import type { Clock } from "../../databricks/system-clock.ts";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { QueryOptions } from "../../ports/engine.ts";

/** Bounds of one operation of the engine. */
export type OperationLimits = Omit<QueryOptions, "rowLimit">;

/** One question to the engine: several steps under one deadline. Time between steps does not count. */
export interface Operation {
  readonly name: string;
  /**
   * Runs a step; its signal is aborted on cancellation, on the deadline and when the engine closes.
   * @throws ENGINE_TIMEOUT, or ENGINE_FAILED when it was stopped; else what `work` throws.
   */
  during<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
}

export function openOperation(options: {
  readonly name: string;
  readonly limits: OperationLimits;
  /** Aborted when the engine closes. */
  readonly closing: AbortSignal;
  readonly clock: Clock;
}): Operation {
  const { name, limits, closing, clock } = options;
  let remainingMs: number = limits.timeoutMs;
  return {
    name,
    async during(work) {
      const startedAtMs = clock.nowMs();
      const late = new AbortController();
      if (remainingMs <= 0) late.abort();
      const stopTimer = clock.after(remainingMs, () => late.abort());
      const signal = AbortSignal.any([limits.signal, closing, late.signal]);
      try {
        if (signal.aborted) throw new GatehouseError("ENGINE_FAILED", { message: "stopped before it began" });
        return await work(signal);
      } catch (error) {
        if (!signal.aborted) throw error;
        throw stopped(options, late.signal.aborted, error);
      } finally {
        stopTimer();
        remainingMs -= clock.nowMs() - startedAtMs;
      }
    },
  };
}

function stopped(
  { name, limits, closing }: Parameters<typeof openOperation>[0],
  isLate: boolean,
  cause: unknown,
): GatehouseError {
  if (closing.aborted)
    return new GatehouseError("ENGINE_FAILED", {
      message: `query \`${name}\` was stopped because the engine closed`,
      cause,
    });
  if (limits.signal.aborted)
    return new GatehouseError("ENGINE_FAILED", { message: `query \`${name}\` was canceled`, cause });
  return new GatehouseError(isLate ? "ENGINE_TIMEOUT" : "ENGINE_FAILED", {
    message: `query \`${name}\` did not finish in ${limits.timeoutMs} ms`,
    retryable: true,
    cause,
  });
}
