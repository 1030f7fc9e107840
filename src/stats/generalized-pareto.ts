import { invariant } from "../domain/gatehouse-error.ts";

/** Distribution of the excess over a threshold; `shape` 0 is exponential, below 0 has an end at −scale / shape. */
export interface GeneralizedPareto {
  readonly scale: number;
  readonly shape: number;
}

/** Below this |shape · excess / scale| the series of the logarithm is used: no difference to double precision. */
const NEARLY_EXPONENTIAL = 1e-9;

/**
 * ln P(X > excess); 0 for excess ≤ 0, −∞ beyond the end.
 * Source: Pickands (1975), Statistical inference using extreme order statistics, Annals of Statistics 3(1).
 */
export function logGeneralizedParetoUpper(excess: number, model: GeneralizedPareto): number {
  if (excess <= 0) return 0;
  const standardized = excess / model.scale;
  const bend = model.shape * standardized;
  if (bend <= -1) return -Infinity;
  if (Math.abs(bend) < NEARLY_EXPONENTIAL) return -standardized * (1 - bend / 2);
  return -Math.log1p(bend) / model.shape;
}

/**
 * Fit by probability-weighted moments to excesses in ascending order; `weights` (all 1 when absent) let old ones fade.
 * Works when shape < ½; less efficient than likelihood but never fails to converge, which a stream needs.
 *
 * @throws BUG with fewer than two excesses, or when they are all 0.
 * Cost: one pass.
 * Source: Hosking & Wallis (1987), Parameter and quantile estimation for the generalized Pareto distribution,
 * Technometrics 29(3), section 4 (there k = −shape).
 */
export function fitGeneralizedPareto(
  excesses: ArrayLike<number>,
  weights?: ArrayLike<number>,
): GeneralizedPareto {
  invariant(excesses.length >= 2, "a tail needs two excesses to be fitted");
  let totalWeight = 0;
  for (let i = 0; i < excesses.length; i++) totalWeight += weights?.[i] ?? 1;
  let mean = 0;
  let upperMean = 0;
  let weightSoFar = 0;
  for (let i = 0; i < excesses.length; i++) {
    const weight = weights?.[i] ?? 1;
    const excess = excesses[i] ?? 0;
    weightSoFar += weight;
    mean += (weight / totalWeight) * excess;
    upperMean += (weight / totalWeight) * excess * ((totalWeight - weightSoFar) / (totalWeight - weight));
  }
  invariant(mean > 0, "a tail of zeros cannot be fitted");
  const spread = mean - 2 * upperMean;
  return { scale: (2 * mean * upperMean) / spread, shape: 2 - mean / spread };
}
