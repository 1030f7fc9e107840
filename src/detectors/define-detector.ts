import type { Brand, Json } from "../domain/brand.ts";
import type { Contribution } from "../domain/evidence.ts";
import type { Measure, Tail } from "../domain/measure.ts";

/**
 * The observations of one signal in one window, as parallel arrays: row i belongs to the series with state number
 * `series[i]`; a series occurs at most once in a block. Blocks of one signal come in ascending order of window.
 */
export interface ObservationBlock {
  readonly windowStartMs: number;
  readonly windowMs: number;
  /** Open windows are scored on what has arrived: only upper tails are valid, and nothing is learned. */
  readonly isClosed: boolean;
  readonly rowCount: number;
  readonly series: Int32Array;
  /** Scalar value in the signal's unit; for sketches and categories the number of items. */
  readonly value: Float64Array;
  /** Telemetry rows behind the value; 0 marks a gap that the rollup filled. For ratios the denominator. */
  readonly supportCount: Float64Array;
  /** Parts of row i are `part[partOffset[i] .. partOffset[i + 1])`; all empty for scalars. */
  readonly partOffset: Int32Array;
  /** Sketch bucket, or category code of the signal's own dictionary. */
  readonly part: Int32Array;
  readonly itemCount: Float64Array;
}

/** Rows that may teach a baseline: closed, and not part of any open finding. Minted by services/release-observations.ts only. */
export type TrustedObservationBlock = Brand<ObservationBlock, "TrustedObservationBlock">;

/** What a detector may know of the signal it works for. */
export interface SignalTraits {
  readonly measure: Measure;
  readonly tail: Tail;
  readonly windowMs: number;
  readonly materialityFloor: number;
}

/** What the null model expected of one row; for the reader of a finding, computed only then. */
export interface Explanation {
  readonly expected: number | null;
  /** Central 99 % band of the null model. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly contributions: readonly Contribution[];
}

/** Of a row that cannot be judged: the series is warming, or the window says nothing. */
export const NOTHING_EXPECTED: Explanation = { expected: null, lower: null, upper: null, contributions: [] };

/**
 * The states of all series of one signal for one detector, in columns, updated in place. This is the path of
 * production and of the pure contract alike (see define-pure-detector.ts), so there is one implementation to trust.
 */
export interface DetectorTable {
  /** Makes room for series 0 … seriesCount − 1; new ones start from the initial state. */
  grow(seriesCount: number): void;
  /**
   * Writes the p of row i to `p[i]`: mid-p for counts, two-sided where the signal's tail is "both" and the window is
   * closed, NaN while warming or where nothing can be said (no support). Must leave all state as it is.
   */
  score(block: ObservationBlock, p: Float64Array): void;
  /** Must leave all state as it is. */
  explain(block: ObservationBlock, row: number): Explanation;
  learn(block: TrustedObservationBlock): void;
  /** Observations that the series has learned from, and how many it needs before it scores. */
  warmth(series: number): { readonly seenCount: number; readonly neededCount: number };
  dump(series: number): Json;
  load(series: number, state: Json): void;
  /** State shared by all series of the signal (family priors); null where there is none. */
  dumpPool(): Json;
  loadPool(state: Json): void;
}

/** A method of detection: one file each. No clock, no I/O, no randomness but `params.seed`. */
export interface DetectorDefinition<Params extends Json = Json> {
  readonly id: string;
  readonly title: string;
  /** Raised whenever the meaning of state or p changes; checkpoints never cross versions. */
  readonly version: number;
  readonly measures: readonly Measure[];
  /** Whether the method has something to say about signals of these traits, among those of its measures; all if absent. */
  readonly suits?: (traits: SignalTraits) => boolean;
  readonly worksWhen: string;
  readonly failsWhen: string;
  readonly cost: string;
  /** Paper or page that defines the method; shown in the console and in the docs. */
  readonly reference: string;
  readonly defaults: Params;
  open(params: Params, traits: SignalTraits): DetectorTable;
}

export function defineDetector<Params extends Json>(
  definition: DetectorDefinition<Params>,
): DetectorDefinition<Params> {
  return Object.freeze(definition);
}
