import type { Contribution } from "../domain/evidence.ts";
import { SKETCH_ACCURACY_RATIO, sketchValueOf } from "../domain/sketch-bucket.ts";
import { jensenShannonTerm } from "../stats/jensen-shannon.ts";
import { betaTails } from "../stats/regularized-beta.ts";
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
import { type Binning, binningOf, binOfKey } from "./distribution-distance/binning.ts";
import { type Comparison, compareShape } from "./distribution-distance/compare.ts";
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
const NAMED_COUNT_MAX = 5;
/** Fewer items have no shape. */
const ITEM_COUNT_MIN = 5;
/** Sampling noise, in nats, at which a window says half as much of unrest as one without: that of about 300 items. */
const HALF_WEIGHT_NOISE = 0.005;

/**
 * How far the distribution of a window is from the usual one of its series, against how far its windows usually are.
 *
 * Shapes: parts are sketch buckets or category codes with item counts; a window without support says nothing, and an
 * open one neither: a shape waits for its close. The distance is the Jensen–Shannon divergence over bins of the
 * reference; its expectation is sampling noise plus the series' own unrest, its spread a gamma fitted by moments and
 * shrunk to the family, with the heavier tail of an expectation known from few windows. Unseen categories count by their share, in one bin: that a category is new
 * is first-seen's question, that the mix has moved is this one's; a signal of categories gets both, and fusion weighs
 * them. One-sided whatever the signal's tail.
 * Determinism: a function of the blocks learned, in their order.
 */
export const distributionDistance = defineDetector<DistanceParams>({
  id: "distribution-distance",
  title: "Distance of a distribution from its usual shape",
  version: 1,
  measures: ["sketch", "categories"],
  suits: isSuited,
  worksWhen: "windows hold some tens of items, and the shape moves little from window to window",
  failsWhen:
    "the shape has a season, or moves slower than the reference forgets, or windows hold a handful of items; values closer than 2 % are one",
  cost: "linear in parts plus up to 512 keys: score 10 to 25 µs and learn 5 to 20 µs a window on one core; up to 8 kB a series",
  reference:
    "Lin (1991), Divergence measures based on the Shannon entropy, IEEE Transactions on Information Theory 37(1)",
  defaults: { halfLifeCount: 30, neededCount: 7, familyDistanceCount: 5 },
  open: openTable,
});

/** Where only novelty counts, a mix that moves among known categories is no news. */
function isSuited({ measure, tail }: SignalTraits): boolean {
  return measure === "sketch" || tail === "both";
}

function openTable(params: DistanceParams, traits: SignalTraits): DetectorTable {
  const references: ShapeReference[] = [];
  /** Bins of each reference, made when needed and dropped when it learns. */
  const binnings: (Binning | undefined)[] = [];
  const suits = isSuited(traits);
  const family = openShapeFamily();
  const isOrdered = traits.measure === "sketch";
  const keep = 2 ** (-1 / params.halfLifeCount);
  const windowOf = (block: ObservationBlock) => windowNumber(block.windowStartMs, traits.windowMs);
  const referenceOf = (series: number) => references[series] ?? emptyReference();
  const binningFor = (series: number): Binning => {
    const binning = binnings[series] ?? binningOf(referenceOf(series), isOrdered);
    binnings[series] = binning;
    return binning;
  };
  const compare = (block: ObservationBlock, row: number): Comparison | null => {
    const series = block.series[row] ?? 0;
    const reference = referenceOf(series);
    if (!suits || !block.isClosed || reference.seenCount < params.neededCount) return null;
    const shape = shapeOf(block, row);
    return shape.total < ITEM_COUNT_MIN ? null : compareShape(reference, binningFor(series), shape);
  };
  function learnRow(
    block: ObservationBlock,
    row: number,
    { window, prior }: { readonly window: number; readonly prior: ShapePrior },
  ): void {
    const series = block.series[row] ?? 0;
    const reference = referenceOf(series);
    const shape = shapeOf(block, row);
    const isBehind = reference.seenCount > 0 && window <= reference.lastWindow;
    if (shape.total < ITEM_COUNT_MIN || isBehind) return;
    if (reference.seenCount >= params.neededCount) {
      const comparison = compareShape(reference, binningFor(series), shape);
      learnDistance({ params, family, keep }, reference, { comparison, prior });
    }
    learnShape(reference, shape, { keep, rule: isOrdered ? "merge" : "forget" });
    binnings[series] = undefined;
    reference.seenCount++;
    reference.lastWindow = window;
  }

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
      return { ...NOTHING_EXPECTED, contributions: contributionsOf(comparison, shapeOf(block, row)) };
    },
    learn(block) {
      checkBlock(block, traits.measure);
      if (!suits) return;
      const window = windowOf(block);
      beginShapeWindow(family, window);
      const prior = shapePrior(family, window);
      for (let row = 0; row < block.rowCount; row++) learnRow(block, row, { window, prior });
    },
    warmth: (series) => ({ seenCount: referenceOf(series).seenCount, neededCount: params.neededCount }),
    dump: (series) => dumpReference(referenceOf(series)),
    load(series, state) {
      references[series] = loadReference(state);
      binnings[series] = undefined;
    },
    dumpPool: () => dumpShapeFamily(family),
    loadPool: (state) => loadShapeFamily(family, state),
  };
}

