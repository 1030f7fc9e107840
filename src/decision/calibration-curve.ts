import { P_VALUE_MIN } from "../domain/units.ts";
import { BIN_COUNT, binEdge, binOf, emptyBins, type StatisticBins } from "./statistic-bins.ts";
import { exponentialTail, fitTail, type Tail, tailSurvival } from "./tail-fit.ts";

/** Down to this p the curve is empirical; beyond it the tail is fitted. Deeper where the memory has scores to spare. */
const TAIL_SHARE_MAX = 0.05;
const TAIL_SHARE_MIN = 0.002;
/**
 * Scores that a fitted tail rests on where the memory is large. What lies before them is taken as it is: families of
 * sparse counts have lumps (one event on a quiet day, two on a busy one) that no smooth tail follows.
 */
const TAIL_COUNT = 250;
/** A bin that holds more of the tail than this is a tie; the tail starts above it, or the tie would be its fit. */
const TIE_SHARE = 1 / 3;
/** Scores that a tail above a tie needs to be fitted; with fewer the detectors' own exponential goes on. */
const TAIL_COUNT_MIN = 25;
/** Bins (half a nat below 16) over which the density of scores is taken. */
const DENSITY_BIN_COUNT = 16;
/** Numbers by bin in `knots`: position and p of the knot, slope below it, slope above it. */
const STRIDE = 4;

/** Monotone map from the statistic to p. */
export interface CalibrationCurve {
  readonly knots: Float64Array;
  /** Statistic from which the tail counts, in nats, and the p there. */
  readonly tailFrom: number;
  readonly tailP: number;
  readonly tail: Tail;
}

interface TailStart {
  /** First bin of the tail. */
  readonly bin: number;
  readonly from: number;
  readonly p: number;
  /** Weight in the tail's bins. */
  readonly weight: number;
  /** Set where the tail is too thin to fit. */
  readonly tail: Tail | null;
}

/**
 * The curve that turns statistics into p, from weighted past scores.
 *
 * Shapes: `priorCount` scores that nobody saw, from the standard exponential, widen the curve while `seen` is thin; one
 * of the two must hold something.
 * Cost: a pass over the bins, about 10 µs.
 */
export function fitCurve(seen: StatisticBins, priorCount: number): CalibrationCurve {
  const total = emptyBins();
  let all = 0;
  for (let bin = 0; bin < BIN_COUNT; bin += 1) {
    const count = at(seen.count, bin) + priorCount * at(UNIT_PRIOR.count, bin);
    total.count[bin] = count;
    total.sum[bin] = at(seen.sum, bin) + priorCount * at(UNIT_PRIOR.sum, bin);
    all += count;
  }
  const start = findTailStart(total, all);
  return {
    knots: layKnots(total, all, start),
    tailFrom: start.from,
    tailP: start.p,
    tail: start.tail ?? fitTailFrom(start, total, seen),
  };
}

/** The p of one statistic, in (0, 1]. NaN stays NaN. */
export function curveP(curve: CalibrationCurve, statistic: number): number {
  if (statistic >= curve.tailFrom) return tailP(curve, statistic);
  if (!(statistic > 0)) return Number.isNaN(statistic) ? Number.NaN : 1;
  const knots = curve.knots;
  const offset = binOf(statistic) * STRIDE;
  const distance = statistic - at(knots, offset);
  // Without a branch: which side of the knot a score falls on cannot be predicted.
  return at(knots, offset + 1) + distance * at(knots, offset + 3 - Number(distance < 0));
}

function tailP(curve: CalibrationCurve, statistic: number): number {
  return Math.max(P_VALUE_MIN, curve.tailP * tailSurvival(curve.tail, statistic - curve.tailFrom));
}

/** The statistic whose p is `p`, in nats, by bisection to 1e-9; the largest one where a tie jumps over it. */
export function curveStatistic(curve: CalibrationCurve, p: number): number {
  let low = 0;
  let high = binEdge(BIN_COUNT);
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (curveP(curve, middle) > p) low = middle;
    else high = middle;
  }
  return high;
}

function findTailStart(total: StatisticBins, all: number): TailStart {
  const tailShare = Math.min(TAIL_SHARE_MAX, Math.max(TAIL_SHARE_MIN, TAIL_COUNT / all));
  let bin = BIN_COUNT;
  let above = 0;
  while (bin > 0 && above + at(total.count, bin - 1) <= tailShare * all) {
    bin -= 1;
    above += at(total.count, bin);
  }
  const tie = highestTie(total, bin);
  const start = densestFrom(total, tie === null ? bin : tie + 1);
  const weight = weightFrom(total, start);
  if (weight < TAIL_COUNT_MIN) return startAtTie(total, all, tie ?? bin - 1);
  return { bin: start, from: binEdge(start), p: weight / all, weight, tail: null };
}

