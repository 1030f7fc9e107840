import type { Contribution } from "../domain/evidence.ts";
import { invariant } from "../domain/gatehouse-error.ts";
import { DAY_MS, P_VALUE_MIN } from "../domain/units.ts";
import { type BetaBinomial, logBetaBinomialPoint, logBetaBinomialUpper } from "../stats/beta-binomial.ts";
import { noveltyChance } from "../stats/good-turing.ts";
import { windowNumber } from "../stats/season-slots.ts";
import { checkBlock } from "./define-block-check.ts";
import {
  type DetectorTable,
  defineDetector,
  type ObservationBlock,
  type SignalTraits,
} from "./define-detector.ts";
import {
  ageClass,
  beginNoveltyWindow,
  countCrowd,
  countHolder,
  countRarity,
  countSightings,
  dumpNoveltyFamily,
  holdersClass,
  loadNoveltyFamily,
  type NoveltyPrior,
  noveltyPrior,
  openNoveltyFamily,
} from "./first-seen/family.ts";
import {
  type CategoryMemory,
  dumpMemory,
  emptyMemory,
  evict,
  loadMemory,
  note,
  remembers,
} from "./first-seen/memory.ts";

export type FirstSeenParams = {
  /** Age at which a sighting counts half for the chance of something new. */
  readonly halfLifeDays: number;
  /**
   * Windows before a series is scored. Few, because the family knows how often series of this age show something new;
   * three, so that an own repetition was possible at all.
   */
  readonly neededCount: number;
  /** Categories that a series remembers; beyond, the least recent are forgotten and would be new again. */
  readonly kindCountMax: number;
  /** Sightings that the family's opinion weighs in a series. */
  readonly priorSightingCount: number;
};

/**
 * Chance that a series shows categories that it has never shown before, and that are this rare among its peers.
 *
 * A sighting is a (window, category) pair; how many items a category has does not matter. The chance of something new
 * is Good and Turing's, shrunk to the family's series of the same age; the number of new categories in a window is a
 * beta-binomial variable, since they come in crowds; and each counts by how many other series remember it. p is the
 * chance of a category at least as rare, or, if smaller, of as many as these.
 *
 * Windows without anything new have p 1. They are most of all windows: a tie at the very end of the scale, which the
 * rank of any novelty is measured against.
 * Determinism: a function of the blocks learned, in their order; rows and parts of one window in any order.
 */
export const firstSeen = defineDetector<FirstSeenParams>({
  id: "first-seen",
  title: "Chance of a category never seen before",
  version: 1,
  measures: ["categories"],
  worksWhen:
    "a series shows a small part of what its family shows and repeats itself: networks, tables, tools, kinds of action of one principal",
  failsWhen:
    "nearly everything is new anyway (temporary names, random ids), a change reaches all series within one window (they all look new until the next), or a known category is used in a new way",
  cost: "about 0.1 µs a category to score and to learn; 12 bytes a remembered category, at most 12 KB a series",
  reference:
    "Good (1953), The population frequencies of species and the estimation of population parameters, Biometrika 40",
  defaults: { halfLifeDays: 56, neededCount: 3, kindCountMax: 512, priorSightingCount: 20 },
  open: openTable,
});

