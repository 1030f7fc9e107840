import type { Json } from "../domain/brand.ts";
import { WEEK_MS } from "../domain/units.ts";
import { type CalibrationCurve, curveStatistic, fitCurve } from "./calibration-curve.ts";
import { BRAKE_LEVELS, type ExceedanceBrake, openExceedanceBrake } from "./exceedance-brake.ts";
import { readNumber, readNumbers, readRecord } from "./read-state.ts";
import { BIN_COUNT, binOf, emptyBins, type StatisticBins } from "./statistic-bins.ts";

/** Tests after which a score counts 1/e: enough that the fitted tail is right to about 10 % at p = 2.5e-4. */
const MEMORY_COUNT = 50_000;
/** Pretended scores from the standard exponential: 10 of them lie in the tail, as many as a first fit needs. */
const PRIOR_COUNT = 200;
/** Findings are counted up to this many times their expected number, plus a few while that is near 0. */
const HELD_BACK_RATIO = 3;
const HELD_BACK_START = 3;
/** Nats of p beyond the threshold that stand for the tail there: means of the quarters of a standard exponential. */
const HELD_BACK_EXCESSES = quarterMeans();
/** Below this many scores (500 in the tail) the fitted tail may be off by more than a third. */
export const YOUNG_COUNT = 10_000;
/** The curve is fitted again when this share of the memory is new. */
const REFIT_SHARE = 0.01;

/** What surrounds the scores that are learned. */
export interface LearnContext {
  /** End of their window, epoch milliseconds. */
  readonly atMs: number;
  /** Sum, over the rows that were tested, of the p that each had to reach; 0 where nothing is held back. */
  readonly expectedFindingCount: number;
  /** Rows of them that became findings, and so are not among the scores. */
  readonly findingCount: number;
}

/** A family's past scores, decaying, and the curve fitted to them. */
export interface CalibrationMemory {
  /** Takes scores in, NaN are skipped. The curve follows when 1 % of the memory is new. */
  learn(statistic: Float64Array, rowCount: number, context: LearnContext): void;
  curve(): CalibrationCurve;
  seen(): StatisticBins;
  /** Effective number of scores seen. */
  seenCount(): number;
  readonly brake: ExceedanceBrake;
  dump(): Json;
  load(state: Json): void;
}

/** Scores that wait until they are 1 % of the memory, so that state is the same however it was saved between. */
interface Pending {
  readonly bins: StatisticBins;
  count: number;
  elapsedMs: number;
  expectedFindingCount: number;
  findingCount: number;
  readonly atOrBelow: number[];
}

function emptyPending(): Pending {
  return {
    bins: emptyBins(),
    count: 0,
    elapsedMs: 0,
    expectedFindingCount: 0,
    findingCount: 0,
    atOrBelow: BRAKE_LEVELS.map(() => 0),
  };
}

interface MemoryState {
  readonly seen: StatisticBins;
  readonly pending: Pending;
  seenCount: number;
  priorCount: number;
  /** How many more findings may count. */
  heldBackAllowance: number;
  lastMs: number | null;
  curve: CalibrationCurve;
  /** Statistics at which the curve reaches the levels of the brake. */
  levels: readonly number[];
}

export function openCalibrationMemory(): CalibrationMemory {
  const brake = openExceedanceBrake();
  const seen = emptyBins();
  const curve = fitCurve(seen, PRIOR_COUNT);
  const state: MemoryState = {
    seen,
    pending: emptyPending(),
    seenCount: 0,
    priorCount: PRIOR_COUNT,
    heldBackAllowance: HELD_BACK_START,
    lastMs: null,
    curve,
    levels: levelsOf(curve),
  };
  return {
    learn: (statistic, rowCount, { atMs, expectedFindingCount, findingCount }) => {
      if (state.lastMs !== null) state.pending.elapsedMs += Math.max(0, atMs - state.lastMs);
      state.lastMs = Math.max(atMs, state.lastMs ?? atMs);
      state.pending.expectedFindingCount += expectedFindingCount;
      state.pending.findingCount += findingCount;
      collect(state, statistic, rowCount);
      if (state.pending.count >= REFIT_SHARE * (state.seenCount + state.priorCount)) merge(state, brake);
    },
    curve: () => state.curve,
    seen: () => state.seen,
    seenCount: () => state.seenCount + state.pending.count,
    brake,
    dump: () => dumpState(state, brake),
    load: (json) => loadState(state, brake, json),
  };
}

