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
