import type { EpochMs, PValue } from "../domain/units.ts";
import type { SeriesRow } from "../ports/series.ts";

/** One row of a plain series, in the order of the input. */
export type SeriesInput = AsyncIterable<SeriesRow>;

/** What `detect` says of one row, from the rows before it only. */
export interface SeriesVerdict {
  /** The text of the input, unchanged. */
  readonly timestamp: string;
  readonly at: EpochMs;
  readonly value: number | null;
  /** Null while warming and where there is no value. */
  readonly p: PValue | null;
  readonly isAlarm: boolean;
  readonly expected: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly isWarming: boolean;
}
