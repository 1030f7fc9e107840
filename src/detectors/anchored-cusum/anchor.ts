import type { SeasonSlots } from "../../stats/season-slots.ts";
import { type AnchorRecords, CLOCK, CLOCK_COUNT, FIELD, meanPlace } from "./record.ts";

/** What turns a value into the number whose mean is anchored, and back. */
export interface AnchorKind {
  readonly isCount: boolean;
  /** Growth that the walk is tuned to find. */
  readonly designRatio: number;
}

/** Windows that a mean over all groups weighs in the mean of one. */
const GROUP_PRIOR_COUNT = 4;
/** Days that "blocks vary no more than their windows" weighs among the anchor's own. */
const INFLATION_PRIOR_SHARE = 4;
const INFLATION_MAX = 20;
/** A silent anchor may have missed half an event. */
const UNSEEN_EVENT_COUNT = 0.5;
/** A shape above this is a Poisson for all counts that occur. */
const SHAPE_MAX = 10_000;
const SHAPE_MIN = 0.01;
/** No series is trusted to be steadier than this, in units of its scale. */
const SPREAD_MIN = 0.02;

export interface AnchorWindow {
  readonly window: number;
  readonly group: number;
  /** Number of the block of windows that the window belongs to. */
  readonly block: number;
}

/** A value in its window. */
export interface AnchorPoint extends AnchorWindow {
  /** The value on its scale; set anew for each row. */
  z: number;
}

/** Takes one value (on its scale) into an anchor that is not frozen yet. Source: Welford (1962), Technometrics 4(3). */
export function growAnchor(records: AnchorRecords, series: number, of: AnchorPoint): void {
  const { numbers, clock } = records;
  const start = series * records.stride;
  const mean = meanPlace(records, series, of.group);
  const count = mean + records.groupCount;
  const before = numbers[mean] ?? 0;
  const groupCount = (numbers[count] ?? 0) + 1;
  const after = before + (of.z - before) / groupCount;
  numbers[mean] = after;
  numbers[count] = groupCount;
  numbers[start + FIELD.squares] = (numbers[start + FIELD.squares] ?? 0) + (of.z - before) * (of.z - after);
  if (groupCount === 1) return;
  const residual = of.z - before;
  const clockBlock = series * CLOCK_COUNT + CLOCK.block;
  if (clock[clockBlock] !== of.block) closeBlock(records, series, of.block);
  numbers[start + FIELD.blockResidual] = (numbers[start + FIELD.blockResidual] ?? 0) + residual;
  numbers[start + FIELD.windowSquares] = (numbers[start + FIELD.windowSquares] ?? 0) + residual * residual;
}

function closeBlock(records: AnchorRecords, series: number, next: number): void {
  const { numbers, clock } = records;
  const start = series * records.stride;
  const residual = numbers[start + FIELD.blockResidual] ?? 0;
  numbers[start + FIELD.blockSquares] = (numbers[start + FIELD.blockSquares] ?? 0) + residual * residual;
  numbers[start + FIELD.blockResidual] = 0;
  clock[series * CLOCK_COUNT + CLOCK.block] = next;
}

/**
 * Fixes the anchor: group means shrunk to the overall mean and raised by the error of that mean (so that an anchor that
 * came out low does not walk up by itself), spread by moments, and how much more blocks vary than independent windows.
 */
export function freezeAnchor(records: AnchorRecords, series: number, kind: AnchorKind): void {
  const { numbers } = records;
  const start = series * records.stride;
  closeBlock(records, series, 0);
  const squares = numbers[start + FIELD.squares] ?? 0;
  const windowSquares = numbers[start + FIELD.windowSquares] ?? 0;
  const blockSquares = numbers[start + FIELD.blockSquares] ?? 0;
  const seenCount = numbers[start + FIELD.seenCount] ?? 1;
  const moments = groupMoments(records, series);
  // The weight of the prior grows as blocks become few: with 28 of them it is one in eight.
  const prior = (INFLATION_PRIOR_SHARE / (moments.blockCount + INFLATION_PRIOR_SHARE)) * windowSquares;
  const ratio = windowSquares === 0 ? 1 : (blockSquares + prior) / (windowSquares + prior);
  const inflation = Math.min(INFLATION_MAX, Math.max(1, ratio));
  const spread = kind.isCount
    ? countShape(squares, moments)
    : Math.max(SPREAD_MIN, Math.sqrt(squares / Math.max(1, moments.degrees)));
  const variance = kind.isCount ? moments.mean + moments.mean ** 2 / spread : spread * spread;
  const error =
    Math.sqrt((inflation * variance) / seenCount) + (kind.isCount ? UNSEEN_EVENT_COUNT / seenCount : 0);
  for (let group = 0; group < records.groupCount; group++) {
    const place = meanPlace(records, series, group);
    const count = numbers[place + records.groupCount] ?? 0;
    const shrunk =
      ((numbers[place] ?? 0) * count + moments.mean * GROUP_PRIOR_COUNT) / (count + GROUP_PRIOR_COUNT);
    const isProportional = kind.isCount && moments.mean > 0;
    numbers[place] = isProportional ? shrunk * (1 + error / moments.mean) : shrunk + error;
  }
  numbers[start + FIELD.spread] = spread;
  numbers[start + FIELD.inflation] = inflation;
  numbers[start + FIELD.isFrozen] = 1;
}

interface GroupMoments {
  readonly mean: number;
  /** Windows beyond the first of each group. */
  readonly degrees: number;
  readonly degreesMean: number;
  readonly degreesSquare: number;
  readonly blockCount: number;
}

function groupMoments(records: AnchorRecords, series: number): GroupMoments {
  const { numbers } = records;
  let total = 0;
  let sum = 0;
  let degrees = 0;
  let degreesMean = 0;
  let degreesSquare = 0;
  for (let group = 0; group < records.groupCount; group++) {
    const place = meanPlace(records, series, group);
    const mean = numbers[place] ?? 0;
    const count = numbers[place + records.groupCount] ?? 0;
    total += count;
    sum += count * mean;
    const own = Math.max(0, count - 1);
    degrees += own;
    degreesMean += own * mean;
    degreesSquare += own * mean * mean;
  }
  return {
    mean: total === 0 ? 0 : sum / total,
    degrees,
    degreesMean,
    degreesSquare,
    blockCount: Math.max(1, total / Math.max(1, records.groupCount / 2)),
  };
}

function countShape(squares: number, { degreesMean, degreesSquare }: GroupMoments): number {
  const extra = squares - degreesMean;
  if (extra <= 0 || degreesSquare === 0) return SHAPE_MAX;
  return Math.min(SHAPE_MAX, Math.max(SHAPE_MIN, degreesSquare / extra));
}

/** Windows to a block: a day, or seven windows of a day or longer. */
export function blockWindowCount(slots: SeasonSlots): number {
  const dayWindowCount = slots.weekWindowCount / 7;
  return dayWindowCount > 1 ? dayWindowCount : 7;
}
