import { betaTails, logBinomialPoint } from "./regularized-beta.ts";

/** Gamma-Poisson distribution: variance `mean + mean² / shape`; `shape` is real. Both above 0. */
export interface NegativeBinomial {
  readonly mean: number;
  readonly shape: number;
}

/** Largest count whose probability is built up from that of 0, one multiplication a step. */
const STEPPED_COUNT_MAX = 64;
/** Probabilities of 0 below exp(this) underflow. */
const LOG_ZERO_MIN = -700;
/** Sums of an upper tail run only where each term is at most this share of the one before. */
const TERM_RATIO_MAX = 0.7;
const TERM_TOLERANCE = 1e-16;
/** Below this, short series beat the functions of the platform several times over; most counts are zeros of rare events. */
const SMALL_MAX = 0.1;
/** An upper tail above this keeps 15 digits when taken as a complement. */
const COMPLEMENT_MIN = 0.1;

/** ln P(X = count). Source: Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, section 5.1. */
export function logNegativeBinomialPoint(count: number, model: NegativeBinomial): number {
  const { mean, shape } = model;
  const total = mean + shape;
  const point = logBinomialPoint({ a: count, b: shape }, mean / total, shape / total);
  return point + Math.log(shape / (shape + count));
}

/** ln P(X ≥ count). Source: Johnson, Kemp, Kotz (2005), equation 5.31 (incomplete beta). */
export function logNegativeBinomialUpper(count: number, model: NegativeBinomial): number {
  const { mean, shape } = model;
  const total = mean + shape;
  if (count <= 0) return 0;
  return betaTails({ a: count, b: shape }, mean / total, shape / total).logLower;
}

/** ln P(X ≤ count). */
export function logNegativeBinomialLower(count: number, model: NegativeBinomial): number {
  const { mean, shape } = model;
  const total = mean + shape;
  if (count < 0) return -Infinity;
  return betaTails({ a: count + 1, b: shape }, mean / total, shape / total).logUpper;
}

/**
 * The mid-tail on the side where `count` lies: P(X > count) + ½ P(X = count) when count > mean, else
 * P(X < count) + ½ P(X = count). The other side's mid-tail is its complement to 1. `count` is whole.
 *
 * Relative error below 1e-10; underflows to 0 below 1e-308.
 * Cost: closed for 0, a few multiplications for small counts, incomplete beta for the rest.
 */
export function negativeBinomialNearMidTail(count: number, mean: number, shape: number): number {
  const ratio = mean / shape;
  if (count === 0)
    return 0.5 * expOfMinus(shape * (ratio < SMALL_MAX ? log1pOfSmall(ratio) : Math.log1p(ratio)));
  const logZero = -shape * Math.log1p(ratio);
  if (count > STEPPED_COUNT_MAX || logZero < LOG_ZERO_MIN) return midTailByBeta(count, mean, shape);
  const odds = mean / (mean + shape);
  let point = Math.exp(logZero);
  let below = 0;
  for (let j = 0; j < count; j++) {
    below += point;
    point *= (odds * (shape + j)) / (j + 1);
  }
  if (count <= mean) return below + 0.5 * point;
  if (Math.max(odds, (odds * (shape + count)) / (count + 1)) <= TERM_RATIO_MAX) {
    let above = 0;
    let term = point;
    for (let j = count; term > above * TERM_TOLERANCE; j++) {
      term *= (odds * (shape + j)) / (j + 1);
      above += term;
    }
    return above + 0.5 * point;
  }
  const complement = 1 - below - 0.5 * point;
  return complement > COMPLEMENT_MIN ? complement : midTailByBeta(count, mean, shape);
}

function midTailByBeta(count: number, mean: number, shape: number): number {
  const model: NegativeBinomial = { mean, shape };
  const half = 0.5 * Math.exp(logNegativeBinomialPoint(count, model));
  const beyond =
    count > mean ? logNegativeBinomialUpper(count + 1, model) : logNegativeBinomialLower(count - 1, model);
  return Math.exp(beyond) + half;
}

/** ln(1 + x) for 0 ≤ x ≤ 0.1, relative error below 1e-14. Source: Abramowitz & Stegun 4.1.27. */
function log1pOfSmall(x: number): number {
  const ratio = x / (2 + x);
  const square = ratio * ratio;
  return 2 * ratio * (1 + square * (1 / 3 + square * (1 / 5 + square * (1 / 7 + square / 9))));
}

/** exp(−x) for x ≥ 0, relative error below 1e-14. */
function expOfMinus(x: number): number {
  if (x > SMALL_MAX) return Math.exp(-x);
  return (
    1 -
    x *
      (1 -
        (x / 2) * (1 - (x / 3) * (1 - (x / 4) * (1 - (x / 5) * (1 - (x / 6) * (1 - (x / 7) * (1 - x / 8)))))))
  );
}
