import {
  ageClass,
  countCrowd,
  countHolder,
  countRarity,
  countSightings,
  holdersClass,
  type NoveltyPrior,
} from "./family.ts";
import { type CategoryMemory, evict, note } from "./memory.ts";
import { type FirstSeenModel, isWarm, noveltyOf, type SightedRow } from "./model.ts";

/** What the categories of one row changed in the memory of their series. */
interface Noting {
  readonly newCodes: readonly number[];
  readonly sightingCount: number;
  /** Decayed number of singletons that were seen again. */
  readonly repeatedSum: number;
}

/** Grain of a decayed singleton: sums of whole grains do not depend on the order of parts. */
const SINGLETON_GRAIN = 2 ** -30;

/** Teaches one row to its series and to the family; windows at or before the last one learned are left out. */
export function learnRow(
  model: FirstSeenModel,
  row: SightedRow,
  { memory, prior }: { readonly memory: CategoryMemory; readonly prior: NoveltyPrior },
): void {
  const { seenCount, lastWindow } = memory;
  if (seenCount > 0 && row.window <= lastWindow) return;
  const { newCodes, sightingCount, repeatedSum } = noteAll(model, row, memory);
  if (sightingCount === 0) return;
  const { family } = model;
  const newCount = newCodes.length;
  for (const code of newCodes) countHolder(family, code, 1);
  if (seenCount > 0)
    countSightings(family, ageClass(seenCount), { novel: newCount, sighting: sightingCount });
  if (isWarm(model, memory)) {
    const novelty = noveltyOf(model, memory, { prior, window: row.window });
    countCrowd(family, newCount, { sightingCount, novelty });
    for (const code of newCodes) countRarity(family, holdersClass(family, code, false));
  }
  const faded = seenCount === 0 ? 1 : model.keep ** (row.window - lastWindow);
  memory.singletonSum = Math.max(0, memory.singletonSum * faded - repeatedSum) + newCount;
  memory.sightingSum = memory.sightingSum * faded + sightingCount;
  memory.seenCount = seenCount + 1;
  memory.lastWindow = row.window;
  for (const code of evict(memory, model.params.kindCountMax)) countHolder(family, code, -1);
}

function noteAll({ keep }: FirstSeenModel, row: SightedRow, memory: CategoryMemory): Noting {
  const newCodes: number[] = [];
  let sightingCount = 0;
  let repeatedGrains = 0;
  for (let at = row.from; at < row.to; at++) {
    if (row.itemCount[at] === 0) continue;
    const code = row.part[at] ?? 0;
    const { kind, lastBefore } = note(memory, code, row.window);
    if (kind !== "seen_now") sightingCount++;
    if (kind === "new") newCodes.push(code);
    if (kind === "seen_once")
      repeatedGrains += Math.round(keep ** (row.window - lastBefore) / SINGLETON_GRAIN);
  }
  return { newCodes, sightingCount, repeatedSum: repeatedGrains * SINGLETON_GRAIN };
}
