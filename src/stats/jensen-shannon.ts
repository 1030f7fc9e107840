/**
 * Jensen–Shannon divergence in nats of two distributions over the same bins, in [0, ln 2]; both sum to 1.
 * Source: Lin (1991), Divergence measures based on the Shannon entropy, IEEE Transactions on Information Theory 37(1).
 */
export function jensenShannon(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += jensenShannonTerm(a[i] ?? 0, b[i] ?? 0);
  return Math.max(0, sum);
}

/** What one bin adds; never negative in sum, and non-negative bin by bin up to the difference of the shares. */
export function jensenShannonTerm(a: number, b: number): number {
  const middle = (a + b) / 2;
  const fromA = a > 0 ? a * Math.log(a / middle) : 0;
  const fromB = b > 0 ? b * Math.log(b / middle) : 0;
  return (fromA + fromB) / 2;
}
