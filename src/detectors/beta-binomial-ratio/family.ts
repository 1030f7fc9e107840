import type { Json } from "../../domain/brand.ts";
import { numberIn, numbersIn } from "../define-state-reader.ts";

/** What like series have in common. */
export interface RatePrior {
  readonly share: number;
  /** Correlation of two trials of one window. */
  readonly correlation: number;
}

/** Sums over all series (successes, trials, weighted correlation, weight), those of the window under way apart. */
export interface RateFamily {
  readonly settled: Float64Array;
  readonly pending: Float64Array;
  window: number;
}

/** Weak start values: a share of one in ten, and windows that vary a little more than chance. */
const START_SHARE = 0.1;
const START_TRIAL_COUNT = 1;
const START_CORRELATION = 0.02;
const START_WEIGHT = 100;
const CORRELATION_MIN = 1e-4;
const CORRELATION_MAX = 0.9;

export function openRateFamily(): RateFamily {
  return { settled: new Float64Array(4), pending: new Float64Array(4), window: -1 };
}

/** Rows of one window all meet the same prior, however it is cut into blocks. */
export function ratePrior(family: RateFamily, window: number): RatePrior {
  const withPending = window > family.window ? 1 : 0;
  const sum = (at: number) => (family.settled[at] ?? 0) + withPending * (family.pending[at] ?? 0);
  const correlation = (sum(2) + START_CORRELATION * START_WEIGHT) / (sum(3) + START_WEIGHT);
  return {
    share: (sum(0) + START_SHARE * START_TRIAL_COUNT) / (sum(1) + START_TRIAL_COUNT),
    correlation: Math.min(CORRELATION_MAX, Math.max(CORRELATION_MIN, correlation)),
  };
}

export function beginRateWindow(family: RateFamily, window: number, keep: number): void {
  if (window <= family.window) return;
  family.window = window;
  family.pending.forEach((value, at) => {
    family.settled[at] = (family.settled[at] ?? 0) * keep + value;
    family.pending[at] = 0;
  });
}

export function dumpRateFamily(family: RateFamily): Json {
  return { settled: [...family.settled], pending: [...family.pending], window: [family.window] };
}

export function loadRateFamily(family: RateFamily, state: Json): void {
  family.settled.set(numbersIn(state, "settled"));
  family.pending.set(numbersIn(state, "pending"));
  family.window = numberIn(state, "window");
}
