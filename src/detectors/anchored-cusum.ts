import { DAY_MS } from "../domain/units.ts";
import { fromScale, toScale } from "../stats/magnitude-scale.ts";
import { negativeBinomialQuantile } from "../stats/negative-binomial-quantile.ts";
import { seasonSlots, slotOfWindow, windowNumber } from "../stats/season-slots.ts";
import {
  type AnchorKind,
  type AnchorPoint,
  type AnchorWindow,
  blockWindowCount,
  freezeAnchor,
  growAnchor,
} from "./anchored-cusum/anchor.ts";
import {
  type AnchorRecords,
  CLOCK,
  CLOCK_COUNT,
  dumpAnchor,
  emptyAnchors,
  FIELD,
  growAnchors,
  loadAnchor,
  meanPlace,
} from "./anchored-cusum/record.ts";
import { countStep, magnitudeStep, pOfWalk, type WalkStep } from "./anchored-cusum/walk.ts";
import { checkBlock } from "./define-block-check.ts";
import {
  type DetectorTable,
  defineDetector,
  type Explanation,
  NOTHING_EXPECTED,
  type ObservationBlock,
  type SignalTraits,
} from "./define-detector.ts";

export type CusumParams = {
  /** Time over which the anchor is fitted, and the fewest windows that it takes. */
  readonly anchorDays: number;
  readonly anchorCountMin: number;
  /** Growth that the walk is tuned to find. */
  readonly designRatio: number;
};

/** Tail mass outside the reported band on each side: a central 99 % band. */
const BAND_TAIL = 0.005;
/** The same in standard deviations of a normal. */
const BAND_HALF_WIDTH = 2.5758;
/** Share of the first value below which a scale is linear, where no materiality floor says it. */
const LINEAR_SHARE = 1 / 8;
/** Widths are kept in single precision, where a smaller one would become 0, which means the logarithm. */
const WIDTH_MIN = 1e-30;

/**
 * Slow growth against a frozen anchor: a one-sided cumulative sum of log-likelihood ratios.
 *
 * Shapes: counts (gaps are 0) and magnitudes (gaps say nothing), in the signal's unit. Only growth is looked for,
 * whatever the signal's tail. The anchor is fitted on the first four weeks of trusted windows, by time of day on
 * weekdays and weekend, then never moves: it is renewed by taking the state of a series away, which is a decision.
 * Deviations below the materiality floor have p 1. p of one series hang together from window to window.
 * Determinism: a function of the blocks learned, in their order.
 */
export const anchoredCusum = defineDetector<CusumParams>({
  id: "anchored-cusum",
  title: "Slow growth since a frozen anchor",
  version: 1,
  measures: ["count", "magnitude"],
  worksWhen: "the first four weeks are typical, and what comes later differs by growth of a half or more",
  failsWhen:
    "the series has a season longer than the anchor or grows by itself: then it asks for a new anchor, window after window; a shrinking series is never seen",
  cost: "score 50 to 120 ns and learn 60 to 140 ns a point on one core; 450 bytes a series with hourly windows",
  reference:
    "Page (1954), Continuous inspection schemes, Biometrika 41; Siegmund (1985), Sequential Analysis, section 10.4",
  defaults: { anchorDays: 28, anchorCountMin: 12, designRatio: 1.5 },
  open: openTable,
});

interface Cusum {
  readonly params: CusumParams;
  readonly traits: SignalTraits;
  readonly kind: AnchorKind;
  readonly records: AnchorRecords;
  readonly anchorWindowCount: number;
  placeOf(block: ObservationBlock): AnchorWindow;
}