function collect(state: MemoryState, statistic: Float64Array, rowCount: number): void {
  const { count, sum } = state.pending.bins;
  const [common = 0, rare = 0, rarest = 0] = state.levels;
  let seenCount = 0;
  let commonCount = 0;
  let rareCount = 0;
  let rarestCount = 0;
  for (let row = 0; row < rowCount; row += 1) {
    const value = statistic[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const bin = binOf(value);
    count[bin] = (count[bin] ?? 0) + 1;
    sum[bin] = (sum[bin] ?? 0) + value;
    seenCount += 1;
    if (value < common) continue;
    commonCount += 1;
    if (value >= rare) rareCount += 1;
    if (value >= rarest) rarestCount += 1;
  }
  state.pending.count += seenCount;
  [commonCount, rareCount, rarestCount].forEach((atOrBelow, level) => {
    state.pending.atOrBelow[level] = (state.pending.atOrBelow[level] ?? 0) + atOrBelow;
  });
}

/** Forgets by whichever is slower, tests or time, and takes the pending scores in. */
function merge(state: MemoryState, brake: ExceedanceBrake): void {
  const { seen, pending } = state;
  replaceHeldBack(state);
  const keep = Math.exp(-Math.min(pending.count / MEMORY_COUNT, pending.elapsedMs / WEEK_MS));
  for (let bin = 0; bin < BIN_COUNT; bin += 1) {
    seen.count[bin] = (seen.count[bin] ?? 0) * keep + (pending.bins.count[bin] ?? 0);
    seen.sum[bin] = (seen.sum[bin] ?? 0) * keep + (pending.bins.sum[bin] ?? 0);
  }
  state.seenCount = state.seenCount * keep + pending.count;
  state.priorCount *= keep;
  state.heldBackAllowance = HELD_BACK_START + (state.heldBackAllowance - HELD_BACK_START) * keep;
  brake.decay(keep);
  brake.count(pending.atOrBelow, pending.count);
  pending.bins.count.fill(0);
  pending.bins.sum.fill(0);
  pending.atOrBelow.fill(0);
  pending.count = 0;
  pending.elapsedMs = 0;
  pending.expectedFindingCount = 0;
  pending.findingCount = 0;
  refit(state, brake);
}

/**
 * Findings are never learned, so the memory lacks the scores beyond the threshold, and a tail fitted without them is
 * too short, the threshold too low, and more is held back. So each finding counts as one score somewhere beyond the
 * threshold, spread as the curve spreads it. What it was worth, and whoever judged it, moves nothing; and no more are
 * counted than thrice their expected number, so that a flood of findings raises p by little.
 */
function replaceHeldBack(state: MemoryState): void {
  const { pending, curve } = state;
  state.heldBackAllowance += HELD_BACK_RATIO * pending.expectedFindingCount;
  const count = Math.min(pending.findingCount, Math.max(0, state.heldBackAllowance));
  if (!(count > 0 && pending.expectedFindingCount > 0)) return;
  state.heldBackAllowance -= count;
  const thresholdP = Math.min(1, pending.expectedFindingCount / (pending.count + pending.findingCount));
  for (const excess of HELD_BACK_EXCESSES) {
    const statistic = curveStatistic(curve, thresholdP * Math.exp(-excess));
    const weight = count / HELD_BACK_EXCESSES.length;
    const bin = binOf(statistic);
    pending.bins.count[bin] = (pending.bins.count[bin] ?? 0) + weight;
    pending.bins.sum[bin] = (pending.bins.sum[bin] ?? 0) + statistic * weight;
  }
  BRAKE_LEVELS.forEach((level, index) => {
    if (thresholdP <= level) pending.atOrBelow[index] = (pending.atOrBelow[index] ?? 0) + count;
  });
  pending.count += count;
}

function refit(state: MemoryState, brake: ExceedanceBrake): void {
  state.curve = fitCurve(state.seen, state.priorCount);
  state.levels = levelsOf(state.curve);
  brake.setYoung(state.seenCount < YOUNG_COUNT);
}

function levelsOf(curve: CalibrationCurve): readonly number[] {
  return BRAKE_LEVELS.map((level) => curveStatistic(curve, level));
}

function dumpState(state: MemoryState, brake: ExceedanceBrake): Json {
  const { pending } = state;
  return {
    seen: dumpBins(state.seen),
    seenCount: state.seenCount,
    priorCount: state.priorCount,
    heldBackAllowance: state.heldBackAllowance,
    lastMs: state.lastMs,
    pending: dumpBins(pending.bins),
    pendingCount: pending.count,
    pendingElapsedMs: pending.elapsedMs,
    pendingExpectedFindingCount: pending.expectedFindingCount,
    pendingFindingCount: pending.findingCount,
    pendingAtOrBelow: [...pending.atOrBelow],
    brake: brake.dump(),
  };
}

function loadState(state: MemoryState, brake: ExceedanceBrake, json: Json): void {
  const fields = readRecord(json, "calibration");
  const { pending } = state;
  loadBins(state.seen, fields["seen"]);
  state.seenCount = readNumber(fields["seenCount"], "seenCount");
  state.priorCount = readNumber(fields["priorCount"], "priorCount");
  state.heldBackAllowance = readNumber(fields["heldBackAllowance"], "heldBackAllowance");
  state.lastMs = fields["lastMs"] === null ? null : readNumber(fields["lastMs"], "lastMs");
  loadBins(pending.bins, fields["pending"]);
  pending.count = readNumber(fields["pendingCount"], "pendingCount");
  pending.elapsedMs = readNumber(fields["pendingElapsedMs"], "pendingElapsedMs");
  pending.expectedFindingCount = readNumber(
    fields["pendingExpectedFindingCount"],
    "pendingExpectedFindingCount",
  );
  pending.findingCount = readNumber(fields["pendingFindingCount"], "pendingFindingCount");
  readNumbers(fields["pendingAtOrBelow"], "pendingAtOrBelow").forEach((count, level) => {
    pending.atOrBelow[level] = count;
  });
  brake.load(fields["brake"] ?? null);
  refit(state, brake);
}

/** Bins that hold something, as bin, count, sum, bin, count, sum … */
function dumpBins(bins: StatisticBins): Json {
  const numbers: number[] = [];
  bins.count.forEach((count, bin) => {
    if (count > 0) numbers.push(bin, count, bins.sum[bin] ?? 0);
  });
  return numbers;
}

function loadBins(bins: StatisticBins, json: Json | undefined): void {
  bins.count.fill(0);
  bins.sum.fill(0);
  const numbers = readNumbers(json, "bins");
  for (let index = 0; index + 2 < numbers.length; index += 3) {
    const bin = numbers[index] ?? 0;
    bins.count[bin] = numbers[index + 1] ?? 0;
    bins.sum[bin] = numbers[index + 2] ?? 0;
  }
}

function quarterMeans(): readonly number[] {
  const entropy = (u: number) => (u > 0 ? u * Math.log(u) : 0);
  return [0, 0.25, 0.5, 0.75].map((low) => 1 - (entropy(low + 0.25) - entropy(low)) / 0.25);
}
