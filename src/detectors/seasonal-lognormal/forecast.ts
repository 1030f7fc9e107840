import { fromScale, type MagnitudeScale, toScale, widenedScale } from "../../stats/magnitude-scale.ts";
import { FIELD, FORECASTS, type MagnitudeRecords } from "./record.ts";

/** What a series expects of its next value, on its scale. */
export interface MagnitudeForecast {
  readonly scale: MagnitudeScale;
  readonly center: number;
  /** Mean absolute error, never below {@link SPREAD_MIN}. */
  readonly spread: number;
}

/** No series is trusted to be steadier than this (about 1 %): a constant one must not cry at the first wobble. */
export const SPREAD_MIN = 0.01;

/** Which forecast erred least so far; the simplest on a tie. */
export function bestForecast(numbers: Float64Array, start: number): number {
  let best = 0;
  for (let at = 1; at < FORECASTS.length; at++) {
    if ((numbers[start + FIELD.error + at] ?? 0) < (numbers[start + FIELD.error + best] ?? 0)) best = at;
  }
  return best;
}

/** What forecast `which` says of a value in season group `group`. */
export function forecastOf(
  records: MagnitudeRecords,
  { start, group }: { readonly start: number; readonly group: number },
  which: number,
): number {
  const { numbers } = records;
  if (which === 0) return numbers[start + FIELD.level] ?? 0;
  if (which === 2) return numbers[start + FIELD.lastValue] ?? 0;
  return (numbers[start + FIELD.seasonLevel] ?? 0) + (numbers[start + FIELD.season + group] ?? 0);
}

/**
 * Forecast by the method that erred least. For a value ≤ 0 that meets a logarithmic scale the answer is given on the
 * scale that the series will move to when it learns the value.
 */
export function magnitudeForecast(
  records: MagnitudeRecords,
  place: { readonly start: number; readonly group: number },
  value: number,
): MagnitudeForecast {
  const { numbers } = records;
  const best = bestForecast(numbers, place.start);
  const scale = { linearWidth: numbers[place.start + FIELD.linearWidth] ?? 0 };
  const center = forecastOf(records, place, best);
  const spread = Math.max(SPREAD_MIN, numbers[place.start + FIELD.error + best] ?? 0);
  if (scale.linearWidth > 0 || value > 0) return { scale, center, spread };
  const wider = widenedScale(numbers[place.start + FIELD.level] ?? 0);
  return { scale: wider, center: toScale(fromScale(center, scale), wider), spread };
}
