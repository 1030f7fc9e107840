import type { Json } from "../../domain/brand.ts";
import { lowerBound } from "../../stats/decayed-histogram.ts";
import { numberIn, numbersIn } from "../define-state-reader.ts";

/** What one series has seen: codes ascending, with the number of windows that had each, and the last such window. */
export interface KnownCategories {
  seenCount: number;
  lastWindow: number;
  /** Sum of `counts`, and how many of them are 1. */
  sightingCount: number;
  singletonCount: number;
  readonly codes: number[];
  readonly counts: number[];
  readonly lastSeen: number[];
}

export function nothingKnown(): KnownCategories {
  return {
    seenCount: 0,
    lastWindow: -1,
    sightingCount: 0,
    singletonCount: 0,
    codes: [],
    counts: [],
    lastSeen: [],
  };
}

export function isKnown(known: KnownCategories, code: number): boolean {
  return known.codes[lowerBound(known.codes, code)] === code;
}

/** Counts a sighting; true when the category is new. Beyond `capacity` the least seen, then longest unseen, is forgotten. */
export function sight(known: KnownCategories, code: number, capacity: number): boolean {
  const at = lowerBound(known.codes, code);
  known.sightingCount++;
  if (known.codes[at] === code) {
    const count = known.counts[at] ?? 0;
    if (count === 1) known.singletonCount--;
    known.counts[at] = count + 1;
    known.lastSeen[at] = known.lastWindow;
    return false;
  }
  known.singletonCount++;
  known.codes.splice(at, 0, code);
  known.counts.splice(at, 0, 1);
  known.lastSeen.splice(at, 0, known.lastWindow);
  if (known.codes.length > capacity) forgetOne(known, at);
  return true;
}

function forgetOne(known: KnownCategories, newest: number): void {
  let victim = newest === 0 ? 1 : 0;
  for (let at = victim + 1; at < known.codes.length; at++) {
    if (at === newest) continue;
    const difference = (known.counts[at] ?? 0) - (known.counts[victim] ?? 0);
    const age = (known.lastSeen[at] ?? 0) - (known.lastSeen[victim] ?? 0);
    if (difference < 0 || (difference === 0 && age < 0)) victim = at;
  }
  const count = known.counts[victim] ?? 0;
  known.sightingCount -= count;
  if (count === 1) known.singletonCount--;
  for (const list of [known.codes, known.counts, known.lastSeen]) list.splice(victim, 1);
}

export function dumpKnown(known: KnownCategories): Json {
  const { seenCount, lastWindow, codes, counts, lastSeen } = known;
  return { clock: [seenCount, lastWindow], codes: [...codes], counts: [...counts], lastSeen: [...lastSeen] };
}

export function loadKnown(state: Json): KnownCategories {
  const counts = [...numbersIn(state, "counts")];
  return {
    seenCount: numberIn(state, "clock", 0),
    lastWindow: numberIn(state, "clock", 1),
    sightingCount: counts.reduce((sum, count) => sum + count, 0),
    singletonCount: counts.filter((count) => count === 1).length,
    codes: [...numbersIn(state, "codes")],
    counts,
    lastSeen: [...numbersIn(state, "lastSeen")],
  };
}