function openTable(params: CusumParams, traits: SignalTraits): DetectorTable {
  const slots = seasonSlots(traits.windowMs);
  const records = emptyAnchors(slots.groups.length);
  const blockLength = blockWindowCount(slots);
  const cusum: Cusum = {
    params,
    traits,
    records,
    kind: { isCount: traits.measure === "count", designRatio: params.designRatio },
    anchorWindowCount: Math.max(
      params.anchorCountMin,
      Math.ceil((params.anchorDays * DAY_MS) / traits.windowMs),
    ),
    placeOf(block) {
      const window = windowNumber(block.windowStartMs, traits.windowMs);
      const group = slots.groupOf[slotOfWindow(slots, window)] ?? 0;
      return { window, group, block: Math.floor(window / blockLength) };
    },
  };

  return {
    grow: (seriesCount) => growAnchors(records, seriesCount),
    score(block, p) {
      checkBlock(block, traits.measure);
      const turn = { row: 0, group: cusum.placeOf(block).group };
      for (turn.row = 0; turn.row < block.rowCount; turn.row++) p[turn.row] = scoreRow(cusum, block, turn);
    },
    explain: (block, row) => explainRow(cusum, block, row),
    learn(block) {
      checkBlock(block, traits.measure);
      const turn: LearnTurn = { row: 0, place: { ...cusum.placeOf(block), z: 0 } };
      for (turn.row = 0; turn.row < block.rowCount; turn.row++) learnRow(cusum, block, turn);
    },
    warmth: (series) => warmthOf(cusum, series),
    dump: (series) => dumpAnchor(records, series),
    load: (series, state) => loadAnchor(records, series, state),
    dumpPool: () => null,
    loadPool: () => undefined,
  };
}

/** Windows that have passed since the first, not those that had a value: an anchor must span its weeks. */
function warmthOf(
  { records, anchorWindowCount }: Cusum,
  series: number,
): { readonly seenCount: number; readonly neededCount: number } {
  const start = series * records.stride;
  if (records.numbers[start + FIELD.isFrozen] === 1)
    return { seenCount: anchorWindowCount, neededCount: anchorWindowCount };
  const first = records.clock[series * CLOCK_COUNT + CLOCK.first] ?? 0;
  const last = records.clock[series * CLOCK_COUNT + CLOCK.last] ?? 0;
  const passedCount = (records.numbers[start + FIELD.seenCount] ?? 0) === 0 ? 0 : last - first + 1;
  return { seenCount: Math.min(anchorWindowCount - 1, passedCount), neededCount: anchorWindowCount };
}

function isSilent({ kind }: Cusum, block: ObservationBlock, row: number): boolean {
  return !kind.isCount && (block.supportCount[row] ?? 0) === 0;
}

/** One object for all rows of a block: an object a row would be most of the cost. */
interface LearnTurn {
  row: number;
  readonly place: AnchorPoint;
}

function scoreRow(
  cusum: Cusum,
  block: ObservationBlock,
  { row, group }: { readonly row: number; readonly group: number },
): number {
  const { records, traits } = cusum;
  const series = block.series[row] ?? 0;
  const start = series * records.stride;
  if (records.numbers[start + FIELD.isFrozen] !== 1 || isSilent(cusum, block, row)) return Number.NaN;
  const value = block.value[row] ?? 0;
  if (cusum.kind.isCount && value === 0 && records.numbers[start + FIELD.walk] === 0) return 1;
  if (traits.materialityFloor > 0 && value - expectedOf(cusum, series, group) < traits.materialityFloor)
    return 1;
  return pOfWalk(stepOf(cusum, series, { group, value }));
}

function expectedOf({ records, kind }: Cusum, series: number, group: number): number {
  const mean = records.numbers[meanPlace(records, series, group)] ?? 0;
  if (kind.isCount) return mean;
  return fromScale(mean, { linearWidth: records.numbers[series * records.stride + FIELD.linearWidth] ?? 1 });
}