/** The highest bin from `lowest` on that is a tie, as far as enough scores are left to tell. */
function highestTie(total: StatisticBins, lowest: number): number | null {
  let above = 0;
  for (let bin = BIN_COUNT - 1; bin >= lowest; bin -= 1) {
    const count = at(total.count, bin);
    above += count;
    if (above >= TAIL_COUNT_MIN && count >= TIE_SHARE * above) return bin;
  }
  return null;
}

/** Where the scores lie densest, from `lowest` on: a generalized Pareto density falls, so its tail starts there. */
function densestFrom(total: StatisticBins, lowest: number): number {
  let densest = lowest;
  let densityMax = 0;
  for (let first = lowest; first < BIN_COUNT; first += DENSITY_BIN_COUNT) {
    const end = Math.min(BIN_COUNT, first + DENSITY_BIN_COUNT);
    let count = 0;
    for (let bin = first; bin < end; bin += 1) count += at(total.count, bin);
    const density = count / (binEdge(end) - binEdge(first));
    if (density <= densityMax) continue;
    densityMax = density;
    densest = first;
  }
  return densest;
}

function weightFrom(total: StatisticBins, lowest: number): number {
  let weight = 0;
  for (let bin = BIN_COUNT - 1; bin >= lowest; bin -= 1) weight += at(total.count, bin);
  return weight;
}

/** The highest tie is the last thing known: from its mid-p on, the tail falls no faster than up to there. */
function startAtTie(total: StatisticBins, all: number, tie: number): TailStart {
  const above = weightFrom(total, tie + 1);
  const count = at(total.count, tie);
  const from = count > 0 ? at(total.sum, tie) / count : binEdge(tie);
  const p = (above + count / 2) / all;
  const tail = exponentialTail(Math.max(1, from / -Math.log(p)));
  return { bin: tie, from, p, weight: above + count, tail };
}

/** Knots at the mean of every bin that holds scores, at the mid-p there; empty bins lie on the line between. */
function layKnots(total: StatisticBins, all: number, start: TailStart): Float64Array {
  const knots = new Float64Array((BIN_COUNT + 1) * STRIDE);
  let right: Knot = { x: start.from, p: start.p, bin: start.bin };
  let above = start.weight;
  putKnot(knots, right, start.bin);
  for (let bin = start.bin - 1; bin >= 0; bin -= 1) {
    const count = at(total.count, bin);
    if (!(count > 0)) continue;
    const knot = { x: at(total.sum, bin) / count, p: (above + count / 2) / all, bin };
    joinKnots(knots, knot, right);
    putKnot(knots, knot, bin);
    above += count;
    right = knot;
  }
  joinKnots(knots, { x: 0, p: 1, bin: -1 }, right);
  return knots;
}

interface Knot {
  readonly x: number;
  readonly p: number;
  readonly bin: number;
}

function putKnot(knots: Float64Array, knot: Knot, bin: number): void {
  knots[bin * STRIDE] = knot.x;
  knots[bin * STRIDE + 1] = knot.p;
}

/** Draws the line between two knots: through the empty bins, into the right one from below, out of the left one. */
function joinKnots(knots: Float64Array, left: Knot, right: Knot): void {
  const slope = right.x > left.x ? (right.p - left.p) / (right.x - left.x) : 0;
  for (let bin = left.bin + 1; bin < right.bin; bin += 1) {
    putKnot(knots, right, bin);
    knots[bin * STRIDE + 2] = slope;
    knots[bin * STRIDE + 3] = slope;
  }
  knots[right.bin * STRIDE + 2] = slope;
  if (left.bin >= 0) knots[left.bin * STRIDE + 3] = slope;
}

function fitTailFrom(start: TailStart, total: StatisticBins, seen: StatisticBins): Tail {
  let count = 0;
  let seenCount = 0;
  let sum = 0;
  let weightedSum = 0;
  for (let bin = BIN_COUNT - 1; bin >= start.bin; bin -= 1) {
    const binCount = at(total.count, bin);
    const excess = at(total.sum, bin) - binCount * start.from;
    sum += excess;
    weightedSum += excess * (count + binCount / 2);
    count += binCount;
    seenCount += at(seen.count, bin);
  }
  if (!(count > 0 && sum > 0)) return exponentialTail(1);
  return fitTail({ seenCount, mean: sum / count, upperMean: weightedSum / (count * count) });
}

const UNIT_PRIOR = unitPrior();

/** The standard exponential by bin: weight and mean follow from its survival at the edges. */
function unitPrior(): StatisticBins {
  const prior = emptyBins();
  for (let bin = 0; bin < BIN_COUNT; bin += 1) {
    const low = binEdge(bin);
    const high = binEdge(bin + 1);
    prior.count[bin] = Math.exp(-low) - Math.exp(-high);
    prior.sum[bin] = (low + 1) * Math.exp(-low) - (high + 1) * Math.exp(-high);
  }
  return prior;
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
