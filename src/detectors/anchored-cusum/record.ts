import type { Json } from "../../domain/brand.ts";
import { invariant } from "../../domain/gatehouse-error.ts";
import { numbersIn } from "../define-state-reader.ts";

/** Places in the record of a series. */
export const FIELD = {
  /** Windows learned. */
  seenCount: 0,
  /** 1 once the anchor no longer changes. */
  isFrozen: 1,
  /** Sum of squared deviations from the group means (Welford). */
  squares: 2,
  /** Residual of the block under way (a day, or a week of daily windows); Σ of squares of blocks, and of windows. */
  blockResidual: 3,
  blockSquares: 4,
  windowSquares: 5,
  /** Of the frozen anchor: negative binomial shape (counts) or standard deviation (magnitudes); variance inflation. */
  spread: 6,
  inflation: 7,
  /** The walk, in nats. */
  walk: 8,
  /** Linear stretch of the scale (magnitudes). */
  linearWidth: 9,
} as const;
const SCALAR_COUNT = 10;

/** Records end to end: the scalars, then the mean of each season group, then the number of values of each. */
export interface AnchorRecords {
  readonly stride: number;
  readonly groupCount: number;
  numbers: Float32Array;
  /** Window numbers do not fit the 24 bits of the others. */
  clock: Float64Array;
}

export const CLOCK_COUNT = 3;
/** Places of the clock: first and last window, block. */
export const CLOCK = { first: 0, last: 1, block: 2 } as const;

export function emptyAnchors(groupCount: number): AnchorRecords {
  return {
    stride: SCALAR_COUNT + 2 * groupCount,
    groupCount,
    numbers: new Float32Array(0),
    clock: new Float64Array(0),
  };
}

export function growAnchors(records: AnchorRecords, seriesCount: number): void {
  if (seriesCount * CLOCK_COUNT <= records.clock.length) return;
  const capacity = Math.max(seriesCount, Math.min(2 * seriesCount, (2 * records.clock.length) / CLOCK_COUNT));
  const numbers = new Float32Array(capacity * records.stride);
  numbers.set(records.numbers);
  const clock = new Float64Array(capacity * CLOCK_COUNT);
  clock.set(records.clock);
  records.numbers = numbers;
  records.clock = clock;
}

export function meanPlace(records: AnchorRecords, series: number, group: number): number {
  return series * records.stride + SCALAR_COUNT + group;
}

export function dumpAnchor(records: AnchorRecords, series: number): Json {
  const { stride } = records;
  return {
    record: [...records.numbers.subarray(series * stride, (series + 1) * stride)],
    clock: [...records.clock.subarray(series * CLOCK_COUNT, (series + 1) * CLOCK_COUNT)],
  };
}

/** @throws BUG when `state` was not made by {@link dumpAnchor} for the same windows. */
export function loadAnchor(records: AnchorRecords, series: number, state: Json): void {
  const record = numbersIn(state, "record");
  invariant(record.length === records.stride, "the state of an anchor is of other windows");
  records.numbers.set(record, series * records.stride);
  records.clock.set(numbersIn(state, "clock"), series * CLOCK_COUNT);
}
