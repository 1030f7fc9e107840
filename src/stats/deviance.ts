/** Below this |x| the series of ln(1 + x) − x is used: above it plain subtraction loses no more than a bit or two. */
const SERIES_MAX = 0.4;
/** (x / (2 + x))² ≤ 0.063 there, so that 16 terms reach double precision. */
const SERIES_TERM_COUNT = 16;

/**
 * Half the unit deviance of a Poisson observation: x ln(x / mean) + mean − x, without cancellation near x = mean.
 * Works for real x ≥ 0 and mean > 0.
 * Source: Loader (2000), Fast and Accurate Computation of Binomial Probabilities, section 3 (`bd0`).
 */
export function halfDeviance(x: number, mean: number): number {
  if (x === 0) return mean;
  const excess = (x - mean) / mean;
  if (Math.abs(excess) >= SERIES_MAX) return x * Math.log(x / mean) + mean - x;
  return mean * ((1 + excess) * log1pMinus(excess) + excess * excess);
}

/** ln(1 + x) − x for x > −1, exact to double precision also for tiny x. Source: Abramowitz & Stegun 4.1.27. */
function log1pMinus(x: number): number {
  if (Math.abs(x) >= SERIES_MAX) return Math.log1p(x) - x;
  const ratio = x / (2 + x);
  const square = ratio * ratio;
  let sum = 0;
  for (let k = SERIES_TERM_COUNT; k >= 1; k--) sum = sum * square + 1 / (2 * k + 1);
  return ratio * (2 * square * sum - x);
}
