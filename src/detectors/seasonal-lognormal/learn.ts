import { chooseScale, fromScale, toScale, widenedScale } from "../../stats/magnitude-scale.ts";
import { type SeasonSlots, slotOfWindow } from "../../stats/season-slots.ts";
import { bestForecast, forecastOf, SPREAD_MIN } from "./forecast.ts";
import { FIELD, FORECASTS, type MagnitudeRecords } from "./record.ts";
import { learnTail, type TailFamily } from "./tail-family.ts";

export type MagnitudeParams = {
  /** Values before a series is scored; the scale is chosen from them. */
  readonly neededCount: number;
  /** Values over which the level, and the errors of the forecasts, are averaged. */
  readonly levelCount: number;
  readonly errorCount: number;
  /** Days over which the season of a group is averaged. */
  readonly seasonDays: number;
};

export interface MagnitudeLearner {
  readonly params: MagnitudeParams;
  readonly slots: SeasonSlots;
  readonly materialityFloor: number;
  readonly records: MagnitudeRecords;
  readonly family: TailFamily;
}

/** Errors beyond this many times the usual move a level no further: one outlier must not. */
const STEP_MAX = 4;
/** The same for the usual error itself, which must be able to grow when the series has changed. */
const ERROR_MAX = 6;
const SEASON_LEVEL_COUNT_MIN = 14;

/** Teaches one value; windows at or before the last one learned are left out. */
export function learnValue(
  learner: MagnitudeLearner,
  { series, window, value }: { readonly series: number; readonly window: number; readonly value: number },
): void {
  const { records, params } = learner;
  const start = series * records.stride;
  const seenCount = records.numbers[start + FIELD.seenCount] ?? 0;
  if (seenCount > 0 && window <= (records.numbers[start + FIELD.lastWindow] ?? 0)) return;
  records.numbers[start + FIELD.seenCount] = seenCount + 1;
  records.numbers[start + FIELD.lastWindow] = window;
  if (seenCount >= params.neededCount) {
    teach(learner, { start, window, value });
    return;
  }
  const first = records.warming.get(series) ?? [];
  first.push(window, value);
  records.warming.set(series, first);
  if (seenCount + 1 === params.neededCount) finishWarming(learner, series, first);
}

function finishWarming(learner: MagnitudeLearner, series: number, first: readonly number[]): void {
  const { records } = learner;
  const start = series * records.stride;
  const values = first.filter((_, at) => at % 2 === 1);
  const scale = chooseScale(values, learner.materialityFloor);
  records.numbers[start + FIELD.linearWidth] = scale.linearWidth;
  const places = values.map((value) => toScale(value, scale)).sort((a, b) => a - b);
  const median = places[Math.floor(places.length / 2)] ?? 0;
  records.numbers[start + FIELD.level] = median;
  records.numbers[start + FIELD.seasonLevel] = median;
  records.numbers[start + FIELD.lastValue] = median;
  const spread = places.reduce((sum, place) => sum + Math.abs(place - median), 0) / places.length;
  for (let at = 0; at < FORECASTS.length; at++) records.numbers[start + FIELD.error + at] = spread;
  for (let at = 0; at + 1 < first.length; at += 2)
    teach(learner, { start, window: first[at] ?? 0, value: first[at + 1] ?? 0 });
  records.warming.delete(series);
}

function teach(
  learner: MagnitudeLearner,
  { start, window, value }: { readonly start: number; readonly window: number; readonly value: number },
): void {
  const { records, params, slots, family } = learner;
  const { numbers } = records;
  if (value <= 0 && numbers[start + FIELD.linearWidth] === 0) widen(numbers, start);
  const z = toScale(value, { linearWidth: numbers[start + FIELD.linearWidth] ?? 0 });
  const slot = slotOfWindow(slots, window);
  const group = slots.groupOf[slot] ?? 0;
  const place = { start, group };
  const errors = FORECASTS.map((_, which) => z - forecastOf(records, place, which));
  const best = bestForecast(numbers, start);
  const usual = Math.max(SPREAD_MIN, numbers[start + FIELD.error + best] ?? 0);
  learnTail(family, records, { start, deviation: Math.abs(errors[best] ?? 0) / usual });

  const seenCount = numbers[start + FIELD.seenCount] ?? 0;
  const errorShare = 1 / Math.min(seenCount, params.errorCount);
  errors.forEach((error, which) => {
    const at = start + FIELD.error + which;
    const before = numbers[at] ?? 0;
    const deviation = Math.min(Math.abs(error), ERROR_MAX * Math.max(SPREAD_MIN, before));
    numbers[at] = before + (deviation - before) * errorShare;
  });
  move(numbers, start + FIELD.level, stepOf(errors[0], usual) / Math.min(seenCount, params.levelCount));
  const seasonStep = stepOf(errors[1], usual);
  const seasonLevelCount = Math.max(SEASON_LEVEL_COUNT_MIN, slots.weekWindowCount);
  move(numbers, start + FIELD.seasonLevel, seasonStep / Math.min(seenCount, seasonLevelCount));
  const visits = start + FIELD.season + records.groupCount + group;
  const visitCount = Math.min((numbers[visits] ?? 0) + 1, params.seasonDays * slots.slotWindowCount);
  numbers[visits] = visitCount;
  move(numbers, start + FIELD.season + group, seasonStep / visitCount);
  numbers[start + FIELD.lastValue] = z;
}

function stepOf(error: number | undefined, usual: number): number {
  return Math.max(-STEP_MAX * usual, Math.min(STEP_MAX * usual, error ?? 0));
}

function move(numbers: Float64Array, at: number, step: number): void {
  numbers[at] = (numbers[at] ?? 0) + step;
}

/** Moves a series from the logarithm to the scale that holds 0; spreads and season hold on both. */
function widen(numbers: Float64Array, start: number): void {
  const scale = widenedScale(numbers[start + FIELD.level] ?? 0);
  for (const field of [FIELD.level, FIELD.seasonLevel, FIELD.lastValue])
    numbers[start + field] = toScale(fromScale(numbers[start + field] ?? 0, { linearWidth: 0 }), scale);
  numbers[start + FIELD.linearWidth] = scale.linearWidth;
}
