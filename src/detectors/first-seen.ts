import type { Contribution } from "../domain/evidence.ts";
import { invariant } from "../domain/gatehouse-error.ts";
import { DAY_MS } from "../domain/units.ts";
import { windowNumber } from "../stats/season-slots.ts";
import { checkBlock } from "./define-block-check.ts";
import {
  type DetectorTable,
  defineDetector,
  NOTHING_EXPECTED,
  type ObservationBlock,
  type SignalTraits,
} from "./define-detector.ts";
import {
  beginNoveltyWindow,
  dumpNoveltyFamily,
  loadNoveltyFamily,
  noveltyPrior,
  openNoveltyFamily,
} from "./first-seen/family.ts";
import { learnRow } from "./first-seen/learn-row.ts";
import { type CategoryMemory, dumpMemory, emptyMemory, loadMemory, remembers } from "./first-seen/memory.ts";
import {
  type FirstSeenModel,
  type FirstSeenParams,
  isWarm,
  noveltyOf,
  rarityOf,
  type SightedRow,
} from "./first-seen/model.ts";
import { pOfRow } from "./first-seen/score-row.ts";

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
  cost: "score 0.1 µs and learn 0.1 µs a category on one core, 0.5 µs more for a row with something new; 16 to 32 bytes a remembered category, at most 12 kB a series",
  reference:
    "Good (1953), The population frequencies of species and the estimation of population parameters, Biometrika 40",
  defaults: { halfLifeDays: 56, neededCount: 3, kindCountMax: 512, priorSightingCount: 20 },
  open: openTable,
});

function openTable(params: FirstSeenParams, traits: SignalTraits): DetectorTable {
  const keep = 2 ** (-traits.windowMs / (params.halfLifeDays * DAY_MS));
  const family = openNoveltyFamily();
  const model: FirstSeenModel = { params, family, keep };
  const memories: CategoryMemory[] = [];
  const windowOf = (block: ObservationBlock) => windowNumber(block.windowStartMs, traits.windowMs);

  function memoryFor(series: number): CategoryMemory {
    const memory = memories[series];
    invariant(memory !== undefined, "a block holds a series that the table has no room for");
    return memory;
  }
  function sightedRow(block: ObservationBlock, row: number, window: number): SightedRow {
    const { part, itemCount, partOffset } = block;
    return { part, itemCount, from: partOffset[row] ?? 0, to: partOffset[row + 1] ?? 0, window };
  }

  return {
    grow(seriesCount) {
      while (memories.length < seriesCount) memories.push(emptyMemory());
    },
    score(block, p) {
      checkCategories(block);
      const window = windowOf(block);
      const prior = noveltyPrior(family, window);
      for (let row = 0; row < block.rowCount; row++) {
        const memory = memoryFor(block.series[row] ?? 0);
        p[row] = pOfRow(model, sightedRow(block, row, window), { memory, prior });
      }
    },
    explain(block, row) {
      const memory = memoryFor(block.series[row] ?? 0);
      if (!isWarm(model, memory)) return NOTHING_EXPECTED;
      const window = windowOf(block);
      const prior = noveltyPrior(family, window);
      const novelty = noveltyOf(model, memory, { prior, window });
      const surpriseOf = (code: number) =>
        remembers(memory, code) ? 0 : -Math.log(novelty * rarityOf(model, code, prior));
      return { ...NOTHING_EXPECTED, contributions: sharesOfNew(sightedRow(block, row, window), surpriseOf) };
    },
    learn(block) {
      checkCategories(block);
      const window = windowOf(block);
      if (block.rowCount > 0) beginNoveltyWindow(family, window, keep);
      const prior = noveltyPrior(family, window);
      for (let row = 0; row < block.rowCount; row++) {
        const memory = memoryFor(block.series[row] ?? 0);
        learnRow(model, sightedRow(block, row, window), { memory, prior });
      }
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
  { part, itemCount, from, to }: SightedRow,
  surpriseOf: (code: number) => number,
): readonly Contribution[] {
  const found: { readonly code: number; readonly surprise: number }[] = [];
  let total = 0;
  for (let at = from; at < to; at++) {
    const code = part[at] ?? 0;
    const surprise = itemCount[at] === 0 ? 0 : surpriseOf(code);
    if (!(surprise > 0)) continue;
    found.push({ code, surprise });
    total += surprise;
  }
  return found
    .sort((a, b) => b.surprise - a.surprise || a.code - b.code)
    .map(({ code, surprise }) => ({ part: String(code), share: surprise / total }));
}
