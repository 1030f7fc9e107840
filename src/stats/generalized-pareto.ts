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
