import type { Json } from "../../domain/brand.ts";
import { numberIn, numbersIn } from "../define-state-reader.ts";

/**
 * What is learned over all series of the signal. Sums of the window under way stand apart, so that all rows of a window
 * meet the same prior however it is cut into blocks. All sums are whole numbers, so that the order of rows is exact.
 */
export interface NoveltyFamily {
  window: number;
  readonly settled: Float64Array;
  readonly pending: Float64Array;
  /** By category code: series that remember it, and the change of that in the window under way. */
  holders: Int32Array;
  holdersPending: Int32Array;
  /** Codes with a change, maybe more than once. */
  changed: number[];
}

/** The family's opinion, in force for one window. */
export interface NoveltyPrior {
  /** Chance that a sighting is new to its series, by age class. */
  readonly noveltyByAge: Float64Array;
  /** Chance that something new is at least as rare among the other series, by class of holders: a mid-tail. */
  readonly rarityByHolders: Float64Array;
  /** First shape of the beta distribution of novelty between windows: small when new categories come in crowds. */
  readonly crowdShape: number;
  /** Whether the sums of {@link NoveltyFamily.window} count. */
  readonly withPending: boolean;
}

/** Classes double in width: age in windows up to 32,768, holders up to a million. */
const AGE_CLASS_COUNT = 16;
const HOLDERS_CLASS_COUNT = 21;
/** Places in the sums. */
const NOVEL = 0;
const SIGHTING = NOVEL + AGE_CLASS_COUNT;
const HOLDERS = SIGHTING + AGE_CLASS_COUNT;
const CROWD_SUM = HOLDERS + HOLDERS_CLASS_COUNT;
const CROWD_WEIGHT = CROWD_SUM + 1;
const SUM_COUNT = CROWD_WEIGHT + 1;

/** Every second sighting of a series that was seen once: wide, until the family knows better. */
const START_NOVELTY = 0.5;
/** Sightings that the next younger class weighs; novelty falls with ageClass, so this errs to the wide side. */
const AGE_PRIOR_COUNT = 20;
/** Imagined novelties rarer than all: without any history nothing is called rare. */
const RARITY_PRIOR_COUNT = 5;
/** Variance of a window's novelty is `mean + mean² · this` at the start: as gamma variables of shape 2 have it. */
const START_CROWDING = 0.5;
const START_CROWDING_WEIGHT = 5;
const CROWDING_MIN = 0.01;
const CROWDING_MAX = 20;
/** Grain of the sums of moments; fine enough for novelties once in ten thousand windows. */
const GRAIN = 2 ** -32;

export function openNoveltyFamily(): NoveltyFamily {
  return {
    window: -1,
    settled: new Float64Array(SUM_COUNT),
    pending: new Float64Array(SUM_COUNT),
    holders: new Int32Array(0),
    holdersPending: new Int32Array(0),
    changed: [],
  };
}

export function noveltyPrior(family: NoveltyFamily, window: number): NoveltyPrior {
  const withPending = window > family.window;
  const sum = (at: number) => (family.settled[at] ?? 0) + (withPending ? (family.pending[at] ?? 0) : 0);
  const noveltyByAge = new Float64Array(AGE_CLASS_COUNT);
  let younger = START_NOVELTY;
  for (let ageClass = 0; ageClass < AGE_CLASS_COUNT; ageClass++) {
    younger =
      (sum(NOVEL + ageClass) + AGE_PRIOR_COUNT * younger) / (sum(SIGHTING + ageClass) + AGE_PRIOR_COUNT);
    noveltyByAge[ageClass] = younger;
  }
  const crowding =
    (sum(CROWD_SUM) * GRAIN + START_CROWDING * START_CROWDING_WEIGHT) /
    (sum(CROWD_WEIGHT) * GRAIN + START_CROWDING_WEIGHT);
  return {
    noveltyByAge,
    rarityByHolders: rarityTail(sum),
    crowdShape: 1 / Math.min(CROWDING_MAX, Math.max(CROWDING_MIN, crowding)),
    withPending,
  };
}

function rarityTail(sum: (at: number) => number): Float64Array {
  const tail = new Float64Array(HOLDERS_CLASS_COUNT);
  let total = RARITY_PRIOR_COUNT;
  for (let at = 0; at < HOLDERS_CLASS_COUNT; at++) total += sum(HOLDERS + at);
  let below = RARITY_PRIOR_COUNT;
  for (let at = 0; at < HOLDERS_CLASS_COUNT; at++) {
    const own = sum(HOLDERS + at);
    tail[at] = (below + own / 2) / total;
    below += own;
  }
  return tail;
}

/** Class of a series that has learned `seenCount` ≥ 1 windows. */
export function ageClass(seenCount: number): number {
  return Math.min(AGE_CLASS_COUNT - 1, 31 - Math.clz32(seenCount));
}

