import type { TrustedObservationBlock } from "../define-detector.ts";
import type { CountColumns } from "./columns.ts";
import type { CountFamily, FamilyPrior } from "./family.ts";
import { type CountForecast, forecastRows, type WindowPlace, windowPlace } from "./forecast.ts";
import type { CountModel } from "./model.ts";

/** A single window teaches at most its mean plus this many standard deviations, plus a few events for sparse series. */
const TAUGHT_SPREAD_MAX = 8;
const TAUGHT_COUNT_MAX = 8;

export interface LearnContext {
  readonly model: CountModel;
  readonly columns: CountColumns;
  readonly family: CountFamily;
  readonly prior: FamilyPrior;
  readonly place: WindowPlace;
  readonly forecast: CountForecast;
  /** Whether `forecast` already holds these rows, from scoring them a moment ago. */
  readonly isForecast: boolean;
}

/** Updates all series of the block in place. Windows that a series has already learned are left out. */
export function learnRows(context: LearnContext, block: TrustedObservationBlock): void {
  const { columns, forecast, place, family } = context;
  const { series, rowCount } = block;
  let isStale = !context.isForecast;
  for (let row = 0; row < rowCount; row++) if (fillGap(context, series[row] ?? 0)) isStale = true;
  if (isStale) forecastRows(forecast, context, block);
  const slotColumn = columns.slot[place.slot] ?? columns.levelSum;
  for (let row = 0; row < rowCount; row++) {
    const at = series[row] ?? 0;
    if (isBehind(columns, at, place)) continue;
    const count = taughtCount(context, { at, row, count: Math.round(block.value[row] ?? 0) });
    updateSeries(context, { at, row, count }, slotColumn);
    family.rows[place.slot] = (family.rows[place.slot] ?? 0) + 1;
    family.active[place.slot] = (family.active[place.slot] ?? 0) + Math.min(1, count);
  }
}

function isBehind(columns: CountColumns, at: number, place: WindowPlace): boolean {
  if ((columns.seenCount[at] ?? 0) === 0) return false;
  const week = columns.lastWeek[at] ?? 0;
  return place.week < week || (place.week === week && place.place <= (columns.lastPlace[at] ?? 0));
}

/** What a row may teach once its series is known: one window must not blind the series to the next. */
function taughtCount(
  { model, columns, forecast }: LearnContext,
  { at, row, count }: { readonly at: number; readonly row: number; readonly count: number },
): number {
  const mean = forecast.mean[row] ?? 0;
  if (count <= mean + TAUGHT_COUNT_MAX) return count;
  const isYoung = (columns.seenCount[at] ?? 0) < model.neededCount;
  if (isYoung) return count;
  const deviation = Math.sqrt(mean + (mean * mean) / (forecast.shape[row] ?? 1));
  return Math.min(count, mean + TAUGHT_SPREAD_MAX * deviation + TAUGHT_COUNT_MAX);
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: straight arithmetic, only the checks of indexes count as branches
function updateSeries(
  { model, columns, forecast, prior, place }: LearnContext,
  { at, row, count }: { readonly at: number; readonly row: number; readonly count: number },
  slotColumn: Float32Array,
): void {
  const { levelKeep, recentKeep, slotKeep } = model;
  const base = forecast.base[row] ?? 0;
  const mean = forecast.mean[row] ?? 0;
  const inflation = 1 / (1 + (forecast.dispersion[row] ?? 0) * base);
  const seenCount = columns.seenCount[at] ?? 0;
  if (seenCount === 0) {
    const isFirstOfWeek = place.place === 0;
    columns.beforeWeek[at] = isFirstOfWeek ? place.week - 1 : place.week;
    columns.beforePlace[at] = (isFirstOfWeek ? model.slots.weekWindowCount : place.place) - 1;
  }
  slotColumn[at] = (slotColumn[at] ?? 0) * slotKeep + count;
  columns.levelSum[at] = (columns.levelSum[at] ?? 0) * levelKeep + count;
  columns.levelExposure[at] =
    (columns.levelExposure[at] ?? 0) * levelKeep + (prior.slotFactor[place.slot] ?? 1);
  columns.recentSum[at] = (columns.recentSum[at] ?? 0) * recentKeep + count * inflation;
  columns.recentExpected[at] = (columns.recentExpected[at] ?? 0) * recentKeep + base * inflation;

  // Moment estimate ((x − μ)² − μ) / μ² of the over-dispersion, weighted by its precision; the uncertainty of μ taken out.
  const spread = 1 + prior.dispersion * mean;
  const weight = mean / (1 + 2 * mean * spread * spread);
  const square = (count - mean) ** 2 - mean - mean * mean * (forecast.uncertainty[row] ?? 0);
  columns.dispersionSum[at] = (columns.dispersionSum[at] ?? 0) * levelKeep + weight * square;
  columns.dispersionWeight[at] = (columns.dispersionWeight[at] ?? 0) * levelKeep + weight * mean * mean;

  columns.lastWeek[at] = place.week;
  columns.lastPlace[at] = place.place;
  columns.seenCount[at] = seenCount + 1;
}

/**
 * Windows between the last one learned and this one that did not teach (an open finding, silent telemetry): whole weeks
 * are passed over as if the calendar had stood still, the rest is filled with what the baseline expects. So exposures
 * stay arithmetic of first and last window, and a series that was held back keeps its means. True when there was a gap.
 */
function fillGap(context: LearnContext, at: number): boolean {
  const { model, columns, place } = context;
  if ((columns.seenCount[at] ?? 0) === 0) return false;
  const { weekWindowCount } = model.slots;
  const last = (columns.lastWeek[at] ?? 0) * weekWindowCount + (columns.lastPlace[at] ?? 0);
  const missedCount = place.number - last - 1;
  if (missedCount <= 0) return false;
  const missedWeekCount = Math.floor(missedCount / weekWindowCount);
  columns.beforeWeek[at] = (columns.beforeWeek[at] ?? 0) + missedWeekCount;
  columns.lastWeek[at] = (columns.lastWeek[at] ?? 0) + missedWeekCount;
  const single = { series: Int32Array.of(at), rowCount: 1 };
  for (let number = last + missedWeekCount * weekWindowCount + 1; number < place.number; number++) {
    const missed = windowPlace(model, number);
    forecastRows(context.forecast, { ...context, place: missed }, single);
    const column = columns.slot[missed.slot] ?? columns.levelSum;
    column[at] = (column[at] ?? 0) * model.slotKeep + (context.forecast.base[0] ?? 0);
    columns.lastWeek[at] = missed.week;
    columns.lastPlace[at] = missed.place;
  }
  return true;
}
