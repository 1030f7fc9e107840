import type { EpochMs } from "../domain/units.ts";

/** One row of a plain series, as it stood in the input. */
export interface SeriesRow {
  /** The text of the timestamp, printed back unchanged. */
  readonly timestamp: string;
  readonly at: EpochMs;
  /** Null where the input has no number there: said, never taken for 0. */
  readonly value: number | null;
}

/** A series read row by row, in the order of the input. */
export type SeriesReader = AsyncIterable<SeriesRow>;
