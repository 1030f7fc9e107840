import type { Json } from "../../domain/brand.ts";
import { numberIn, numbersIn } from "../define-state-reader.ts";
import type { CountColumns } from "./columns.ts";
import type { CountModel } from "./model.ts";

/** What like series have in common: the prior of each, in force from window number `from` on. */
export interface FamilyPrior {
  readonly from: number;
  /** Mean count a window and shape of the gamma distribution of levels between series. */
  readonly levelMean: number;
  readonly levelShape: number;
  readonly dispersion: number;
  /** Activity by slot and by group, relative to the mean. */
  readonly slotFactor: Float64Array;
  readonly groupFactor: Float64Array;
}

/**
 * What is learned over all series of the signal. A prior made in window n is in force from n + 1 on, so that all rows
 * of a window meet the same one, however the window is cut into blocks.
 */
export interface CountFamily {
  current: FamilyPrior;
  next: FamilyPrior;
  /** Distinct windows learned, and the last of them. */
  windowCount: number;
  lastWindow: number;
  /** Decayed number of active rows, and of all rows, by slot. */
  active: Float64Array;
  rows: Float64Array;
}

const START: Omit<FamilyPrior, "from" | "slotFactor" | "groupFactor"> = {
  levelMean: 1,
  levelShape: 0.5,
  dispersion: 0.2,
};
/** Fewer series than this say nothing of how series differ. */
const SERIES_COUNT_MIN = 8;
const SHAPE_MIN = 0.05;
const SHAPE_MAX = 20;
const DISPERSION_MIN = 0.02;
const DISPERSION_MAX = 50;
/** Weight of the start value among the series' own estimates of over-dispersion. */
const DISPERSION_START_WEIGHT = 20;
/** Active rows that the coarser profile weighs in the finer one. */
const PROFILE_PRIOR_COUNT = 20;
const MEAN_MIN = 1e-9;
const NEVER = -1;

export function openFamily(model: CountModel): CountFamily {
  const { slotCount, groups } = model.slots;
  const prior: FamilyPrior = {
    ...START,
    from: 0,
    slotFactor: new Float64Array(slotCount).fill(1),
    groupFactor: new Float64Array(groups.length).fill(1),
  };
  return {
    current: prior,
    next: prior,
    windowCount: 0,
    lastWindow: NEVER,
    active: new Float64Array(slotCount),
    rows: new Float64Array(slotCount),
  };
}

/** The prior in force for a window. */
export function priorFor(family: CountFamily, window: number): FamilyPrior {
  return window >= family.next.from ? family.next : family.current;
}

/** To be called before anything of a window is learned: remakes the prior once a day, more often at the very start. */
export function beginWindow(
  family: CountFamily,
  window: number,
  of: { model: CountModel; columns: CountColumns },
): void {
  if (window <= family.lastWindow) return;
  const dayWindowCount = Math.max(1, Math.round(of.model.slots.weekWindowCount / 7));
  const isDue =
    family.windowCount < dayWindowCount
      ? Number.isInteger(Math.log2(family.windowCount))
      : Math.floor(window / dayWindowCount) > Math.floor(family.lastWindow / dayWindowCount);
  if (isDue) {
    family.current = priorFor(family, window);
    family.next = makePrior(family, window + 1, of);
    const keep = of.model.levelKeep ** Math.min(dayWindowCount, window - family.lastWindow);
    family.active.forEach((value, slot) => {
      family.active[slot] = value * keep;
      family.rows[slot] = (family.rows[slot] ?? 0) * keep;
    });
  }
  family.windowCount++;
  family.lastWindow = window;
}

function makePrior(
  family: CountFamily,
  from: number,
  { model, columns }: { readonly model: CountModel; readonly columns: CountColumns },
): FamilyPrior {
  const dispersion = familyDispersion(columns);
  return { from, ...levelPrior(columns, dispersion, model.levelKeep), dispersion, ...profile(family, model) };
}

function familyDispersion(columns: CountColumns): number {
  let sum = START.dispersion * DISPERSION_START_WEIGHT;
  let weight = DISPERSION_START_WEIGHT;
  for (let series = 0; series < columns.capacity; series++) {
    sum += columns.dispersionSum[series] ?? 0;
    weight += columns.dispersionWeight[series] ?? 0;
  }
  return Math.min(DISPERSION_MAX, Math.max(DISPERSION_MIN, sum / weight));
}

