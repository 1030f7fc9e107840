import { invariant } from "../domain/gatehouse-error.ts";
import { halfDeviance } from "./deviance.ts";
import { HALF_LOG_TWO_PI, stirlingError } from "./log-gamma.ts";
import { type LogTails, tailsFromLower, tailsFromUpper } from "./log-space.ts";

/** A fraction stops when a step changes it by less: one bit more than its rounding, which may never vanish. */
const FRACTION_TOLERANCE = 3e-16;
/** Above what shapes up to 1e9 need; reached only by a broken argument. */
const STEP_COUNT_MAX = 1_000_000;
/** Keeps a denominator of the fraction away from 0 without changing any other value. */
const TINY = 1e-300;

/** Shapes of a beta distribution, both above 0. */
export interface BetaShape {
  readonly a: number;
  readonly b: number;
}

/**
 * ln I_x(a, b) and ln I_y(b, a): the tails of a beta variable at `x`, for x in [0, 1] and y = 1 − x. Both are arguments
 * so that neither loses digits near 1.
 *
 * Relative error of the smaller tail about 1e-12 for shapes up to 1e6, 1e-10 up to 1e9. When a shape is below 1e-3,
 * the tail beside the other shape's end loses digits in proportion.
 *
 * @throws BUG outside that domain.
 * Cost: up to about √max(a, b) steps near the mean, a few dozen in the tails.
 * Source: DLMF 8.17.22 (modified Lentz); prefactor after Loader (2000).
 */
export function betaTails(shape: BetaShape, x: number, y: number): LogTails {
  const { a, b } = shape;
  invariant(a > 0 && b > 0, `incomplete beta is not defined for shapes \`${a}\`, \`${b}\``);
  invariant(x >= 0 && y >= 0, `incomplete beta is not defined at \`${x}\``);
  if (x === 0) return { logLower: -Infinity, logUpper: 0 };
  if (y === 0) return { logLower: 0, logUpper: -Infinity };
  const logPower = logBinomialPoint(shape, x, y) - Math.log(a + b);
  if (x < (a + 1) / (a + b + 2)) return tailsFromLower(logPower + Math.log(b * betaFraction(a, b, x)));
  return tailsFromUpper(logPower + Math.log(a * betaFraction(b, a, y)));
}

/**
 * ln of Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) · x^a y^b: the binomial probability of `a` successes and `b` failures, for
 * real a, b ≥ 0 and y = 1 − x.
 * Source: Loader (2000), Fast and Accurate Computation of Binomial Probabilities, section 2.
 */
export function logBinomialPoint(shape: BetaShape, x: number, y: number): number {
  const { a, b } = shape;
  if (a === 0) return b * (y < 0.5 ? Math.log(y) : Math.log1p(-x));
  if (b === 0) return a * (x < 0.5 ? Math.log(x) : Math.log1p(-y));
  const n = a + b;
  return (
    stirlingError(n) -
    stirlingError(a) -
    stirlingError(b) -
    halfDeviance(a, n * x) -
    halfDeviance(b, n * y) +
    0.5 * (Math.log(n / a) - Math.log(b)) -
    HALF_LOG_TWO_PI
  );
}

/** Continued fraction of I_x(a, b) · a B(a, b) / (x^a y^b), two steps a round. */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= STEP_COUNT_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < FRACTION_TOLERANCE) return value;
  }
  invariant(false, "the fraction of incomplete beta did not converge");
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
