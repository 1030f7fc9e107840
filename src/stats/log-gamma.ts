import { invariant } from "../domain/gatehouse-error.ts";

/** 1 − γ (Euler). */
const ONE_MINUS_EULER = 0.42278433509846713;
/** (−1)^k (ζ(k) − 1) / k for k = 2 … 27: enough for |z| ≤ ½ in double precision. */
const ZETA_TERMS = [
  0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
  -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-5,
  -4.492623673813314e-5, 2.050721277567069e-5, -9.439488275268397e-6, 4.374866789907488e-6,
  -2.039215753801366e-6, 9.55141213040742e-7, -4.492469198764566e-7, 2.1207184805554665e-7,
  -1.0043224823968099e-7, 4.7698101693639804e-8, -2.2711094608943164e-8, 1.0838659214896955e-8,
  -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9, 5.731367241678862e-10,
  -2.7595228851242334e-10,
] as const;
/** B(2k) / (2k (2k − 1)) for k = 1 … 9. */
const STIRLING_TERMS = [
  0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953,
  0.0008417508417508417, -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242,
  0.17964437236883057,
] as const;
/** From here on nine terms of Stirling's series are exact to double precision. */
const STIRLING_MIN = 12;
export const HALF_LOG_TWO_PI = 0.9189385332046728;

/**
 * ln Γ(x) for x > 0, relative error about 1e-15, also beside its zeros at 1 and 2.
 *
 * @throws BUG when x is not above 0.
 * Source: Abramowitz & Stegun 6.1.33 (Taylor series about 2), 6.1.41 (Stirling).
 */
export function logGamma(x: number): number {
  invariant(x > 0, `the logarithm of gamma is not defined at \`${x}\``);
  if (x >= STIRLING_MIN) return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingSeries(x);
  if (x < 0.5) return aroundTwo(x) - Math.log1p(x) - Math.log(x);
  if (x < 1.5) return aroundTwo(x - 1) - Math.log1p(x - 1);
  let product = 1;
  let rest = x;
  while (rest > 2.5) {
    rest -= 1;
    product *= rest;
  }
  return aroundTwo(rest - 2) + Math.log(product);
}

/** ln Γ(2 + z) for |z| ≤ ½. */
function aroundTwo(z: number): number {
  let sum = 0;
  for (let k = ZETA_TERMS.length - 1; k >= 0; k--) sum = sum * z + (ZETA_TERMS[k] ?? 0);
  return z * (ONE_MINUS_EULER + z * sum);
}

/** Σ B(2k) / (2k (2k − 1) x^(2k−1)). */
function stirlingSeries(x: number): number {
  const inverseSquare = 1 / (x * x);
  let sum = 0;
  for (let k = STIRLING_TERMS.length - 1; k >= 0; k--) sum = sum * inverseSquare + (STIRLING_TERMS[k] ?? 0);
  return sum / x;
}

/**
 * What Stirling's formula leaves: ln Γ(x + 1) − (x + ½) ln x + x − ½ ln 2π, for x > 0.
 * Source: Loader (2000), Fast and Accurate Computation of Binomial Probabilities, section 3.
 */
export function stirlingError(x: number): number {
  if (x >= STIRLING_MIN) return stirlingSeries(x);
  return logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LOG_TWO_PI;
}
