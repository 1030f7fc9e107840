import { formatNumber } from "../domain/format-quantity.ts";
import { type ChartBucket, greatest, least } from "./series-chart-data.ts";

/** The range of values that a chart shows, and where its labels stand. */
export interface ChartScale {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/** A band may widen the range of the values by this share on either side; a wider one is cut, or it would flatten them. */
const BAND_ROOM_RATIO = 0.5;
/** Steps between labels that read well, the widest first. */
const NICE_STEPS = [5, 2, 1];

/** A scale for everything in the buckets, with `tickCount` labels or up to twice as many; null where no row had a number. */
export function chartScale(buckets: readonly ChartBucket[], tickCount: number): ChartScale | null {
  const valueMin = buckets.reduce((sofar, bucket) => least(sofar, bucket.valueMin), Number.NaN);
  const valueMax = buckets.reduce((sofar, bucket) => greatest(sofar, bucket.valueMax), Number.NaN);
  if (Number.isNaN(valueMin)) return null;
  const room = (valueMax - valueMin || Math.abs(valueMax) || 1) * BAND_ROOM_RATIO;
  const lower = buckets.reduce((sofar, bucket) => least(sofar, bucket.lower), valueMin);
  const upper = buckets.reduce((sofar, bucket) => greatest(sofar, bucket.upper), valueMax);
  const wanted = {
    min: Math.max(Math.min(lower, valueMin), valueMin - room),
    max: Math.min(Math.max(upper, valueMax), valueMax + room),
  };
  const isFlat = wanted.max === wanted.min;
  return withTicks(
    isFlat ? wanted.min - room : wanted.min,
    isFlat ? wanted.max + room : wanted.max,
    tickCount,
  );
}

function withTicks(min: number, max: number, tickCount: number): ChartScale {
  const step = niceStep((max - min) / tickCount);
  const first = Math.ceil(min / step);
  const last = Math.floor(max / step);
  const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const value = (first + index) * step;
    return { value, label: tickLabel(value, step) };
  });
  return { min, max, ticks };
}

function niceStep(rough: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const nice = NICE_STEPS.find((step) => step * magnitude <= rough) ?? 1;
  return nice * magnitude;
}

const SUFFIXES = [
  { from: 1e12, text: "T" },
  { from: 1e9, text: "G" },
  { from: 1e6, text: "M" },
  { from: 1e4, text: "k", scale: 1e3 },
];

function tickLabel(value: number, step: number): string {
  const magnitude = Math.max(Math.abs(value), step);
  if (magnitude >= 1e15 || magnitude < 1e-4) return value === 0 ? "0" : value.toExponential(1);
  const suffix = SUFFIXES.find(({ from }) => magnitude >= from);
  if (suffix !== undefined) return `${formatNumber(value / (suffix.scale ?? suffix.from))}${suffix.text}`;
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  return value.toFixed(decimals);
}
