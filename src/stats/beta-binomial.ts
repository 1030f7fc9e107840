import { invariant } from "../domain/gatehouse-error.ts";
import { type BetaShape, logBinomialPoint } from "./regularized-beta.ts";

/** `trialCount` draws whose common chance is a beta variable. */
export interface BetaBinomial {
  readonly trialCount: number;
  readonly shape: BetaShape;
}

const TERM_TOLERANCE = 1e-17;
/** Bounds the longest sum: about ten milliseconds. */
const TRIAL_COUNT_MAX = 1_000_000;

/**
 * ln P(X = count), for whole 0 ≤ count ≤ trialCount.
 * Each factor is a saddle-point form at the common share, so that large shapes do not cancel.
 * Source: Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, section 6.2.2; Loader (2000).
 */
export function logBetaBinomialPoint(count: number, model: BetaBinomial): number {
  const { trialCount, shape } = model;
  const missCount = trialCount - count;
  const posterior: BetaShape = { a: shape.a + count, b: shape.b + missCount };
  const total = posterior.a + posterior.b;
  const x = posterior.a / total;
  const y = posterior.b / total;
  return (
    logBinomialPoint({ a: count, b: missCount }, x, y) +
    logBetaPower(shape, x, y) -
    logBetaPower(posterior, x, y)
  );
}

/**
 * ln P(X ≥ count) by summing outward from `count`; relative error about 1e-12.
 * @throws BUG above 1,000,000 trials.
 * Cost: one multiplication and division a term; terms end where they no longer count.
 */
export function logBetaBinomialUpper(count: number, model: BetaBinomial): number {
  const { trialCount, shape } = model;
  invariant(trialCount <= TRIAL_COUNT_MAX, `\`${trialCount}\` trials are too many to sum over`);
  if (count <= 0) return 0;
  if (count > trialCount) return -Infinity;
  let term = 1;
  let sum = 1;
  for (let j = count; j < trialCount; j++) {
    const ratio = ((trialCount - j) * (shape.a + j)) / ((j + 1) * (shape.b + trialCount - j - 1));
    term *= ratio;
    sum += term;
    if (ratio < 1 && term < sum * TERM_TOLERANCE) break;
  }
  return Math.min(0, logBetaBinomialPoint(count, model) + Math.log(sum));
}

/** ln P(X ≤ count). */
export function logBetaBinomialLower(count: number, model: BetaBinomial): number {
  const { trialCount, shape } = model;
  return logBetaBinomialUpper(trialCount - count, { trialCount, shape: { a: shape.b, b: shape.a } });
}

/** ln(x^a y^b / B(a, b)). */
function logBetaPower(shape: BetaShape, x: number, y: number): number {
  const { a, b } = shape;
  return logBinomialPoint(shape, x, y) + Math.log(a) + Math.log(b / (a + b));
}
