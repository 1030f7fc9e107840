import { DAY_MS, type FindingsPerDay, HOUR_MS } from "../domain/units.ts";
import { openScaledWeights, type WeightSource } from "./weights.ts";

/** No p above this is ever a finding: bounds what a tiny account can be shown. */
const THRESHOLD_P_MAX = 0.02;
/** A past finding is remembered with this time constant. */
const FINDING_MEMORY_MS = DAY_MS;
/** Raise of a series' threshold, in powers of ten, after each of its findings, and how it fades. */
const RAISE_STEP = 0.15;
const RAISE_MEMORY_MS = 7 * DAY_MS;
/** After a finding its series rests, unless the evidence grows by this factor over the last peak. */
const COOL_DOWN_MS = 12 * HOUR_MS;
const BREAK_FACTOR = 1.3;
/** What findings earn never exceeds this many times the quiet budget, or a tail that is off would feed on itself. */
const EARNED_FACTOR_MAX = 3;
/** Time constant of the estimate of hypotheses a day. */
const RATE_MEMORY_MS = 7 * DAY_MS;

export interface AlarmBudgetOptions {
  /** B: false findings a day that this family may cost in quiet time. */
  readonly findingsPerDay: FindingsPerDay;
  /** α: further false findings that each finding of the last day allows. */
  readonly alpha: number;
  readonly weights: WeightSource;
}

/** The hypotheses of one window of one family. */
export interface TestedBlock {
  readonly windowStartMs: number;
  readonly windowMs: number;
  readonly rowCount: number;
  readonly series: Int32Array;
}

export interface BudgetedRow {
  readonly row: number;
  readonly weight: number;
  /** What p had to stay under. */
  readonly thresholdP: number;
}

export interface Selection {
  readonly rows: readonly BudgetedRow[];
  /** How many rows nulls alone would have given: the sum of the p that each tested row had to reach. */
  readonly expectedNullCount: number;
}

/** Decides which p become findings, for one family; blocks come in ascending order of window. */
export interface AlarmBudget {
  grow(seriesCount: number): void;
  /**
   * The rows whose p is within the budget, which are thereby spent. `p[i]` is NaN where nothing was tested.
   * `isWorthy(row)` is asked only of rows within the budget: false leaves the row out (immaterial), unspent.
   */
  select(block: TestedBlock, p: Float64Array, isWorthy: (row: number) => boolean): Selection;
}
/**
 * finding ⇔ p ≤ min(0.02, w · ((1 − α)·B + α·A(t)) / N) · 10^(−u), with A(t) = Σ exp(−age / 1 day) over past findings,
 * N the hypotheses a day, w the weight and u the raise of the series. In quiet time A(t) settles at the rate r of false
 * findings, so r = (1 − α)·B + α·r gives r = B: what findings earn is not paid twice. What they earn is capped at 3 B.
 *
 * Promise: in quiet time at most B false findings a day in expectation, always at most B + α × findings a day, for any
 * weights of mean 1 that do not look into the window. u and the cool-down only tighten.
 *
 * Works when p are uniform or larger under the null and `select` sees every tested hypothesis once. Fails (spends late,
 * never more) in the first days, while N is estimated from a growing account: the larger of the block and the past counts.
 * Cost: two comparisons a row; 32 bytes a series.
 * Source: weighted testing, Genovese, Roeder, Wasserman (2006); penalty and decaying memory online, Ramdas, Yang,
 * Wainwright, Jordan (2017), Online control of the false discovery rate with decaying memory, NIPS.
 */
export function openAlarmBudget(options: AlarmBudgetOptions): AlarmBudget {
  const weights = openScaledWeights(options.weights);
  const raises = openSeriesRaises();
  const rate = openHypothesisRate();
  const recent = openRecentFindings();
  let weight = new Float64Array(0);
  let baseP = new Float64Array(0);
  let isTested = new Uint8Array(0);

  /** Marks the rows that were tested; returns how many. */
  function markTested(rowCount: number, p: Float64Array): number {
    if (weight.length < rowCount) {
      weight = new Float64Array(rowCount * 2);
      baseP = new Float64Array(rowCount * 2);
      isTested = new Uint8Array(rowCount * 2);
    }
    let testedCount = 0;
    for (let row = 0; row < rowCount; row++) {
      isTested[row] = Number.isNaN(p[row] ?? Number.NaN) ? 0 : 1;
      testedCount += isTested[row] ?? 0;
    }
    return testedCount;
  }

  /** p of a hypothesis of weight 1. */
  function shareP(block: TestedBlock, testedCount: number): number {
    const earned = Math.min(
      options.alpha * recent.mass(block.windowStartMs),
      EARNED_FACTOR_MAX * options.findingsPerDay,
    );
    const allowed = options.findingsPerDay * (1 - options.alpha) + earned;
    return allowed / rate.see(block, testedCount);
  }

  /** Writes what each row's p has to reach before raises; returns the sum over tested rows. */
  function layThresholds(rowCount: number, plainP: number): number {
    let expectedNullCount = 0;
    for (let row = 0; row < rowCount; row++) {
      const rowP = Math.min(THRESHOLD_P_MAX, (weight[row] ?? 1) * plainP);
      baseP[row] = rowP;
      if (isTested[row] === 1) expectedNullCount += rowP;
    }
    return expectedNullCount;
  }

  /** The row as a finding, its series raised; null when the series rests or has to bring more. */
  function spend(series: number, row: number, evidence: SeriesEvidence): BudgetedRow | null {
    const thresholdP = (baseP[row] ?? 0) * raises.factor(series, evidence.atMs);
    if (evidence.p > thresholdP || raises.rests(series, evidence)) return null;
    raises.raise(series, evidence);
    return { row, weight: weight[row] ?? 1, thresholdP };
  }

  return {
    grow: raises.grow,
    select(block, p, isWorthy) {
      const testedCount = markTested(block.rowCount, p);
      if (testedCount === 0) return { rows: [], expectedNullCount: 0 };
      weights.weigh(block, isTested, weight);
      const expectedNullCount = layThresholds(block.rowCount, shareP(block, testedCount));
      const atMs = block.windowStartMs + block.windowMs;
      const rows: BudgetedRow[] = [];
      for (let row = 0; row < block.rowCount; row++) {
        const rowP = p[row] ?? Number.NaN;
        if (!(rowP <= (baseP[row] ?? 0)) || !isWorthy(row)) continue;
        const spent = spend(block.series[row] ?? 0, row, { atMs, p: rowP });
        if (spent !== null) rows.push(spent);
      }
      recent.add(atMs, rows.length);
      return { rows, expectedNullCount };
    },
  };
}

