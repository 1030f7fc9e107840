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

/** Every mass fades to `keep` of itself. */
export function fade(histogram: DecayedHistogram, keep: number): void {
  histogram.masses.forEach((mass, at) => {
    histogram.masses[at] = mass * keep;
  });
  histogram.otherMass *= keep;
}

export function addMass(histogram: DecayedHistogram, key: number, mass: number): void {
  const at = lowerBound(histogram.keys, key);
  if (histogram.keys[at] === key) histogram.masses[at] = (histogram.masses[at] ?? 0) + mass;
  else {
    histogram.keys.splice(at, 0, key);
    histogram.masses.splice(at, 0, mass);
  }
}

/** Removes the lightest keys until at most `keyCount` are left; the first of equals goes. */
export function trim(histogram: DecayedHistogram, keyCount: number, rule: TrimRule): void {
  while (histogram.keys.length > keyCount) {
    let lightest = 0;
    histogram.masses.forEach((mass, at) => {
      if (mass < (histogram.masses[lightest] ?? 0)) lightest = at;
    });
    const key = histogram.keys[lightest] ?? 0;
    const mass = histogram.masses[lightest] ?? 0;
    histogram.keys.splice(lightest, 1);
    histogram.masses.splice(lightest, 1);
    if (rule === "forget") histogram.otherMass += mass;
    else {
      const near = nearest(histogram.keys, lightest, key);
      histogram.masses[near] = (histogram.masses[near] ?? 0) + mass;
    }
  }
}

function nearest(keys: readonly number[], at: number, key: number): number {
  const below = keys[at - 1];
  const above = keys[at];
  if (below === undefined) return at;
  if (above === undefined) return at - 1;
  return key - below <= above - key ? at - 1 : at;
}
