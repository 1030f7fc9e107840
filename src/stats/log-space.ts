/** Natural logarithms of the two sides of a distribution at a point; they sum to 1 outside the logarithm. */
export interface LogTails {
  readonly logLower: number;
  readonly logUpper: number;
}

/** ln(1 − exp(x)) for x ≤ 0. Source: Mächler (2012), Accurately Computing log(1 − exp(−|a|)). */
function logOneMinusExp(x: number): number {
  return x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
}

/** Both tails from the logarithm of one of them. */
export function tailsFromLower(logLower: number): LogTails {
  const clamped = Math.min(0, logLower);
  return { logLower: clamped, logUpper: logOneMinusExp(clamped) };
}

/** Both tails from the logarithm of one of them. */
export function tailsFromUpper(logUpper: number): LogTails {
  const clamped = Math.min(0, logUpper);
  return { logLower: logOneMinusExp(clamped), logUpper: clamped };
}