interface RecentFindings {
  /** A(t): past findings, each counting exp(−age / 1 day). */
  mass(atMs: number): number;
  add(atMs: number, findingCount: number): void;
}

function openRecentFindings(): RecentFindings {
  let mass = 0;
  let massAtMs = 0;
  function massAt(atMs: number): number {
    return mass * Math.exp(-Math.max(0, atMs - massAtMs) / FINDING_MEMORY_MS);
  }

  return {
    mass: massAt,
    add(atMs, findingCount) {
      mass = massAt(atMs) + findingCount;
      massAtMs = atMs;
    },
  };
}

/** What a series brings at the end of a window. */
interface SeriesEvidence {
  readonly atMs: number;
  readonly p: number;
}

interface SeriesRaises {
  grow(seriesCount: number): void;
  /** What to multiply the threshold of the series with, at most 1. */
  factor(series: number, atMs: number): number;
  /** Whether the series is in its cool-down and p does not break it. */
  rests(series: number, evidence: SeriesEvidence): boolean;
  raise(series: number, evidence: SeriesEvidence): void;
}

/** What each series has already been said to do. */
function openSeriesRaises(): SeriesRaises {
  let raise = new Float64Array(0);
  let raisedAtMs = new Float64Array(0);
  let peak = new Float64Array(0);
  function raiseAt(series: number, atMs: number): number {
    const before = raise[series] ?? 0;
    return before === 0 ? 0 : before * Math.exp(-(atMs - (raisedAtMs[series] ?? 0)) / RAISE_MEMORY_MS);
  }

  return {
    grow(seriesCount) {
      if (seriesCount <= raise.length) return;
      const length = Math.max(seriesCount, raise.length * 2);
      raise = grown(raise, length);
      raisedAtMs = grown(raisedAtMs, length);
      peak = grown(peak, length);
    },
    factor: (series, atMs) => 10 ** -raiseAt(series, atMs),
    rests(series, { atMs, p }) {
      const hasFinding = (raise[series] ?? 0) > 0;
      if (!hasFinding || atMs - (raisedAtMs[series] ?? 0) >= COOL_DOWN_MS) return false;
      return -Math.log(p) < BREAK_FACTOR * (peak[series] ?? 0);
    },
    raise(series, { atMs, p }) {
      raise[series] = raiseAt(series, atMs) + RAISE_STEP;
      raisedAtMs[series] = atMs;
      peak[series] = -Math.log(p);
    },
  };
}

interface HypothesisRate {
  /** Takes a block in and returns hypotheses a day. */
  see(block: TestedBlock, testedCount: number): number;
}

/**
 * Hypotheses a day without looking ahead: decayed count over decayed time, both from the first window on. A window
 * alone stands for its length, so an hour of 100 tests stands for 2,400 a day until its past says otherwise.
 */
function openHypothesisRate(): HypothesisRate {
  let count = 0;
  let elapsedMs = 0;
  let lastStartMs: number | null = null;
  return {
    see(block, testedCount) {
      const stepMs = lastStartMs === null ? block.windowMs : Math.max(0, block.windowStartMs - lastStartMs);
      const keep = Math.exp(-stepMs / RATE_MEMORY_MS);
      count = count * keep + testedCount;
      elapsedMs = elapsedMs * keep + stepMs;
      lastStartMs = block.windowStartMs;
      return Math.max(testedCount, (count * DAY_MS) / Math.max(elapsedMs, block.windowMs));
    },
  };
}

function grown(from: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const into = new Float64Array(length);
  into.set(from);
  return into;
}
