import type { Json } from "../../domain/brand.ts";
import { invariant } from "../../domain/gatehouse-error.ts";
import { numbersIn } from "../define-state-reader.ts";

/**
 * What is remembered of every series. `slot[h][s]` is the decayed count of series s in slot h: by slot first, so that a
 * window reads consecutive memory. 716 bytes a series with hourly windows.
 */
export interface CountColumns {
  capacity: number;
  slot: Float32Array[];
  /** Decayed count over all slots, and what the family's profile would give a series of rate 1. */
  levelSum: Float32Array;
  levelExposure: Float32Array;
  /** Count and expectation of the last days, in units of independent events. */
  recentSum: Float32Array;
  recentExpected: Float32Array;
  /** Sum of weighted moment estimates of the over-dispersion, and of the weights. */
  dispersionSum: Float32Array;
  dispersionWeight: Float32Array;
  /** The window before the first one learned, and the last one learned, as week and place in the week. */
  beforeWeek: Int32Array;
  beforePlace: Int32Array;
  lastWeek: Int32Array;
  lastPlace: Int32Array;
  seenCount: Int32Array;
}

const SCALAR_SUMS = [
  "levelSum",
  "levelExposure",
  "recentSum",
  "recentExpected",
  "dispersionSum",
  "dispersionWeight",
] as const;
const PLACES = ["beforeWeek", "beforePlace", "lastWeek", "lastPlace", "seenCount"] as const;
const CAPACITY_MIN = 1024;

export function emptyColumns(slotCount: number): CountColumns {
  return {
    capacity: 0,
    slot: Array.from({ length: slotCount }, () => new Float32Array(0)),
    levelSum: new Float32Array(0),
    levelExposure: new Float32Array(0),
    recentSum: new Float32Array(0),
    recentExpected: new Float32Array(0),
    dispersionSum: new Float32Array(0),
    dispersionWeight: new Float32Array(0),
    beforeWeek: new Int32Array(0),
    beforePlace: new Int32Array(0),
    lastWeek: new Int32Array(0),
    lastPlace: new Int32Array(0),
    seenCount: new Int32Array(0),
  };
}

/** Room for series 0 … seriesCount − 1; doubles, so that the cost of growing is linear in the end. */
export function growColumns(columns: CountColumns, seriesCount: number): void {
  if (seriesCount <= columns.capacity) return;
  const capacity = Math.max(seriesCount, Math.min(CAPACITY_MIN, 2 * seriesCount), 2 * columns.capacity);
  columns.capacity = capacity;
  columns.slot = columns.slot.map((column) => copied(column, new Float32Array(capacity)));
  for (const name of SCALAR_SUMS) columns[name] = copied(columns[name], new Float32Array(capacity));
  for (const name of PLACES) columns[name] = copied(columns[name], new Int32Array(capacity));
}

function copied<Column extends Float32Array | Int32Array>(from: Column, into: Column): Column {
  into.set(from);
  return into;
}

export function dumpSeries(columns: CountColumns, series: number): Json {
  return {
    slots: columns.slot.map((column) => column[series] ?? 0),
    sums: SCALAR_SUMS.map((name) => columns[name][series] ?? 0),
    places: PLACES.map((name) => columns[name][series] ?? 0),
  };
}

/** @throws BUG when `state` was not made by {@link dumpSeries} for the same windows. */
export function loadSeries(columns: CountColumns, series: number, state: Json): void {
  const slots = numbersIn(state, "slots");
  const sums = numbersIn(state, "sums");
  const places = numbersIn(state, "places");
  invariant(slots.length === columns.slot.length, "the state of a count series is of other windows");
  columns.slot.forEach((column, slot) => {
    column[series] = slots[slot] ?? 0;
  });
  SCALAR_SUMS.forEach((name, at) => {
    columns[name][series] = sums[at] ?? 0;
  });
  PLACES.forEach((name, at) => {
    columns[name][series] = places[at] ?? 0;
  });
}
