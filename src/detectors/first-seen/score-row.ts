import { P_VALUE_MIN } from "../../domain/units.ts";
import { type BetaBinomial, logBetaBinomialPoint, logBetaBinomialUpper } from "../../stats/beta-binomial.ts";
import type { NoveltyPrior } from "./family.ts";
import { type CategoryMemory, remembers } from "./memory.ts";
import { type FirstSeenModel, isWarm, noveltyOf, rarityOf, type SightedRow } from "./model.ts";

/** Categories of one row, and how rare the new ones are among the other series. */
interface Novelties {
  readonly sightingCount: number;
  readonly newCount: number;
  readonly rarest: number;
  readonly commonest: number;
}

/** Below 1, so that the other shape of the beta distribution stays above 0. */
const CHANCE_MAX = 0.999;

/** p of one row: NaN while warming and without categories, 1 without new ones. */
export function pOfRow(
  model: FirstSeenModel,
  row: SightedRow,
  { memory, prior }: { readonly memory: CategoryMemory; readonly prior: NoveltyPrior },
): number {
  if (!isWarm(model, memory)) return Number.NaN;
  const found = findNovelties(model, row, { memory, prior });
  if (found.sightingCount === 0) return Number.NaN;
  if (found.newCount === 0) return 1;
  return pOfNovelties(found, noveltyOf(model, memory, { prior, window: row.window }), prior);
}

function findNovelties(
  model: FirstSeenModel,
  { part, itemCount, from, to }: SightedRow,
  { memory, prior }: { readonly memory: CategoryMemory; readonly prior: NoveltyPrior },
): Novelties {
  let sightingCount = 0;
  let newCount = 0;
  let rarest = 1;
  let commonest = 0;
  for (let at = from; at < to; at++) {
    if (itemCount[at] === 0) continue;
    sightingCount++;
    const code = part[at] ?? 0;
    if (remembers(memory, code)) continue;
    newCount++;
    const rarity = rarityOf(model, code, prior);
    rarest = Math.min(rarest, rarity);
    commonest = Math.max(commonest, rarity);
  }
  return { sightingCount, newCount, rarest, commonest };
}

/** The smaller of two chances: one category this rare, or as many that are no commoner than these; Bonferroni for both. */
function pOfNovelties(found: Novelties, novelty: number, prior: NoveltyPrior): number {
  const { sightingCount, newCount, rarest, commonest } = found;
  const ofRarest = -Math.expm1(logBetaBinomialPoint(0, newcomers(sightingCount, novelty * rarest, prior)));
  if (newCount === 1) return Math.max(P_VALUE_MIN, ofRarest);
  const all = newcomers(sightingCount, novelty * commonest, prior);
  const point = Math.exp(logBetaBinomialPoint(newCount, all));
  const ofAll = Math.exp(logBetaBinomialUpper(newCount, all)) - point / 2;
  return Math.min(1, Math.max(P_VALUE_MIN, 2 * Math.min(ofRarest, ofAll)));
}

/** Number of sightings that are new, where each is with chance `chance`, which varies between windows. */
function newcomers(sightingCount: number, chance: number, { crowdShape }: NoveltyPrior): BetaBinomial {
  const bounded = Math.min(CHANCE_MAX, chance);
  return { trialCount: sightingCount, shape: { a: crowdShape, b: (crowdShape * (1 - bounded)) / bounded } };
}
