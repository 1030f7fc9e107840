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
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  denominator: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
};
const TAIL_SPLIT = 5;
const TAIL_CENTER = 1.6;
const TAIL: Rational = {
  numerator: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  denominator: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
};
const DEEP_TAIL: Rational = {
  numerator: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  denominator: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
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
