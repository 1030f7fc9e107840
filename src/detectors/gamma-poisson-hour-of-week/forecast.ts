import type { CountColumns } from "./columns.ts";
import type { FamilyPrior } from "./family.ts";
import type { CountModel } from "./model.ts";

/** Where a window stands in the week. */
export interface WindowPlace {
  readonly number: number;
  readonly week: number;
  readonly place: number;
  readonly slot: number;
}

/** What the model expects of the rows of a block; arrays are reused from block to block. */
export interface CountForecast {
  rowCapacity: number;
  /** Mean before the recent factor, and with it. */
  base: Float64Array;
  mean: Float64Array;
  /** Shape of the negative binomial: process and uncertainty of the mean together. */
  shape: Float64Array;
  /** Over-dispersion of the process, and squared relative error of the mean. */
  dispersion: Float64Array;
  uncertainty: Float64Array;
  groupSum: Float64Array;
  groupExposure: Float64Array;
  ownExposure: Float64Array;
}

export interface ForecastContext {
  readonly model: CountModel;
  readonly columns: CountColumns;
  readonly prior: FamilyPrior;
  readonly place: WindowPlace;
}

const DISPERSION_MAX = 1e4;
/** Variance of a family's over-dispersion is taken as its square; bounds keep one family from fixing or freeing all. */
const DISPERSION_WEIGHT_MIN = 1;
const DISPERSION_WEIGHT_MAX = 100;
/** An over-dispersion estimated below 0 may take back at most this share of the mean's own uncertainty. */
const UNCERTAINTY_KEPT = 0.25;
const VARIANCE_MIN = 1e-6;

export function windowPlace(model: CountModel, number: number): WindowPlace {
  const { weekWindowCount, slotWindowCount } = model.slots;
  const week = Math.floor(number / weekWindowCount);
  const place = number - week * weekWindowCount;
  return { number, week, place, slot: Math.floor(place / slotWindowCount) };
}

export function openForecast(): CountForecast {
  return allocate(0);
}

function allocate(rowCapacity: number): CountForecast {
  return {
    rowCapacity,
    base: new Float64Array(rowCapacity),
    mean: new Float64Array(rowCapacity),
    shape: new Float64Array(rowCapacity),
    dispersion: new Float64Array(rowCapacity),
    uncertainty: new Float64Array(rowCapacity),
    groupSum: new Float64Array(rowCapacity),
    groupExposure: new Float64Array(rowCapacity),
    ownExposure: new Float64Array(rowCapacity),
  };
}

/**
 * Fills `into` for rows whose series are given. A chain of conjugate gamma steps, each the prior of the next finer one:
 * family → level of the series → hour of day on weekdays or weekend → hour of the week → recent factor. Counts enter
 * divided by their variance inflation, so that a burst is not taken for as many independent events.
 * Source: Gelman et al. (2013), Bayesian Data Analysis, section 2.6 (gamma-Poisson).
 */
export function forecastRows(
  into: CountForecast,
  context: ForecastContext,
  rows: { readonly series: Int32Array; readonly rowCount: number },
): void {
  if (rows.rowCount > into.rowCapacity)
    Object.assign(into, allocate(Math.max(rows.rowCount, 2 * into.rowCapacity)));
  sumGroup(into, context, rows);
  chain(into, context, rows);
}

