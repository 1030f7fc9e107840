import type { Contribution } from "../domain/evidence.ts";
import { SKETCH_ACCURACY_RATIO, sketchValueOf } from "../domain/sketch-bucket.ts";
import { gammaTails } from "../stats/regularized-gamma.ts";
import { windowNumber } from "../stats/season-slots.ts";
import { checkBlock } from "./define-block-check.ts";
import {
  type DetectorTable,
  defineDetector,
  NOTHING_EXPECTED,
  type ObservationBlock,
  type SignalTraits,
} from "./define-detector.ts";
import { pOfNearTail } from "./define-tail-choice.ts";
import { type ComparedBin, type Comparison, compareShape } from "./distribution-distance/compare.ts";
import {
  beginShapeWindow,
  dumpShapeFamily,
  loadShapeFamily,
  openShapeFamily,
  type ShapeFamily,
  type ShapePrior,
  shapePrior,
} from "./distribution-distance/family.ts";
import {
  dumpReference,
  emptyReference,
  learnShape,
  loadReference,
  type ShapeReference,
  type WindowShape,
} from "./distribution-distance/reference.ts";

export type DistanceParams = {
  /** Windows after which a window counts half. */
  readonly halfLifeCount: number;
  /** Windows with support before a series is scored. */
  readonly neededCount: number;
  /** Distances that the family's usual distance weighs in a series. */
  readonly familyDistanceCount: number;
};

/** A window further out than this many times the usual teaches no more than that. */
const TAUGHT_RATIO_MAX = 10;
const NAMED_COUNT_MAX = 20;

/**
 * How far the distribution of a window is from the usual one of its series, against how far its windows usually are.
 *
 * Shapes: parts are sketch buckets or category codes with item counts; a window without support says nothing, and an
 * open one neither: a shape waits for its close. The distance is the Jensen–Shannon divergence over bins of the
 * reference; its expectation is sampling noise plus the series' own unrest, its spread a gamma fitted by moments and
 * shrunk to the family. Unseen categories count by their share, in one bin with the rare ones: that a category is new
 * is first-seen's question, that the mix has moved is this one's; a signal of categories gets both, and fusion weighs
 * them. One-sided whatever the signal's tail.
 * Determinism: a function of the blocks learned, in their order.
 */
export const distributionDistance = defineDetector<DistanceParams>({
  id: "distribution-distance",
  title: "Distance of a distribution from its usual shape",
  version: 1,
  measures: ["sketch", "categories"],
  worksWhen: "windows hold some tens of items, and the shape moves little from window to window",
  failsWhen: "the shape has a season, or moves slower than the reference forgets, or windows hold a handful of items",
  cost: "linear in parts plus 256 keys, about 10 µs a window; up to 4 kB a series",
  reference: "Lin (1991), Divergence measures based on the Shannon entropy, IEEE Transactions on Information Theory 37(1)",
  defaults: { halfLifeCount: 30, neededCount: 7, familyDistanceCount: 5 },
  open: openTable,
});

function openTable(params: DistanceParams, traits: SignalTraits): DetectorTable {
  const references: ShapeReference[] = [];
  const family = openShapeFamily();
  const isOrdered = traits.measure === "sketch";
  const keep = 2 ** (-1 / params.halfLifeCount);
  const windowOf = (block: ObservationBlock) => windowNumber(block.windowStartMs, traits.windowMs);
  const referenceOf = (series: number) => references[series] ?? emptyReference();
  const compare = (block: ObservationBlock, row: number): Comparison | null => {
    const reference = referenceOf(block.series[row] ?? 0);
    const shape = shapeOf(block, row);
    const isScorable = block.isClosed && shape.total > 0 && reference.seenCount >= params.neededCount;
    return isScorable ? compareShape(reference, shape, isOrdered) : null;
  };

  return {
    grow(seriesCount) {
      while (references.length < seriesCount) references.push(emptyReference());
    },
    score(block, p) {
      checkBlock(block, traits.measure);
      const prior = shapePrior(family, windowOf(block));
      for (let row = 0; row < block.rowCount; row++) {
        const comparison = compare(block, row);
        p[row] =
          comparison === null
            ? Number.NaN
            : pOfDistance(comparison, usualOf(params, referenceOf(block.series[row] ?? 0), prior));
      }
    },
    explain(block, row) {
      const comparison = compare(block, row);
      if (comparison === null) return NOTHING_EXPECTED;
      return { ...NOTHING_EXPECTED, contributions: contributionsOf(comparison, shapeOf(block, row), isOrdered) };
    },
    learn(block) {
      checkBlock(block, traits.measure);
      const window = windowOf(block);
      beginShapeWindow(family, window);
      const prior = shapePrior(family, window);
      for (let row = 0; row < block.rowCount; row++) {
        const reference = referenceOf(block.series[row] ?? 0);
        const shape = shapeOf(block, row);
        if (shape.total === 0 || (reference.seenCount > 0 && window <= reference.lastWindow)) continue;
        if (reference.seenCount >= params.neededCount) {
          const comparison = compareShape(reference, shape, isOrdered);
          learnDistance({ params, family, keep }, reference, { comparison, prior });
        }
        learnShape(reference, shape, { keep, rule: isOrdered ? "merge" : "forget" });
        reference.seenCount++;
        reference.lastWindow = window;
      }
    },
    warmth: (series) => ({ seenCount: referenceOf(series).seenCount, neededCount: params.neededCount }),
    dump: (series) => dumpReference(referenceOf(series)),
    load(series, state) {
      references[series] = loadReference(state);
    },
    dumpPool: () => dumpShapeFamily(family),
    loadPool: (state) => loadShapeFamily(family, state),
  };
}

