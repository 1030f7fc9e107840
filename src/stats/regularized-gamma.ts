import { invariant } from "../domain/gatehouse-error.ts";
import { halfDeviance } from "./deviance.ts";
import { HALF_LOG_TWO_PI, logGamma, stirlingError } from "./log-gamma.ts";
import { type LogTails, tailsFromLower, tailsFromUpper } from "./log-space.ts";
import { normalTails } from "./normal.ts";

/** Relative size of the last term of a sum or fraction. */
const TOLERANCE = 1e-16;
/** A fraction stops when a step changes it by less: one bit more than its rounding, which may never vanish. */
const FRACTION_TOLERANCE = 3e-16;
/** Above what any shape below UNIFORM_SHAPE_MIN needs (about 6 √a); reached only by a broken argument. */
const STEP_COUNT_MAX = 1_000_000;
/** From this shape on, and within UNIFORM_RATIO_MAX of the mean, the uniform expansion is exact to double precision. */
const UNIFORM_SHAPE_MIN = 10_000;
const UNIFORM_RATIO_MAX = 0.1;
/** Below this x the complement of the series is used for small shapes: the fraction converges slowly there. */
const SMALL_X_MAX = 1.5;

/**
 * Coefficients c(k, n) of Temme's expansion, R = exp(−aη²/2) / √(2πa) · Σ a^−k Σ c(k, n) ηⁿ, computed from the
 * recursion DLMF 8.12.11 with exact fractions.
 */
const UNIFORM_TERMS = [
  [
    -0.3333333333333333, 0.08333333333333333, -0.014814814814814815, 0.0011574074074074073,
    0.0003527336860670194, -0.0001787551440329218, 3.919263178522438e-5, -2.185448510679992e-6,
    -1.85406221071516e-6, 8.296711340953087e-7, -1.7665952736826078e-7, 6.707853543401498e-9,
    1.0261809784240309e-8,
  ],
  [
    -0.001851851851851852, -0.003472222222222222, 0.0026455026455026454, -0.0009902263374485596,
    0.00020576131687242798, -4.018775720164609e-7, -1.8098550334489977e-5, 7.64916091608111e-6,
    -1.6120900894563446e-6,
  ],
  [
    0.004133597883597883, -0.0026813271604938273, 0.0007716049382716049, 2.0093878600823047e-6,
    -0.0001073666322636516, 5.2923448829120125e-5,
  ],
] as const;

/**
 * ln P(a, x) and ln Q(a, x), the regularized incomplete gamma functions: the tails of a gamma variable with shape `a`
 * and scale 1 at `x`, for a > 0 and x ≥ 0.
 *
 * Relative error of the smaller tail about 1e-13, also far below 1e-300.
 *
 * @throws BUG outside that domain.
 * Cost: up to about 6 √a steps for a < 10,000; constant above.
 * Source: DLMF 8.7.1, 8.9.2 (modified Lentz), 8.12 (Temme's uniform expansion).
 */
export function gammaTails(a: number, x: number): LogTails {
  invariant(a > 0 && x >= 0, `incomplete gamma is not defined at shape \`${a}\` and \`${x}\``);
  if (x === 0) return { logLower: -Infinity, logUpper: 0 };
  if (x === Infinity) return { logLower: 0, logUpper: -Infinity };
  if (a >= UNIFORM_SHAPE_MIN && Math.abs(x / a - 1) < UNIFORM_RATIO_MAX) return uniformTails(a, x);
  if (a < 1 && x < SMALL_X_MAX) return smallShapeTails(a, x);
  if (x < a + 1) return tailsFromLower(logGammaPoint(a, x) + Math.log(lowerSeries(a, x)));
  return tailsFromUpper(logGammaPoint(a, x) + Math.log(a * upperFraction(a, x)));
}

/** ln(x^a e^−x / Γ(a + 1)): the Poisson probability of `a` events at mean `x`, for real a > 0. */
export function logGammaPoint(a: number, x: number): number {
  if (a < 1) return a * Math.log(x) - x - logGamma(a + 1);
  return -stirlingError(a) - halfDeviance(a, x) - 0.5 * Math.log(a) - HALF_LOG_TWO_PI;
}

/** Σ xⁿ / ((a + 1) … (a + n)), n from 0. */
function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= STEP_COUNT_MAX; n++) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * TOLERANCE) return sum;
  }
  invariant(false, "the series of incomplete gamma did not converge");
}

/** 1 / (x + 1 − a − 1(1 − a) / (x + 3 − a − …)). */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n <= STEP_COUNT_MAX; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < FRACTION_TOLERANCE) return value;
  }
  invariant(false, "the fraction of incomplete gamma did not converge");
}

/** For a < 1 and small x, where the upper tail may be tiny although P is near 1. */
function smallShapeTails(a: number, x: number): LogTails {
  const logPower = a * Math.log(x) - logGamma(a + 1);
  let term = 1;
  let sum = 0;
  for (let n = 1; n <= STEP_COUNT_MAX; n++) {
    term *= -x / n;
    const step = (a * term) / (a + n);
    sum += step;
    if (Math.abs(step) < Math.abs(sum) * TOLERANCE) break;
  }
  const upper = -Math.expm1(logPower) - Math.exp(logPower) * sum;
  return { logLower: Math.min(0, logPower + Math.log1p(sum)), logUpper: Math.log(upper) };
}

function uniformTails(a: number, x: number): LogTails {
  const excess = (x - a) / a;
  const halfEtaSquare = halfDeviance(a, x) / a;
  const eta = Math.sign(excess) * Math.sqrt(2 * halfEtaSquare);
  let correction = 0;
  for (let k = UNIFORM_TERMS.length - 1; k >= 0; k--) {
    const row: readonly number[] = UNIFORM_TERMS[k] ?? [];
    correction = correction / a + row.reduceRight((sum, coefficient) => sum * eta + coefficient, 0);
  }
  const logFront = -a * halfEtaSquare - 0.5 * Math.log(a) - HALF_LOG_TWO_PI;
  const normal = normalTails(eta * Math.sqrt(a));
  if (eta >= 0)
    return tailsFromUpper(normal.logUpper + Math.log1p(correction * Math.exp(logFront - normal.logUpper)));
  return tailsFromLower(normal.logLower + Math.log1p(-correction * Math.exp(logFront - normal.logLower)));
}
