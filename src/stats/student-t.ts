import { invariant } from "../domain/gatehouse-error.ts";
import { betaTails } from "./regularized-beta.ts";

/** Halvings of the bracket of a quantile: past double precision. */
const BISECTION_COUNT = 200;

/**
 * ln P(T > t) for Student's t with `degrees` > 0 degrees of freedom.
 * Source: Abramowitz & Stegun 26.7.1 through the incomplete beta function.
 */
export function logStudentTUpper(t: number, degrees: number): number {
  const square = t * t;
  const logFar =
    betaTails({ a: degrees / 2, b: 0.5 }, degrees / (degrees + square), square / (degrees + square))
      .logLower - Math.LN2;
  return t >= 0 ? logFar : Math.log1p(-Math.exp(logFar));
}

/**
 * t ≥ 0 with P(T > t) = `upper`, for 0 < upper ≤ ½; by bisection, so for reports rather than for every row.
 * @throws BUG outside that range.
 */
export function studentTQuantileOfUpper(upper: number, degrees: number): number {
  invariant(upper > 0 && upper <= 0.5, `\`${upper}\` is not an upper tail`);
  const target = Math.log(upper);
  let low = 0;
  let high = 1;
  while (logStudentTUpper(high, degrees) > target && high < Number.MAX_VALUE / 2) high *= 2;
  for (let k = 0; k < BISECTION_COUNT && high - low > 1e-14 * high; k++) {
    const middle = (low + high) / 2;
    if (logStudentTUpper(middle, degrees) > target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
