import { logNegativeBinomialLower, type NegativeBinomial } from "./negative-binomial.ts";

/**
 * Smallest whole k with P(X ≤ k) ≥ `p`, for 0 < p < 1; by doubling and halving, so for reports rather than every row.
 * Cost: about 2 log₂ k incomplete beta functions.
 */
export function negativeBinomialQuantile(p: number, model: NegativeBinomial): number {
  const target = Math.log(p);
  if (logNegativeBinomialLower(0, model) >= target) return 0;
  let below = 0;
  let above = Math.max(1, Math.ceil(model.mean));
  while (logNegativeBinomialLower(above, model) < target) {
    below = above;
    above *= 2;
  }
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (logNegativeBinomialLower(middle, model) < target) below = middle;
    else above = middle;
  }
  return above;
}
