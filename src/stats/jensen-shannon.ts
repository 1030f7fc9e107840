/**
 * What one bin adds to the Jensen–Shannon divergence in nats of two distributions over the same bins. The sum over all
 * bins lies in [0, ln 2]; a single term may be negative, at least −|a − b| / 4.
 * Source: Lin (1991), Divergence measures based on the Shannon entropy, IEEE Transactions on Information Theory 37(1).
 */
export function jensenShannonTerm(a: number, b: number): number {
  const middle = (a + b) / 2;
  const fromA = a > 0 ? a * Math.log(a / middle) : 0;
  const fromB = b > 0 ? b * Math.log(b / middle) : 0;
  return (fromA + fromB) / 2;
}
