/** Masses by whole key, keys ascending; what was trimmed away is kept as one nameless mass. */
export interface DecayedHistogram {
  readonly keys: number[];
  readonly masses: number[];
  otherMass: number;
}

/** What trimming does with a key: forget its name, or give its mass to the nearest key (for keys that are ordered). */
export type TrimRule = "forget" | "merge";

export function emptyHistogram(): DecayedHistogram {
  return { keys: [], masses: [], otherMass: 0 };
}

export function totalMass(histogram: DecayedHistogram): number {
  return histogram.masses.reduce((sum, mass) => sum + mass, histogram.otherMass);
}

/** Index of the first key that is not below `key`. Cost: log₂ of the number of keys. */
export function lowerBound(keys: ArrayLike<number>, key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
