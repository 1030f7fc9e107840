import { noveltyChance } from "../../stats/good-turing.ts";
import { ageClass, holdersClass, type NoveltyFamily, type NoveltyPrior } from "./family.ts";
import type { CategoryMemory } from "./memory.ts";

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

/** What one table computes with. */
export interface FirstSeenModel {
  readonly params: FirstSeenParams;
  readonly family: NoveltyFamily;
  /** What one window keeps of the sums. */
  readonly keep: number;
}

/** One row of a block: its parts stand at `from` … `to` − 1. */
export interface SightedRow {
  readonly part: Int32Array;
  readonly itemCount: Float64Array;
  readonly from: number;
  readonly to: number;
  readonly window: number;
}

export function isWarm({ params }: FirstSeenModel, memory: CategoryMemory): boolean {
  return memory.seenCount >= params.neededCount;
}

/** Chance that a sighting of this series is new to it; for series that have learned a window. */
export function noveltyOf(
  { params, keep }: FirstSeenModel,
  memory: CategoryMemory,
  { prior, window }: { readonly prior: NoveltyPrior; readonly window: number },
): number {
  const faded = keep ** Math.max(0, window - memory.lastWindow);
  return noveltyChance({
    singletonCount: Math.max(0, memory.singletonSum) * faded,
    sightingCount: memory.sightingSum * faded,
    priorNovelty: prior.noveltyByAge[ageClass(memory.seenCount)] ?? 1,
    priorSightingCount: params.priorSightingCount,
  });
}

/** Chance that something new is at least as rare among the other series as `code`. */
export function rarityOf({ family }: FirstSeenModel, code: number, prior: NoveltyPrior): number {
  return prior.rarityByHolders[holdersClass(family, code, prior.withPending)] ?? 1;
}