/**
 * Gamma prior of levels by moments: what the sums differ more than their own noise explains.
 * With decayed sums the noise of a sum is its mean times (2 − exposure (1 − keep)) / (1 + keep).
 */
function levelPrior(
  columns: CountColumns,
  dispersion: number,
  keep: number,
): Pick<FamilyPrior, "levelMean" | "levelShape"> {
  let total = 0;
  let exposure = 0;
  let seriesCount = 0;
  for (let series = 0; series < columns.capacity; series++) {
    if ((columns.seenCount[series] ?? 0) === 0) continue;
    seriesCount++;
    total += columns.levelSum[series] ?? 0;
    exposure += columns.levelExposure[series] ?? 0;
  }
  const levelMean = Math.max(MEAN_MIN, (total + START.levelMean) / (exposure + 1));
  if (seriesCount < SERIES_COUNT_MIN) return { levelMean, levelShape: START.levelShape };
  let between = 0;
  let weight = 0;
  for (let series = 0; series < columns.capacity; series++) {
    const own = columns.levelExposure[series] ?? 0;
    if (own === 0) continue;
    const sum = columns.levelSum[series] ?? 0;
    const noise = (sum * (1 + (dispersion * sum) / own) * (2 - own * (1 - keep))) / (1 + keep);
    between += (sum - levelMean * own) ** 2 - noise;
    weight += own * own;
  }
  const variance = Math.max(levelMean ** 2 / SHAPE_MAX, between / weight);
  return { levelMean, levelShape: Math.max(SHAPE_MIN, levelMean ** 2 / variance) };
}

/** When like series are active: counted by presence, so that one giant does not set the hours of all. */
function profile(family: CountFamily, model: CountModel): Pick<FamilyPrior, "slotFactor" | "groupFactor"> {
  const { slots } = model;
  const mean = sumOf(family.active) / Math.max(MEAN_MIN, sumOf(family.rows));
  const groupFactor = new Float64Array(slots.groups.length);
  slots.groups.forEach((members, group) => {
    const active = members.reduce((sum, slot) => sum + (family.active[slot] ?? 0), 0);
    const rows = members.reduce((sum, slot) => sum + (family.rows[slot] ?? 0), 0);
    groupFactor[group] = (active + PROFILE_PRIOR_COUNT) / (rows * mean + PROFILE_PRIOR_COUNT);
  });
  const slotFactor = new Float64Array(slots.slotCount);
  for (let slot = 0; slot < slots.slotCount; slot++) {
    const coarser = groupFactor[slots.groupOf[slot] ?? 0] ?? 1;
    slotFactor[slot] =
      (coarser * ((family.active[slot] ?? 0) + PROFILE_PRIOR_COUNT)) /
      ((family.rows[slot] ?? 0) * mean * coarser + PROFILE_PRIOR_COUNT);
  }
  return { slotFactor, groupFactor };
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

export function dumpFamily(family: CountFamily): Json {
  return {
    clock: [family.windowCount, family.lastWindow],
    active: [...family.active],
    rows: [...family.rows],
    ...dumpPrior("current", family.current),
    ...dumpPrior("next", family.next),
  };
}

function dumpPrior(name: string, prior: FamilyPrior): { readonly [key: string]: Json } {
  return {
    [name]: [prior.from, prior.levelMean, prior.levelShape, prior.dispersion],
    [`${name}Slots`]: [...prior.slotFactor],
    [`${name}Groups`]: [...prior.groupFactor],
  };
}

/** @throws BUG when `state` was not made by {@link dumpFamily}. */
export function loadFamily(family: CountFamily, state: Json): void {
  family.windowCount = numberIn(state, "clock", 0);
  family.lastWindow = numberIn(state, "clock", 1);
  family.active.set(numbersIn(state, "active"));
  family.rows.set(numbersIn(state, "rows"));
  family.current = loadPrior(state, "current");
  family.next = loadPrior(state, "next");
}

function loadPrior(state: Json, name: string): FamilyPrior {
  return {
    from: numberIn(state, name, 0),
    levelMean: numberIn(state, name, 1),
    levelShape: numberIn(state, name, 2),
    dispersion: numberIn(state, name, 3),
    slotFactor: Float64Array.from(numbersIn(state, `${name}Slots`)),
    groupFactor: Float64Array.from(numbersIn(state, `${name}Groups`)),
  };
}
