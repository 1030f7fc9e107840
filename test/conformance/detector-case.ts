import type { SignalTraits } from "../../src/detectors/define-detector.ts";
import type { RandomGenerator } from "../../src/stats/random.ts";
import type { TestRow } from "./detector-block.ts";

/** Where a drawn row stands: series and window from 0, and which window of the week it is. */
export interface DrawPlace {
  readonly series: number;
  readonly window: number;
}

/** Rows of one detector under one signal: what it calls normal, and what not. */
export interface DetectorCase {
  readonly detector: string;
  readonly traits: SignalTraits;
  /** Windows learned before anything is asked. */
  readonly warmWindowCount: number;
  readonly seriesCount: number;
  /** A row under the documented null. */
  normal(random: RandomGenerator, place: DrawPlace): TestRow;
  /** Rows of that many windows in a row that the detector must find; only the last one is asked about. */
  readonly anomalyWindowCount: number;
  anomaly(place: DrawPlace): TestRow;
  /** Far below what is normal; null where the detector knows no lower side. */
  low(place: DrawPlace): TestRow | null;
  /** The same value in every window. */
  constant(place: DrawPlace): TestRow;
  /** Finite values as extreme as the measure allows. */
  readonly extremes: readonly TestRow[];
  /** p of the anomaly at most this, clean and after one window in fifty was an outlier. */
  readonly anomalyPMax: number;
  readonly contaminatedPMax: number;
  /** Scored windows a series for the test of the null, and bounds of the share of p at or below 0.1 and 0.01. */
  readonly nullWindowCount: number;
  readonly shareAtTenth: readonly [number, number];
  readonly shareAtHundredth: readonly [number, number];
  /** One documented failure: what was tried, and what p must then be to fail as documented. */
  readonly failure: DocumentedFailure;
}

export interface DocumentedFailure {
  /** Words of the definition's `failsWhen` that this shows. */
  readonly words: string;
  readonly windowCount: number;
  row(random: RandomGenerator, place: DrawPlace): TestRow;
  /** The last window's p stays above this although something is wrong, or below although nothing is. */
  readonly lastP: readonly [number, number];
}

/** A row of a scalar: support 1 unless said. */
export function scalarRow(series: number, value: number, supportCount = 1): TestRow {
  return { series, value, supportCount, parts: [] };
}

/** A row of parts; items are the support. */
export function partsRow(series: number, parts: readonly (readonly [number, number])[]): TestRow {
  const items = parts.reduce((sum, [, itemCount]) => sum + itemCount, 0);
  const kept = parts.filter(([, itemCount]) => itemCount > 0);
  return { series, value: items, supportCount: items, parts: [...kept].sort(([a], [b]) => a - b) };
}