/** Class of a category by the number of series that remember it. */
export function holdersClass(family: NoveltyFamily, code: number, withPending: boolean): number {
  const settled = family.holders[code] ?? 0;
  const count = Math.max(0, withPending ? settled + (family.holdersPending[code] ?? 0) : settled);
  return Math.min(HOLDERS_CLASS_COUNT - 1, 31 - Math.clz32(count + 1));
}

/** To be called before anything of a window is learned. `keep` is what one window leaves of the sums. */
export function beginNoveltyWindow(family: NoveltyFamily, window: number, keep: number): void {
  if (window <= family.window) return;
  family.window = window;
  family.pending.forEach((value, at) => {
    family.settled[at] = Math.round((family.settled[at] ?? 0) * keep) + value;
  });
  family.pending.fill(0);
  for (const code of family.changed) {
    family.holders[code] = (family.holders[code] ?? 0) + (family.holdersPending[code] ?? 0);
    family.holdersPending[code] = 0;
  }
  family.changed = [];
}

/** One series more (1) or less (−1) remembers `code`. */
export function countHolder(family: NoveltyFamily, code: number, change: 1 | -1): void {
  if (code >= family.holders.length) growHolders(family, code + 1);
  family.holdersPending[code] = (family.holdersPending[code] ?? 0) + change;
  family.changed.push(code);
}

function growHolders(family: NoveltyFamily, codeCount: number): void {
  const length = Math.max(1024, codeCount, 2 * family.holders.length);
  const holders = new Int32Array(length);
  const holdersPending = new Int32Array(length);
  holders.set(family.holders);
  holdersPending.set(family.holdersPending);
  family.holders = holders;
  family.holdersPending = holdersPending;
}

export function countSightings(
  family: NoveltyFamily,
  ageClass: number,
  of: { novel: number; sighting: number },
): void {
  family.pending[NOVEL + ageClass] = (family.pending[NOVEL + ageClass] ?? 0) + of.novel;
  family.pending[SIGHTING + ageClass] = (family.pending[SIGHTING + ageClass] ?? 0) + of.sighting;
}

export function countRarity(family: NoveltyFamily, ofHolders: number): void {
  family.pending[HOLDERS + ofHolders] = (family.pending[HOLDERS + ofHolders] ?? 0) + 1;
}

/**
 * Moment estimate ((j − μ)² − μ (1 − ν)) / μ² of how new categories crowd, ν the chance of each and μ their expected
 * number; weighted by its precision where that is small.
 */
export function countCrowd(
  family: NoveltyFamily,
  novelCount: number,
  { sightingCount, novelty }: { readonly sightingCount: number; readonly novelty: number },
): void {
  const mean = sightingCount * novelty;
  const weight = mean / (1 + 2 * mean * (1 + mean) ** 2);
  const square = (novelCount - mean) ** 2 - mean * (1 - novelty);
  family.pending[CROWD_SUM] = (family.pending[CROWD_SUM] ?? 0) + Math.round((weight * square) / GRAIN);
  family.pending[CROWD_WEIGHT] =
    (family.pending[CROWD_WEIGHT] ?? 0) + Math.round((weight * mean * mean) / GRAIN);
}

export function dumpNoveltyFamily(family: NoveltyFamily): Json {
  return {
    window: [family.window],
    settled: [...family.settled],
    pending: [...family.pending],
    holders: sparse(family.holders),
    holdersPending: sparse(family.holdersPending),
  };
}

/** Places that are not 0, as place, number, place, number … */
function sparse(numbers: Int32Array): Json {
  const list: number[] = [];
  numbers.forEach((value, at) => {
    if (value !== 0) list.push(at, value);
  });
  return list;
}

/** @throws BUG when `state` was not made by {@link dumpNoveltyFamily}. */
export function loadNoveltyFamily(family: NoveltyFamily, state: Json): void {
  family.window = numberIn(state, "window");
  family.settled.set(numbersIn(state, "settled"));
  family.pending.set(numbersIn(state, "pending"));
  family.holders = new Int32Array(0);
  family.holdersPending = new Int32Array(0);
  family.changed = [];
  const holders = numbersIn(state, "holders");
  const pending = numbersIn(state, "holdersPending");
  for (const list of [holders, pending]) {
    for (let at = 0; at < list.length; at += 2) growHoldersTo(family, list[at] ?? 0);
  }
  for (let at = 0; at < holders.length; at += 2) family.holders[holders[at] ?? 0] = holders[at + 1] ?? 0;
  for (let at = 0; at < pending.length; at += 2) {
    family.holdersPending[pending[at] ?? 0] = pending[at + 1] ?? 0;
    family.changed.push(pending[at] ?? 0);
  }
}

function growHoldersTo(family: NoveltyFamily, code: number): void {
  if (code >= family.holders.length) growHolders(family, code + 1);
}
