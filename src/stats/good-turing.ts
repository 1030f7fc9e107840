/** What was counted, and what to believe while little was counted. */
export interface NoveltyCounts {
  /** Kinds seen exactly once. */
  readonly singletonCount: number;
  /** Sightings of all kinds. */
  readonly sightingCount: number;
  /** Chance of a new kind in like series; weighs as much as `priorSightingCount` sightings. */
  readonly priorNovelty: number;
  readonly priorSightingCount: number;
}

/**
 * Chance that the next sighting is of a kind never seen: N₁ / N, shrunk to the prior. In (0, 1] for a prior in (0, 1].
 * Works when sightings are exchangeable; fails when kinds die out and new ones take their place at a changing pace.
 * Source: Good (1953), The population frequencies of species and the estimation of population parameters, Biometrika 40.
 */
export function noveltyChance(counts: NoveltyCounts): number {
  const { singletonCount, sightingCount, priorNovelty, priorSightingCount } = counts;
  return (singletonCount + priorNovelty * priorSightingCount) / (sightingCount + priorSightingCount);
}

/**
 * Mass of all kinds at least as rare as one seen k times, for k = 0 … (k = 0: only the unseen), kinds seen exactly k
 * times counted half: a mid-tail. `kindCount[k]` is how many kinds were seen k times; index 0 is ignored.
 * The unseen get N₁ / N of the mass, the seen share the rest in proportion to their sightings.
 */
export function rarityTail(kindCount: ArrayLike<number>): Float64Array {
  let sightingCount = 0;
  for (let k = 1; k < kindCount.length; k++) sightingCount += k * (kindCount[k] ?? 0);
  const tail = new Float64Array(kindCount.length);
  // With nothing seen, all that comes is unseen; one imagined singleton keeps the mass of the unseen above 0.
  const unseen = ((kindCount[1] ?? 0) + 1) / (sightingCount + 1);
  tail[0] = unseen / 2;
  let below = unseen;
  for (let k = 1; k < kindCount.length; k++) {
    const mass = sightingCount === 0 ? 0 : ((1 - unseen) * k * (kindCount[k] ?? 0)) / sightingCount;
    tail[k] = Math.min(1, below + mass / 2);
    below += mass;
  }
  return tail;
}

/** Chance that the smallest of `testCount` independent p-values is at most `p`. Source: Šidák (1967), JASA 62(318). */
export function smallestOf(p: number, testCount: number): number {
  return -Math.expm1(testCount * Math.log1p(-Math.min(p, 1 - 1e-16)));
}
