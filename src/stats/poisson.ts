import { gammaTails, logGammaPoint } from "./regularized-gamma.ts";

/** ln P(X = count) for a Poisson X with `mean` > 0 and a whole `count` ≥ 0. */
export function logPoissonPoint(count: number, mean: number): number {
  return count === 0 ? -mean : logGammaPoint(count, mean);
}

/** ln P(X ≥ count). Source: Abramowitz & Stegun 26.4.21 (incomplete gamma). */
export function logPoissonUpper(count: number, mean: number): number {
  return count <= 0 ? 0 : gammaTails(count, mean).logLower;
}

/** ln P(X ≤ count). */
export function logPoissonLower(count: number, mean: number): number {
  return count < 0 ? -Infinity : gammaTails(count + 1, mean).logUpper;
}