/** Parts of a row, without items where the window has no support. */
function shapeOf(block: ObservationBlock, row: number): WindowShape {
  const from = block.partOffset[row] ?? 0;
  const to = (block.supportCount[row] ?? 0) > 0 ? (block.partOffset[row + 1] ?? 0) : from;
  const order = Array.from({ length: to - from }, (_, at) => from + at).sort(
    (a, b) => (block.part[a] ?? 0) - (block.part[b] ?? 0),
  );
  const itemCounts = Float64Array.from(order, (at) => block.itemCount[at] ?? 0);
  return {
    keys: Int32Array.from(order, (at) => block.part[at] ?? 0),
    itemCounts,
    total: itemCounts.reduce((sum, items) => sum + items, 0),
  };
}

/** How far windows of a series usually are from its reference beyond noise, and how much that varies. */
interface UsualDistance {
  readonly unrest: number;
  /** Variance of distance / expectation; null while nothing tells. */
  readonly squareSum: number;
  readonly squareCount: number;
}

function usualOf(params: DistanceParams, reference: ShapeReference, prior: ShapePrior): UsualDistance {
  const weight = params.familyDistanceCount;
  const count = reference.distanceCount + weight;
  return {
    unrest: Math.max(0, (reference.excessSum + weight * prior.unrest) / count),
    squareSum: reference.squareSum + weight * prior.square,
    squareCount: count,
  };
}

/** Upper tail of a gamma variable with the expectation and variance of the usual distance. */
function pOfDistance({ distance, noise, degrees }: Comparison, usual: UsualDistance): number {
  const shape = gammaShape(degrees, usual);
  const ratio = distance / (noise + usual.unrest);
  return pOfNearTail(Math.exp(gammaTails(shape, shape * ratio).logUpper), true, false);
}

/** At most as steady as sampling alone: then the shape is half the degrees of freedom. */
function gammaShape(degrees: number, { squareSum, squareCount }: UsualDistance): number {
  return 1 / Math.max(2 / degrees, squareSum / squareCount);
}

function learnDistance(
  { params, family, keep }: { readonly params: DistanceParams; readonly family: ShapeFamily; readonly keep: number },
  reference: ShapeReference,
  { comparison, prior }: { readonly comparison: Comparison; readonly prior: ShapePrior },
): void {
  const expected = comparison.noise + usualOf(params, reference, prior).unrest;
  const distance = Math.min(comparison.distance, TAUGHT_RATIO_MAX * expected);
  const excess = distance - comparison.noise;
  const square = (distance / expected - 1) ** 2;
  reference.distanceCount = reference.distanceCount * keep + 1;
  reference.excessSum = reference.excessSum * keep + excess;
  reference.squareSum = reference.squareSum * keep + square;
  [1, excess, square].forEach((amount, at) => {
    family.pending[at] = (family.pending[at] ?? 0) + amount;
  });
}

/** Shares of the divergence by bin, largest first; bins that the window lacks too. */
function contributionsOf(
  { bins, distance }: Comparison,
  shape: WindowShape,
  isOrdered: boolean,
): readonly Contribution[] {
  if (distance === 0) return [];
  return bins
    .filter((bin) => bin.distance > 0)
    .sort((a, b) => b.distance - a.distance)
    .slice(0, NAMED_COUNT_MAX)
    .map((bin) => ({
      part: isOrdered ? rangeText(bin) : String(Number.isNaN(bin.from) ? heaviestOutside(bins, shape) : bin.from),
      share: Math.min(1, bin.distance / bins.reduce((sum, { distance: d }) => sum + Math.max(0, d), 0)),
    }));
}

/** Values that the bin holds, in the unit of the signal. */
function rangeText({ from, to }: ComparedBin): string {
  const text = (bucket: number) => String(Number(sketchValueOf(bucket, SKETCH_ACCURACY_RATIO).toPrecision(3)));
  if (from === -Infinity) return `below ${text(to + 1)}`;
  if (to === Infinity) return `above ${text(from - 1)}`;
  return from === to ? text(from) : `${text(from)} to ${text(to)}`;
}

/** The code with most items among those without a bin of their own; −1 when the window has none. */
function heaviestOutside(bins: readonly ComparedBin[], shape: WindowShape): number {
  const own = new Set(bins.map(({ from }) => from));
  let heaviest = -1;
  let most = 0;
  shape.keys.forEach((key, at) => {
    const items = shape.itemCounts[at] ?? 0;
    if (own.has(key) || items <= most) return;
    heaviest = key;
    most = items;
  });
  return heaviest;
}
