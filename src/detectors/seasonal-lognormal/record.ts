import type { Json } from "../../domain/brand.ts";
import { invariant } from "../../domain/gatehouse-error.ts";
import { numbersIn } from "../define-state-reader.ts";

/** Ways to forecast the next value, in the order of {@link FIELD}.error. */
export const FORECASTS = ["level", "season", "last value"] as const;
/** Degrees of freedom among which the tail of a series is chosen. */
export const TAIL_DEGREES = [3, 5, 10, 30] as const;

/** Places in the record of a series; all on the series' own scale except the counts. */
export const FIELD = {
  seenCount: 0,
  /** Number of the last window learned. */
  lastWindow: 1,
  /** Width of the linear stretch of the scale; 0 for the logarithm. */
  linearWidth: 2,
  /** Level that follows within days, and level beneath the season. */
  level: 3,
  seasonLevel: 4,
  lastValue: 5,
  /** Mean absolute one-step error of each forecast. */
  error: 6,
  /** Decayed log-likelihood of past errors under each tail. */
  tail: 6 + FORECASTS.length,
  /** Then for each season group its offset, and after these for each group its number of values. */
  season: 6 + FORECASTS.length + TAIL_DEGREES.length,
} as const;

/** Records of all series end to end, and the first values of those that are still warming. */
export interface MagnitudeRecords {
  readonly stride: number;
  readonly groupCount: number;
  numbers: Float64Array;
  /** Window numbers and values by turns. */
  readonly warming: Map<number, number[]>;
}

export function emptyRecords(groupCount: number): MagnitudeRecords {
  return {
    stride: FIELD.season + 2 * groupCount,
    groupCount,
    numbers: new Float64Array(0),
    warming: new Map(),
  };
}

export function growRecords(records: MagnitudeRecords, seriesCount: number): void {
  const needed = seriesCount * records.stride;
  if (needed <= records.numbers.length) return;
  const numbers = new Float64Array(Math.max(needed, Math.min(2 * needed, 2 * records.numbers.length)));
  numbers.set(records.numbers);
  records.numbers = numbers;
}

export function dumpRecord(records: MagnitudeRecords, series: number): Json {
  const start = series * records.stride;
  return {
    record: [...records.numbers.subarray(start, start + records.stride)],
    warming: [...(records.warming.get(series) ?? [])],
  };
}

/** @throws BUG when `state` was not made by {@link dumpRecord} for the same windows. */
export function loadRecord(records: MagnitudeRecords, series: number, state: Json): void {
  const record = numbersIn(state, "record");
  invariant(record.length === records.stride, "the state of a magnitude series is of other windows");
  records.numbers.set(record, series * records.stride);
  const warming = numbersIn(state, "warming");
  if (warming.length === 0) records.warming.delete(series);
  else records.warming.set(series, [...warming]);
}
