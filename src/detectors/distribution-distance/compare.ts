import { jensenShannonTerm } from "../../stats/jensen-shannon.ts";
import { type Binning, binOfKey } from "./binning.ts";
import { referenceItemCount, type ShapeReference, type WindowShape } from "./reference.ts";
import { binNoise } from "./sampling-noise.ts";

export interface Comparison {
  readonly binning: Binning;
  /** Share of the window in each bin. */
  readonly share: Float64Array;
  /** Jensen–Shannon divergence in nats. */
  readonly distance: number;
  /** What sampling alone would give, and the degrees of freedom of that. */
  readonly noise: number;
  readonly degrees: number;
}

/**
 * Compares a window with the reference. The divergence of two samples of one distribution is about a chi-squared with
 * bins − 1 degrees of freedom divided by 8 n, n the harmonic sum of both sizes; bins with few items add less.
 * Source: Lin (1991), IEEE Transactions on Information Theory 37(1); its sampling distribution: Grosse et al. (2002),
 * Physical Review E 65, 041905, equation 12.
 */
export function compareShape(reference: ShapeReference, binning: Binning, shape: WindowShape): Comparison {
  const { expected } = binning;
  const share = new Float64Array(expected.length);
  for (let at = 0; at < shape.keys.length; at++) {
    const bin = binOfKey(binning, shape.keys[at] ?? 0);
    share[bin] = (share[bin] ?? 0) + (shape.itemCounts[at] ?? 0) / shape.total;
  }
  const itemCount = 1 / (1 / shape.total + 1 / referenceItemCount(reference));
  let distance = 0;
  let mean = 0;
  let variance = 0;
  for (let bin = 0; bin < expected.length; bin++) {
    const own = expected[bin] ?? 0;
    distance += jensenShannonTerm(own, share[bin] ?? 0);
    const noise = binNoise(own * itemCount);
    // Shares add up to 1, so a bin that holds all of them has no noise.
    mean += noise.mean * (1 - own);
    variance += noise.variance * (1 - own);
  }
  return {
    binning,
    share,
    distance: Math.max(0, distance),
    noise: mean / itemCount,
    degrees: Math.max(1, (2 * mean * mean) / variance),
  };
}
