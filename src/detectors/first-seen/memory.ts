import type { Json } from "../../domain/brand.ts";
import { invariant } from "../../domain/gatehouse-error.ts";
import { numberIn, numbersIn } from "../define-state-reader.ts";

/**
 * Categories that one series has shown, by open addressing in one array: (code + 1, last window, sightings up to 2) an
 * entry, code + 1 = 0 where it is free.
 */
export interface CategoryMemory {
  entry: Int32Array;
  kindCount: number;
  /** Windows learned. */
  seenCount: number;
  lastWindow: number;
  /** Decayed number of categories seen in one window only, and of (window, category) sightings, as of `lastWindow`. */
  singletonSum: number;
  sightingSum: number;
}

const STRIDE = 3;
const CAPACITY_MIN = 4;
/** Full to three quarters at most: a look-up then takes two or three steps. */
const FILL_MAX = 0.75;
/** Share that stays when a memory is full: evicting in bulk makes the sort rare. */
const KEPT_SHARE = 0.75;
/** Fibonacci hashing: 2³² divided by the golden ratio. Source: Knuth, The Art of Computer Programming 3, section 6.4. */
const HASH_FACTOR = 0x9e3779b1;

export function emptyMemory(): CategoryMemory {
  return {
    entry: new Int32Array(CAPACITY_MIN * STRIDE),
    kindCount: 0,
    seenCount: 0,
    lastWindow: 0,
    singletonSum: 0,
    sightingSum: 0,
  };
}

/** Whether the series has shown `code` and still remembers it. */
export function remembers(memory: CategoryMemory, code: number): boolean {
  return memory.entry[placeOf(memory.entry, code)] !== 0;
}

function placeOf(entry: Int32Array, code: number): number {
  const capacityMask = entry.length / STRIDE - 1;
  const key = code + 1;
  const hash = Math.imul(key, HASH_FACTOR);
  let slot = (hash ^ (hash >>> 15)) & capacityMask;
  for (;;) {
    const found = entry[slot * STRIDE] ?? 0;
    if (found === key || found === 0) return slot * STRIDE;
    slot = (slot + 1) & capacityMask;
  }
}

/** What the memory knew of a category before it was noted. */
export type Noted = "new" | "seen_now" | "seen_once" | "seen_often";

/** Notes that the series shows `code` in `window`; `lastBefore` of the result is the window of the sighting before. */
export function note(
  memory: CategoryMemory,
  code: number,
  window: number,
): { readonly kind: Noted; readonly lastBefore: number } {
  const { entry } = memory;
  const place = placeOf(entry, code);
  if (entry[place] === 0) {
    addEntry(memory, place, [code + 1, window, 1]);
    return { kind: "new", lastBefore: window };
  }
  const lastBefore = entry[place + 1] ?? 0;
  if (lastBefore === window) return { kind: "seen_now", lastBefore };
  const isSingleton = entry[place + 2] === 1;
  entry[place + 1] = window;
  entry[place + 2] = 2;
  return { kind: isSingleton ? "seen_once" : "seen_often", lastBefore };
}

function addEntry(memory: CategoryMemory, place: number, numbers: readonly [number, number, number]): void {
  memory.entry.set(numbers, place);
  memory.kindCount++;
  const capacity = memory.entry.length / STRIDE;
  if (memory.kindCount <= capacity * FILL_MAX) return;
  memory.entry = rebuilt(allEntries(memory.entry), 2 * capacity);
}

function rebuilt(entries: readonly (readonly [number, number, number])[], capacity: number): Int32Array {
  const entry = new Int32Array(capacity * STRIDE);
  for (const numbers of entries) entry.set(numbers, placeOf(entry, numbers[0] - 1));
  return entry;
}

function allEntries(entry: Int32Array): [number, number, number][] {
  const entries: [number, number, number][] = [];
  for (let at = 0; at < entry.length; at += STRIDE) {
    const key = entry[at] ?? 0;
    if (key !== 0) entries.push([key, entry[at + 1] ?? 0, entry[at + 2] ?? 0]);
  }
  return entries;
}

/**
 * Forgets the least recent categories when there are more than `kindCountMax`, and names them. To be called after all
 * categories of a window are noted, so that their order changes nothing.
 */
export function evict(memory: CategoryMemory, kindCountMax: number): readonly number[] {
  if (memory.kindCount <= kindCountMax) return [];
  const entries = allEntries(memory.entry).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const kept = entries.slice(0, Math.ceil(KEPT_SHARE * kindCountMax));
  memory.kindCount = kept.length;
  memory.entry = rebuilt(kept, capacityFor(kept.length));
  return entries.slice(kept.length).map(([key]) => key - 1);
}

function capacityFor(kindCount: number): number {
  let capacity = CAPACITY_MIN;
  while (kindCount > capacity * FILL_MAX) capacity *= 2;
  return capacity;
}

export function dumpMemory(memory: CategoryMemory): Json {
  return {
    counts: [memory.seenCount, memory.lastWindow, memory.singletonSum, memory.sightingSum],
    entries: allEntries(memory.entry)
      .sort((a, b) => a[0] - b[0])
      .flat(),
  };
}

/** @throws BUG when `state` was not made by {@link dumpMemory}. */
export function loadMemory(state: Json): CategoryMemory {
  const numbers = numbersIn(state, "entries");
  invariant(numbers.length % STRIDE === 0, "the state of a series of categories is cut off");
  const entries: [number, number, number][] = [];
  for (let at = 0; at < numbers.length; at += STRIDE) {
    entries.push([numbers[at] ?? 0, numbers[at + 1] ?? 0, numbers[at + 2] ?? 0]);
  }
  return {
    entry: rebuilt(entries, capacityFor(entries.length)),
    kindCount: entries.length,
    seenCount: numberIn(state, "counts", 0),
    lastWindow: numberIn(state, "counts", 1),
    singletonSum: numberIn(state, "counts", 2),
    sightingSum: numberIn(state, "counts", 3),
  };
}