function openTable(params: FirstSeenParams, traits: SignalTraits): DetectorTable {
  const keep = 2 ** (-traits.windowMs / (params.halfLifeDays * DAY_MS));
  const family = openNoveltyFamily();
  const memories: CategoryMemory[] = [];

  function noveltyOf(memory: CategoryMemory, prior: NoveltyPrior, window: number): number {
    const faded = keep ** Math.max(0, window - memory.lastWindow);
    return noveltyChance({
      singletonCount: Math.max(0, memory.singletonSum) * faded,
      sightingCount: memory.sightingSum * faded,
      priorNovelty: prior.noveltyByAge[ageClass(memory.seenCount)] ?? 1,
      priorSightingCount: params.priorSightingCount,
    });
  }

  function rarityOf(code: number, prior: NoveltyPrior): number {
    return prior.rarityByHolders[holdersClass(family, code, prior.withPending)] ?? 1;
  }

  function scoreRow(block: ObservationBlock, row: number, prior: NoveltyPrior): number {
    const memory = memories[block.series[row] ?? 0];
    if (memory === undefined || memory.seenCount < params.neededCount) return Number.NaN;
    const end = block.partOffset[row + 1] ?? 0;
    let sightingCount = 0;
    let newCount = 0;
    let rarest = 1;
    let commonest = 0;
    for (let at = block.partOffset[row] ?? 0; at < end; at++) {
      if (block.itemCount[at] === 0) continue;
      sightingCount++;
      const code = block.part[at] ?? 0;
      if (remembers(memory, code)) continue;
      newCount++;
      const rarity = rarityOf(code, prior);
      rarest = Math.min(rarest, rarity);
      commonest = Math.max(commonest, rarity);
    }
    if (sightingCount === 0) return Number.NaN;
    if (newCount === 0) return 1;
    const window = windowNumber(block.windowStartMs, traits.windowMs);
    const novelty = noveltyOf(memory, prior, window);
    const ofRarest = -Math.expm1(logBetaBinomialPoint(0, newcomers(sightingCount, novelty * rarest, prior)));
    if (newCount === 1) return Math.max(P_VALUE_MIN, ofRarest);
    const all = newcomers(sightingCount, novelty * commonest, prior);
    const point = Math.exp(logBetaBinomialPoint(newCount, all));
    const ofAll = Math.exp(logBetaBinomialUpper(newCount, all)) - point / 2;
    return Math.min(1, Math.max(P_VALUE_MIN, 2 * Math.min(ofRarest, ofAll)));
  }

  function learnRow(block: ObservationBlock, row: number, prior: NoveltyPrior): void {
    const memory = memoryFor(block.series[row] ?? 0);
    const window = windowNumber(block.windowStartMs, traits.windowMs);
    const { seenCount } = memory;
    if (seenCount > 0 && window <= memory.lastWindow) return;
    const isWarm = seenCount >= params.neededCount;
    const novelty = isWarm ? noveltyOf(memory, prior, window) : 0;
    const faded = keep ** Math.max(0, window - memory.lastWindow);
    memory.singletonSum = Math.max(0, memory.singletonSum) * faded;
    memory.sightingSum *= faded;
    let newCount = 0;
    let sightingCount = 0;
    let noLongerSingle = 0;
    for (let at = block.partOffset[row] ?? 0; at < (block.partOffset[row + 1] ?? 0); at++) {
      if (block.itemCount[at] === 0) continue;
      const code = block.part[at] ?? 0;
      const { kind, lastBefore } = note(memory, code, window);
      if (kind === "seen_now") continue;
      sightingCount++;
      if (kind === "seen_once") noLongerSingle += Math.round(keep ** (window - lastBefore) / SINGLETON_GRAIN);
      if (kind !== "new") continue;
      newCount++;
      countHolder(family, code, 1);
      if (isWarm) countRarity(family, holdersClass(family, code, false));
    }
    if (sightingCount === 0) return;
    memory.singletonSum += newCount - noLongerSingle * SINGLETON_GRAIN;
    memory.sightingSum += sightingCount;
    memory.seenCount = seenCount + 1;
    memory.lastWindow = window;
    if (seenCount > 0)
      countSightings(family, ageClass(seenCount), { novel: newCount, sighting: sightingCount });
    if (isWarm) countCrowd(family, newCount, { sightingCount, novelty });
    for (const code of evict(memory, params.kindCountMax)) countHolder(family, code, -1);
  }

  function memoryFor(series: number): CategoryMemory {
    const memory = memories[series];
    invariant(memory !== undefined, "a block holds a series that the table has no room for");
    return memory;
  }

  return {
    grow(seriesCount) {
      while (memories.length < seriesCount) memories.push(emptyMemory());
    },
    score(block, p) {
      checkCategories(block);
      const prior = noveltyPrior(family, windowNumber(block.windowStartMs, traits.windowMs));
      for (let row = 0; row < block.rowCount; row++) p[row] = scoreRow(block, row, prior);
    },
    explain(block, row) {
      const memory = memoryFor(block.series[row] ?? 0);
      const window = windowNumber(block.windowStartMs, traits.windowMs);
      const prior = noveltyPrior(family, window);
      const isWarm = memory.seenCount >= params.neededCount;
      const novelty = isWarm ? noveltyOf(memory, prior, window) : 0;
      const contributions = isWarm
        ? sharesOfNew(block, row, (code) =>
            remembers(memory, code) ? 0 : -Math.log(novelty * rarityOf(code, prior)),
          )
        : [];
      return { expected: null, lower: null, upper: null, contributions };
    },
    learn(block) {
      checkCategories(block);
      const window = windowNumber(block.windowStartMs, traits.windowMs);
      if (block.rowCount > 0) beginNoveltyWindow(family, window, keep);
      const prior = noveltyPrior(family, window);
      for (let row = 0; row < block.rowCount; row++) learnRow(block, row, prior);
    },
    warmth: (series) => ({ seenCount: memories[series]?.seenCount ?? 0, neededCount: params.neededCount }),
    dump: (series) => dumpMemory(memoryFor(series)),
    load: (series, state) => {
      memories[series] = loadMemory(state);
    },
    dumpPool: () => dumpNoveltyFamily(family),
    loadPool: (state) => loadNoveltyFamily(family, state),
  };
}

/** Grain of what singletons are worth when they cease to be: sums of it do not depend on the order of parts. */
const SINGLETON_GRAIN = 2 ** -30;

/** Below 1, so that the other shape of the beta distribution stays above 0. */
const CHANCE_MAX = 0.999;

/** Number of sightings that are new, where each is with chance `chance`, which varies between windows. */
function newcomers(sightingCount: number, chance: number, { crowdShape }: NoveltyPrior): BetaBinomial {
  const bounded = Math.min(CHANCE_MAX, chance);
  return { trialCount: sightingCount, shape: { a: crowdShape, b: (crowdShape * (1 - bounded)) / bounded } };
}

/** @throws BUG when a category code is negative: codes are places in the signal's dictionary. */
function checkCategories(block: ObservationBlock): void {
  checkBlock(block, "categories");
  const end = block.partOffset[block.rowCount] ?? 0;
  let negativeCount = 0;
  for (let at = 0; at < end; at++) if (!((block.part[at] ?? -1) >= 0)) negativeCount++;
  invariant(negativeCount === 0, "a category has a negative code");
}

/** New categories by surprise, the most surprising first; shares add up to 1. */
function sharesOfNew(
  block: ObservationBlock,
  row: number,
  surpriseOf: (code: number) => number,
): readonly Contribution[] {
  const found: { readonly code: number; readonly surprise: number }[] = [];
  let total = 0;
  for (let at = block.partOffset[row] ?? 0; at < (block.partOffset[row + 1] ?? 0); at++) {
    const code = block.part[at] ?? 0;
    const surprise = block.itemCount[at] === 0 ? 0 : surpriseOf(code);
    if (surprise > 0) found.push({ code, surprise });
    total += Math.max(0, surprise);
  }
  return found
    .sort((a, b) => b.surprise - a.surprise || a.code - b.code)
    .map(({ code, surprise }) => ({ part: String(code), share: surprise / total }));
}