function stepOf(
  { records, kind }: Cusum,
  series: number,
  { group, value }: { readonly group: number; readonly value: number },
): WalkStep {
  const { numbers } = records;
  const start = series * records.stride;
  const mean = numbers[meanPlace(records, series, group)] ?? 0;
  const spread = numbers[start + FIELD.spread] ?? 1;
  const inflation = numbers[start + FIELD.inflation] ?? 1;
  const walk = numbers[start + FIELD.walk] ?? 0;
  if (kind.isCount)
    return countStep(walk, value, { mean, shape: spread, inflation, ratio: kind.designRatio });
  const z = toScale(value, { linearWidth: numbers[start + FIELD.linearWidth] ?? 1 });
  return magnitudeStep(walk, (z - mean) / spread, { shift: Math.log(kind.designRatio) / spread, inflation });
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: straight arithmetic, only the checks of indexes count as branches
function learnRow(cusum: Cusum, block: ObservationBlock, { row, place }: LearnTurn): void {
  if (isSilent(cusum, block, row)) return;
  const { records } = cusum;
  const { numbers, clock } = records;
  const series = block.series[row] ?? 0;
  const value = block.value[row] ?? 0;
  const start = series * records.stride;
  const seenCount = numbers[start + FIELD.seenCount] ?? 0;
  const clockStart = series * CLOCK_COUNT;
  if (seenCount > 0 && place.window <= (clock[clockStart + CLOCK.last] ?? 0)) return;
  if (seenCount === 0) begin(cusum, series, { place, value });
  clock[clockStart + CLOCK.last] = place.window;
  if (numbers[start + FIELD.isFrozen] === 1) {
    const isAtRest = cusum.kind.isCount && value === 0 && numbers[start + FIELD.walk] === 0;
    if (!isAtRest) numbers[start + FIELD.walk] = stepOf(cusum, series, { group: place.group, value }).walk;
    return;
  }
  numbers[start + FIELD.seenCount] = seenCount + 1;
  place.z = cusum.kind.isCount
    ? value
    : toScale(value, { linearWidth: numbers[start + FIELD.linearWidth] ?? 1 });
  growAnchor(records, series, place);
  const passedCount = place.window - (clock[clockStart + CLOCK.first] ?? 0) + 1;
  if (passedCount >= cusum.anchorWindowCount && seenCount + 1 >= cusum.params.anchorCountMin)
    freezeAnchor(records, series, cusum.kind);
}

function begin(
  { records, traits }: Cusum,
  series: number,
  { place, value }: { readonly place: AnchorWindow; readonly value: number },
): void {
  records.clock[series * CLOCK_COUNT + CLOCK.first] = place.window;
  records.clock[series * CLOCK_COUNT + CLOCK.block] = place.block;
  const size = Math.abs(value) * LINEAR_SHARE;
  const width = traits.materialityFloor > 0 ? traits.materialityFloor : size;
  records.numbers[series * records.stride + FIELD.linearWidth] = width === 0 ? 1 : Math.max(WIDTH_MIN, width);
}

function explainRow(cusum: Cusum, block: ObservationBlock, row: number): Explanation {
  const { records, kind } = cusum;
  const series = block.series[row] ?? 0;
  const start = series * records.stride;
  if (records.numbers[start + FIELD.isFrozen] !== 1 || isSilent(cusum, block, row)) return NOTHING_EXPECTED;
  const { group } = cusum.placeOf(block);
  const mean = records.numbers[meanPlace(records, series, group)] ?? 0;
  const spread = records.numbers[start + FIELD.spread] ?? 1;
  if (kind.isCount) {
    const model = { mean: Math.max(mean, Number.MIN_VALUE), shape: spread };
    return {
      expected: mean,
      lower: negativeBinomialQuantile(BAND_TAIL, model),
      upper: negativeBinomialQuantile(1 - BAND_TAIL, model),
      contributions: [],
    };
  }
  const scale = { linearWidth: records.numbers[start + FIELD.linearWidth] ?? 1 };
  return {
    expected: fromScale(mean, scale),
    lower: fromScale(mean - BAND_HALF_WIDTH * spread, scale),
    upper: fromScale(mean + BAND_HALF_WIDTH * spread, scale),
    contributions: [],
  };
}
