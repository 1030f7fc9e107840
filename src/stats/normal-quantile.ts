import { invariant } from "../domain/gatehouse-error.ts";

/** Numerator and denominator of one of the three rational approximations, lowest power first. */
interface Rational {
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

const CENTER_HALF_WIDTH = 0.425;
const CENTER_SQUARE = 0.180625;
const MIDDLE: Rational = {
  numerator: [
    3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
    45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
  ],
  denominator: [
    1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867,
    39307.89580009271061, 28729.085735721942674, 5226.495278852854561,
  ],
};
const TAIL_SPLIT = 5;
const TAIL_CENTER = 1.6;
const TAIL: Rational = {
  numerator: [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
  ],
  denominator: [
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
    0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
  ],
};
const DEEP_TAIL: Rational = {
  numerator: [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
    0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ],
  denominator: [
    1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
    1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
  ],
};

/**
 * z with P(Z ≤ z) = p for a standard normal Z and 0 < p < 1; relative error about 1e-15.
 *
 * @throws BUG outside (0, 1).
 * Source: Wichura (1988), Algorithm AS 241 (PPND16), Applied Statistics 37(3).
 */
export function normalQuantile(p: number): number {
  invariant(p > 0 && p < 1, `the normal distribution has no quantile at \`${p}\``);
  const offset = p - 0.5;
  if (Math.abs(offset) <= CENTER_HALF_WIDTH)
    return offset * evaluate(MIDDLE, CENTER_SQUARE - offset * offset);
  return offset < 0 ? -tailQuantile(-Math.log(p)) : tailQuantile(-Math.log1p(-p));
}

function tailQuantile(minusLogTail: number): number {
  const r = Math.sqrt(minusLogTail);
  return r <= TAIL_SPLIT ? evaluate(TAIL, r - TAIL_CENTER) : evaluate(DEEP_TAIL, r - TAIL_SPLIT);
}

function evaluate(rational: Rational, x: number): number {
  return polynomial(rational.numerator, x) / polynomial(rational.denominator, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}