/** Parts of a row, without items where the window has no support; views into the block. */
function shapeOf(block: ObservationBlock, row: number): WindowShape {
  const from = block.partOffset[row] ?? 0;
  const to = (block.supportCount[row] ?? 0) > 0 ? (block.partOffset[row + 1] ?? 0) : from;
  let total = 0;
  for (let at = from; at < to; at++) total += block.itemCount[at] ?? 0;
  return { keys: block.part.subarray(from, to), itemCounts: block.itemCount.subarray(from, to), total };
}

/** How far windows of a series usually are from its reference beyond noise, and how much that varies. */
interface UsualDistance {
  readonly unrest: number;
  /** Sum of (distance / expectation − 1)², and how many windows it rests on, the family's opinion included. */
  readonly squareSum: number;
  readonly squareCount: number;
}

function usualOf(params: DistanceParams, reference: ShapeReference, prior: ShapePrior): UsualDistance {
  const weight = params.familyDistanceCount;
  const count = reference.distanceCount + weight;
  return {
    unrest: Math.max(0, (reference.excessSum + weight * prior.unrest) / (reference.excessWeight + weight)),
    squareSum: reference.squareSum + weight * prior.square,
    squareCount: count,
  };
}

/**
 * Upper tail of a gamma variable with the expectation and variance of the usual distance, its scale known as well as
 * `squareCount` windows of that variance tell: a beta-prime variable, as Student's t is to the normal.
 * Source: Aitchison, Dunsmore (1975), Statistical Prediction Analysis, section 2.4 (gamma with uncertain scale).
 */
function pOfDistance({ distance, noise, degrees }: Comparison, usual: UsualDistance): number {
  const shape = gammaShape(degrees, usual);
  const known = 1 + shape * usual.squareCount;
  const odds = (distance / (noise + usual.unrest)) * (shape / (known - 1));
  const tails = betaTails({ a: shape, b: known }, odds / (1 + odds), 1 / (1 + odds));
  return pOfNearTail(Math.exp(tails.logUpper), true, false);
}

/** At most as steady as sampling alone: then the shape is half the degrees of freedom. */
function gammaShape(degrees: number, { squareSum, squareCount }: UsualDistance): number {
  return 1 / Math.max(2 / degrees, squareSum / squareCount);
}

function learnDistance(
  {
    params,
    family,
    keep,
  }: { readonly params: DistanceParams; readonly family: ShapeFamily; readonly keep: number },
  reference: ShapeReference,
  { comparison, prior }: { readonly comparison: Comparison; readonly prior: ShapePrior },
): void {
  const expected = comparison.noise + usualOf(params, reference, prior).unrest;
  const distance = Math.min(comparison.distance, TAUGHT_RATIO_MAX * expected);
  const excess = distance - comparison.noise;
  const square = (distance / expected - 1) ** 2;
  reference.distanceCount = reference.distanceCount * keep + 1;
  const weight = (1 + comparison.noise / HALF_WEIGHT_NOISE) ** -2;
  reference.excessSum = reference.excessSum * keep + weight * excess;
  reference.excessWeight = reference.excessWeight * keep + weight;
  reference.squareSum = reference.squareSum * keep + square;
  [1, weight, weight * excess, square].forEach((amount, at) => {
    family.pending[at] = (family.pending[at] ?? 0) + amount;
  });
}

/** Shares of the divergence by bin, largest first. */
function contributionsOf(
  { binning, share, distance }: Comparison,
  shape: WindowShape,
): readonly Contribution[] {
  if (distance === 0) return [];
  return Array.from(share, (own, bin) => ({
    bin,
    share: Math.min(1, jensenShannonTerm(binning.expected[bin] ?? 0, own) / distance),
  }))
    .sort((a, b) => b.share - a.share || a.bin - b.bin)
    .slice(0, NAMED_COUNT_MAX)
    .filter((each) => each.share > 0)
    .map((each) => ({ part: partText(binning, each.bin, shape), share: each.share }));
}

/** Values that the bin holds, in the unit of the signal, or a code: that of the heaviest category where it holds many. */
function partText(binning: Binning, bin: number, shape: WindowShape): string {
  const { bound, isOrdered } = binning;
  if (!isOrdered) return String(bound[bin] ?? heaviestIn(binning, bin, shape) ?? "rare categories");
  const text = (bucket: number) =>
    String(Number(sketchValueOf(bucket, SKETCH_ACCURACY_RATIO).toPrecision(3)));
  const to = bound[bin] ?? Infinity;
  if (bin === 0) return `below ${text(to + 1)}`;
  const from = (bound[bin - 1] ?? 0) + 1;
  if (to === Infinity) return `above ${text(from - 1)}`;
  return text(from) === text(to) ? text(from) : `${text(from)} to ${text(to)}`;
}

/** The code with most items of those in `bin`, the smaller of equals; undefined when the window has none. */
function heaviestIn(binning: Binning, bin: number, shape: WindowShape): number | undefined {
  let heaviest: number | undefined;
  let most = 0;
  shape.keys.forEach((key, at) => {
    const items = shape.itemCounts[at] ?? 0;
    const isHeavier = items > most || (items === most && key < (heaviest ?? -Infinity));
    if (!isHeavier || binOfKey(binning, key) !== bin) return;
    heaviest = key;
    most = items;
  });
  return heaviest;
}
