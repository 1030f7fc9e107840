import type { EpochMs } from "../domain/units.ts";
import type { SeriesVerdict } from "../services/series-verdict.ts";

/** Neighboring rows of a series, taken together to be drawn in one column. NaN where no row had a number. */
export interface ChartBucket {
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly valueMin: number;
  readonly valueMax: number;
  readonly lower: number;
  readonly upper: number;
  /** Value of the alarm furthest from its band; NaN where there was none. */
  readonly alarmValue: number;
}

/** Collects a series of any length in bounded memory. */
export interface ChartData {
  add(verdict: SeriesVerdict): void;
  buckets(): readonly ChartBucket[];
}

/** At most `bucketCountMax` buckets of equally many rows: when they are full, neighbors are merged two by two. */
export function openChartData(bucketCountMax: number): ChartData {
  let full: ChartBucket[] = [];
  let open: ChartBucket | null = null;
  let openCount = 0;
  let rowsPerBucket = 1;
  return {
    add(verdict) {
      const bucket = bucketOf(verdict);
      open = open === null ? bucket : merged(open, bucket);
      openCount++;
      if (openCount < rowsPerBucket) return;
      full.push(open);
      open = null;
      openCount = 0;
      if (full.length < bucketCountMax) return;
      full = halved(full);
      rowsPerBucket *= 2;
    },
    buckets: () => (open === null ? full : [...full, open]),
  };
}

function bucketOf(verdict: SeriesVerdict): ChartBucket {
  const value = verdict.value ?? Number.NaN;
  return {
    startsAt: verdict.at,
    endsAt: verdict.at,
    valueMin: value,
    valueMax: value,
    lower: verdict.lower ?? Number.NaN,
    upper: verdict.upper ?? Number.NaN,
    alarmValue: verdict.isAlarm ? value : Number.NaN,
  };
}

function halved(buckets: readonly ChartBucket[]): ChartBucket[] {
  const half: ChartBucket[] = [];
  for (let at = 0; at < buckets.length; at += 2) {
    const [left, right] = buckets.slice(at, at + 2);
    if (left !== undefined) half.push(right === undefined ? left : merged(left, right));
  }
  return half;
}

function merged(left: ChartBucket, right: ChartBucket): ChartBucket {
  const lower = least(left.lower, right.lower);
  const upper = greatest(left.upper, right.upper);
  const outside = (value: number): number => Math.max(value - upper, lower - value);
  const isRightWorse = Number.isNaN(left.alarmValue) || outside(right.alarmValue) > outside(left.alarmValue);
  return {
    startsAt: left.startsAt,
    endsAt: right.endsAt,
    valueMin: least(left.valueMin, right.valueMin),
    valueMax: greatest(left.valueMax, right.valueMax),
    lower,
    upper,
    alarmValue: isRightWorse ? right.alarmValue : left.alarmValue,
  };
}

/** The smaller number; NaN only where both are. */
export function least(left: number, right: number): number {
  return Number.isNaN(left) ? right : Number.isNaN(right) ? left : Math.min(left, right);
}

/** The greater number; NaN only where both are. */
export function greatest(left: number, right: number): number {
  return -least(-left, -right);
}
