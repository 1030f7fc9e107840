import { openAlarmBudget } from "../decision/alarm-budget.ts";
import { uniformWeights } from "../decision/weights.ts";
import type { Explanation, ObservationBlock } from "../detectors/define-detector.ts";
import { DAY_MS, type FindingsPerDay, pValue, SECOND_MS } from "../domain/units.ts";
import type { SeriesRow } from "../ports/series.ts";
import { type ChosenDetector, openSignalScorer, type SignalScorer } from "./score-signal.ts";
import type { SeriesInput, SeriesVerdict } from "./series-verdict.ts";

/** Rows that are held back until the distance between them is known; their verdicts follow at once. */
const SPACING_ROW_COUNT = 8;

export interface DetectSeriesOptions {
  readonly detectors: readonly ChosenDetector[];
  readonly findingsPerDay: FindingsPerDay;
  readonly alpha: number;
  readonly signal: AbortSignal;
}

/**
 * Judges each row of one series by the rows before it only, through the same chain as `scan`: detectors, fusion,
 * calibration on the series' own past, budget; then it learns from rows that raised no alarm.
 *
 * A row without a value, and one that is not later than the row before it, is passed through unjudged.
 * Works when: rows come in order of time at a roughly steady distance. Cost: constant memory, about 2 µs a row.
 */
export async function* detectSeries(
  input: SeriesInput,
  options: DetectSeriesOptions,
): AsyncGenerator<SeriesVerdict> {
  const waiting: SeriesRow[] = [];
  let judge: ((row: SeriesRow) => SeriesVerdict) | null = null;
  for await (const row of input) {
    options.signal.throwIfAborted();
    if (judge !== null) {
      yield judge(row);
      continue;
    }
    waiting.push(row);
    if (waiting.length < SPACING_ROW_COUNT) continue;
    judge = openJudge(options, spacingMs(waiting));
    for (const held of waiting) yield judge(held);
  }
  if (judge !== null) return;
  judge = openJudge(options, spacingMs(waiting));
  for (const held of waiting) yield judge(held);
}

/** Median distance of rows; a day where there is only one. */
function spacingMs(rows: readonly SeriesRow[]): number {
  const distances = rows
    .slice(1)
    .map((row, index) => row.at - (rows[index]?.at ?? row.at))
    .filter((distance) => distance > 0)
    .sort((a, b) => a - b);
  return Math.max(SECOND_MS, distances[Math.floor(distances.length / 2)] ?? DAY_MS);
}

function openJudge(options: DetectSeriesOptions, windowMs: number): (row: SeriesRow) => SeriesVerdict {
  const scorer = openSignalScorer({
    traits: { measure: "magnitude", tail: "both", windowMs, materialityFloor: 0 },
    detectors: options.detectors,
    budget: openAlarmBudget({
      findingsPerDay: options.findingsPerDay,
      alpha: options.alpha,
      weights: uniformWeights,
    }),
  });
  let lastAt = Number.NEGATIVE_INFINITY;
  return (row) => {
    if (row.value === null || row.at <= lastAt) return unjudged(row);
    lastAt = row.at;
    return verdictOf(row, judgeRow(scorer, blockOf(row, { value: row.value, windowMs })));
  };
}

interface Judgment {
  readonly explanation: Explanation | undefined;
  readonly p: number;
  readonly isAlarm: boolean;
}

function judgeRow(scorer: SignalScorer, block: ObservationBlock): Judgment {
  const [explanation] = scorer.preview(block, 1);
  const { p, selected } = scorer.step(block, 1);
  return { explanation, p: p[0] ?? Number.NaN, isAlarm: selected.length > 0 };
}

function blockOf(
  row: SeriesRow,
  of: { readonly value: number; readonly windowMs: number },
): ObservationBlock {
  return {
    windowStartMs: row.at,
    windowMs: of.windowMs,
    isClosed: true,
    rowCount: 1,
    series: Int32Array.of(0),
    value: Float64Array.of(of.value),
    supportCount: Float64Array.of(1),
    partOffset: Int32Array.of(0, 0),
    part: new Int32Array(0),
    itemCount: new Float64Array(0),
  };
}

function verdictOf(row: SeriesRow, { explanation, p, isAlarm }: Judgment): SeriesVerdict {
  const isWarming = Number.isNaN(p);
  return {
    timestamp: row.timestamp,
    at: row.at,
    value: row.value,
    p: isWarming ? null : pValue(p),
    isAlarm,
    expected: explanation?.expected ?? null,
    lower: explanation?.lower ?? null,
    upper: explanation?.upper ?? null,
    isWarming,
  };
}

function unjudged(row: SeriesRow): SeriesVerdict {
  return {
    timestamp: row.timestamp,
    at: row.at,
    value: row.value,
    p: null,
    isAlarm: false,
    expected: null,
    lower: null,
    upper: null,
    isWarming: false,
  };
}
