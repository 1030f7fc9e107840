import { HOUR_MS } from "../../domain/units.ts";

/** A piece of a span of time between full hours. */
export interface HourSlice {
  readonly from: number;
  readonly until: number;
}

/**
 * The pieces of `[from, until)` between full hours UTC, as the timelines of jobs cut it. A span of no length gives one
 * slice of no length: how the timelines tell a run that never started.
 */
export function hourSlices(from: number, until: number): readonly HourSlice[] {
  if (until <= from) return [{ from, until: from }];
  const slices: HourSlice[] = [];
  for (let start = from; start < until; ) {
    const end = Math.min(until, nextHour(start));
    slices.push({ from: start, until: end });
    start = end;
  }
  return slices;
}

/** Start of the hour that `at` is in. */
export function lastHour(at: number): number {
  return Math.floor(at / HOUR_MS) * HOUR_MS;
}

/** Start of the hour after it. */
export function nextHour(at: number): number {
  return lastHour(at) + HOUR_MS;
}