/**
 * Sums the slots of the window's group, and their exposures: decayed numbers of windows that a series has learned from,
 * by arithmetic on the windows before its first and at its last. Members of a group differ by at most one visit, so
 * the line between two exposures gives their sum.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: straight arithmetic, only the checks of indexes count as branches
function sumGroup(
  into: CountForecast,
  { model, columns, place }: ForecastContext,
  { series, rowCount }: { readonly series: Int32Array; readonly rowCount: number },
): void {
  const { groupSum, groupExposure, ownExposure } = into;
  const { beforeWeek, beforePlace, lastWeek, lastPlace } = columns;
  const { slotExposure } = model;
  const members = model.slots.groups[model.slots.groupOf[place.slot] ?? 0] ?? [];
  groupSum.fill(0, 0, rowCount);
  for (const slot of members) {
    const column = columns.slot[slot] ?? columns.levelSum;
    for (let row = 0; row < rowCount; row++)
      groupSum[row] = (groupSum[row] ?? 0) + (column[series[row] ?? 0] ?? 0);
  }
  const passed = model.passedOfGroup[model.slots.groupOf[place.slot] ?? 0] ?? new Int32Array(0);
  const memberCount = members.length;
  const visitLength = model.slots.slotWindowCount;
  const beforeSlot = place.slot * visitLength - 1;
  const longest = slotExposure.length - 2;
  for (let row = 0; row < rowCount; row++) {
    const at = series[row] ?? 0;
    const last = lastPlace[at] ?? 0;
    const before = beforePlace[at] ?? 0;
    const weeks = ((lastWeek[at] ?? 0) - (beforeWeek[at] ?? 0)) * visitLength;
    const mean = weeks + ((passed[last] ?? 0) - (passed[before] ?? 0)) / memberCount;
    const whole = Math.min(longest, Math.floor(mean));
    const low = slotExposure[whole] ?? 0;
    groupExposure[row] =
      memberCount * (low + ((slotExposure[whole + 1] ?? 0) - low) * Math.min(1, mean - whole));
    const own =
      weeks +
      Math.min(visitLength, Math.max(0, last - beforeSlot)) -
      Math.min(visitLength, Math.max(0, before - beforeSlot));
    ownExposure[row] = slotExposure[Math.min(longest, own)] ?? 0;
  }
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: straight arithmetic, only the checks of indexes count as branches
function chain(
  into: CountForecast,
  { model, columns, prior, place }: ForecastContext,
  { series, rowCount }: { readonly series: Int32Array; readonly rowCount: number },
): void {
  const { levelSum, levelExposure, recentSum, recentExpected, dispersionSum, dispersionWeight } = columns;
  const { groupPriorCount, slotPriorCount, recentPriorCount } = model.params;
  const { levelMean, levelShape } = prior;
  const slotColumn = columns.slot[place.slot] ?? levelSum;
  const groupFactor = prior.groupFactor[model.slots.groupOf[place.slot] ?? 0] ?? 1;
  const slotFactor = (prior.slotFactor[place.slot] ?? 1) / groupFactor;
  const priorExposure = levelShape / levelMean;
  const priorWeight = Math.min(
    DISPERSION_WEIGHT_MAX,
    Math.max(DISPERSION_WEIGHT_MIN, 1 / (prior.dispersion * prior.dispersion)),
  );
  for (let row = 0; row < rowCount; row++) {
    const at = series[row] ?? 0;
    const raw =
      ((dispersionSum[at] ?? 0) + prior.dispersion * priorWeight) /
      ((dispersionWeight[at] ?? 0) + priorWeight);
    const dispersion = Math.min(DISPERSION_MAX, Math.max(0, raw));
    const sum = levelSum[at] ?? 0;
    const exposure = levelExposure[at] ?? 0;
    const exposed = exposure + priorExposure;
    const inflation = exposed / (exposed + dispersion * (sum + levelShape));
    const levelCount = sum * inflation + levelShape;
    const level = levelCount / (exposure * inflation + priorExposure);

    const groupPrior = level * groupFactor;
    const groupInflation = 1 / (1 + dispersion * groupPrior);
    const groupCount = (into.groupSum[row] ?? 0) * groupInflation + groupPriorCount;
    const groupShare = 1 / ((into.groupExposure[row] ?? 0) * groupPrior * groupInflation + groupPriorCount);
    const group = groupPrior * groupCount * groupShare;
    const groupTrust = groupPriorCount * groupShare;
    const groupError = (levelCount + groupTrust * groupTrust * groupCount) / (groupCount * levelCount);

    const slotPrior = group * slotFactor;
    const slotInflation = 1 / (1 + dispersion * slotPrior);
    const slotCount = (slotColumn[at] ?? 0) * slotInflation + slotPriorCount;
    const slotShare = 1 / ((into.ownExposure[row] ?? 0) * slotPrior * slotInflation + slotPriorCount);
    const base = slotPrior * slotCount * slotShare;
    const slotTrust = slotPriorCount * slotShare;

    const recent = recentSum[at] ?? 0;
    const recentShare = 1 / ((recentExpected[at] ?? 0) + recentPriorCount);
    const mean = base * (recent + recentPriorCount) * recentShare;
    const uncertainty =
      1 / slotCount + slotTrust * slotTrust * groupError + recent * recentShare * recentShare;
    const variance = Math.max(
      raw + uncertainty + dispersion * uncertainty,
      UNCERTAINTY_KEPT * uncertainty,
      VARIANCE_MIN,
    );
    into.base[row] = base;
    into.mean[row] = mean;
    into.shape[row] = 1 / variance;
    into.dispersion[row] = dispersion;
    into.uncertainty[row] = uncertainty;
  }
}
