import { invariant } from "../domain/gatehouse-error.ts";

/** 1 − γ (Euler). */
const ONE_MINUS_EULER = 0.42278433509846714;
/** (−1)^k (ζ(k) − 1) / k for k = 2 … 27: enough for |z| ≤ ½ in double precision. */
const ZETA_TERMS = [
  0.322467033424113218, -0.0673523010531980951, 0.0205808084277845479, -0.00738555102867398527,
  0.00289051033074152329, -0.00119275391170326098, 0.000509669524743042422, -0.00022315475845357938,
  0.0000994575127818085337, -0.0000449262367381331417, 0.0000205072127756706916, -9.4394882752683959e-6,
  4.3748667899074878e-6, -2.03921575380136624e-6, 9.55141213040741983e-7, -4.49246919876456604e-7,
  2.12071848055546659e-7, -1.00432248239680996e-7, 4.76981016936398057e-8, -2.27110946089431649e-8,
  1.08386592148969541e-8, -5.18347504197004666e-9, 2.48367454380247832e-9, -1.19214014058609121e-9,
  5.73136724167886201e-10, -2.75952288512423315e-10,
] as const;
/** B(2k) / (2k (2k − 1)) for k = 1 … 9. */
const STIRLING_TERMS = [
  0.0833333333333333333, -0.00277777777777777778, 0.000793650793650793651, -0.000595238095238095238,
  0.000841750841750841751, -0.00191752691752691753, 0.00641025641025641026, -0.0295506535947712418,
  0.179644372368830573,
] as const;
/** From here on nine terms of Stirling's series are exact to double precision. */
const STIRLING_MIN = 12;
export const HALF_LOG_TWO_PI = 0.918938533204672742;

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
