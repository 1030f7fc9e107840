import { lowerBound, totalMass } from "../../stats/decayed-histogram.ts";
import { jensenShannonTerm } from "../../stats/jensen-shannon.ts";
import { referenceItemCount, type ShapeReference, type WindowShape } from "./reference.ts";

/** Shares of one bin, and the first and last key that it holds (infinite at the ends, NaN for the nameless rest). */
export interface ComparedBin {
  readonly from: number;
  readonly to: number;
  readonly expectedShare: number;
  readonly share: number;
  readonly distance: number;
}

export interface Comparison {
  readonly bins: readonly ComparedBin[];
  /** Jensen–Shannon divergence in nats. */
  readonly distance: number;
  /** What sampling alone would give, and the degrees of freedom of that. */
  readonly noise: number;
  readonly degrees: number;
}

/** Ordered keys are compared over bins of about equal share in the reference; so the resolution follows the data. */
const ORDERED_BIN_COUNT = 16;
/** A category with less of the reference than this is compared as part of the rest. */
const CATEGORY_SHARE_MIN = 1 / 64;

/**
 * Compares a window with the reference. The divergence of two samples of one distribution is about a chi-squared with
 * bins − 1 degrees of freedom divided by 8 n, n the harmonic sum of both sizes.
 * Source: Lin (1991), IEEE Transactions on Information Theory 37(1); its sampling distribution: Grosse et al. (2002),
 * Physical Review E 65, 041905, equation 12.
 */
export function compareShape(reference: ShapeReference, shape: WindowShape, isOrdered: boolean): Comparison {
  const bins = isOrdered ? orderedBins(reference, shape) : categoryBins(reference, shape);
  const expectedBinCount = bins.filter(({ expectedShare }) => expectedShare > 0).length;
  const degrees = Math.max(1, expectedBinCount - 1);
  const itemCount = 1 / (1 / shape.total + 1 / referenceItemCount(reference));
  return {
    bins,
    distance: Math.max(0, bins.reduce((sum, bin) => sum + bin.distance, 0)),
    noise: degrees / (8 * itemCount),
    degrees,
  };
}

function binOf(bounds: { readonly from: number; readonly to: number }, expectedShare: number, share: number): ComparedBin {
  return { ...bounds, expectedShare, share, distance: jensenShannonTerm(expectedShare, share) };
}

function orderedBins({ histogram }: ShapeReference, shape: WindowShape): ComparedBin[] {
  const total = totalMass(histogram);
  const bins: ComparedBin[] = [];
  const first = histogram.keys[0] ?? 0;
  bins.push(binOf({ from: -Infinity, to: first - 1 }, 0, shareBetween(shape, -Infinity, first - 1)));
  let from = first;
  let mass = 0;
  histogram.keys.forEach((key, at) => {
    mass += histogram.masses[at] ?? 0;
    const isLast = at === histogram.keys.length - 1;
    if (mass * ORDERED_BIN_COUNT < total && !isLast) return;
    bins.push(binOf({ from, to: key }, mass / total, shareBetween(shape, from, key)));
    from = key + 1;
    mass = 0;
  });
  bins.push(binOf({ from, to: Infinity }, 0, shareBetween(shape, from, Infinity)));
  return bins;
}

/** Keys of a window are ascending when they are ordered; both ends count in. */
function shareBetween({ keys, itemCounts, total }: WindowShape, from: number, to: number): number {
  let sum = 0;
  for (let at = lowerBound(keys, from); at < keys.length && (keys[at] ?? 0) <= to; at++) sum += itemCounts[at] ?? 0;
  return sum / total;
}

function categoryBins({ histogram }: ShapeReference, shape: WindowShape): ComparedBin[] {
  const total = totalMass(histogram);
  const bins: ComparedBin[] = [];
  let restExpected = 1;
  let rest = 1;
  histogram.keys.forEach((key, at) => {
    const expected = (histogram.masses[at] ?? 0) / total;
    if (expected < CATEGORY_SHARE_MIN) return;
    const share = shareBetween(shape, key, key);
    bins.push(binOf({ from: key, to: key }, expected, share));
    restExpected -= expected;
    rest -= share;
  });
  bins.push(binOf({ from: Number.NaN, to: Number.NaN }, cleaned(restExpected), cleaned(rest)));
  return bins;
}

/** What is left of 1 after subtracting shares is 0 when only rounding is left. */
function cleaned(rest: number): number {
  return rest < 1e-9 ? 0 : rest;
}
