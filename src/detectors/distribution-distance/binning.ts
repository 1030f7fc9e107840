import { lowerBound, totalMass } from "../../stats/decayed-histogram.ts";
import { referenceItemCount, type ShapeReference } from "./reference.ts";

/** Bins of a reference: which bin a key falls into, and the share that is expected there. */
export interface Binning {
  readonly expected: Float64Array;
  /** Ordered keys: the last key of each bin, Infinity for the last bin. Categories: codes with a bin of their own. */
  readonly bound: readonly number[];
  readonly isOrdered: boolean;
  /** All known codes, ascending; empty for ordered keys. */
  readonly known: readonly number[];
}

/** Shares of the reference below which bins end: about equal ones, finer at both ends, where few items tell much. */
const ORDERED_LEVELS = [0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 2];
/** A bucket with more of the reference than this is a value that repeats, and gets a bin of its own. */
const ATOM_SHARE = 1 / 12;
/**
 * Keys this near to a repeated value are that value: neighboring buckets are 2 % apart, and a value at the edge of two
 * would seem to jump.
 */
const ATOM_REACH = 1;
/** A category with less of the reference than this is compared as part of the rest. */
const CATEGORY_SHARE_MIN = 1 / 256;
/** Imagined items in each bin: what was never seen may come. Source: Krichevsky, Trofimov (1981). */
const IMAGINED_COUNT = 0.5;

export function binningOf(reference: ShapeReference, isOrdered: boolean): Binning {
  return isOrdered ? orderedBinning(reference) : categoryBinning(reference);
}

/** Bin of `key`. Cost: log₂ of the number of bins or known codes. */
export function binOfKey({ bound, isOrdered, known }: Binning, key: number): number {
  const at = lowerBound(bound, key);
  if (isOrdered || bound[at] === key) return at;
  return known[lowerBound(known, key)] === key ? bound.length : bound.length + 1;
}

/** One bin below all that was seen, one above, and between them shares of the reference and repeated values apart. */
function orderedBinning(reference: ShapeReference): Binning {
  const { keys, masses } = reference.histogram;
  const total = totalMass(reference.histogram);
  const bound: number[] = [];
  const mass: number[] = [];
  let open = 0;
  let below = 0;
  let level = 0;
  // Infinity outside of a repeated value.
  let atomEnd = Infinity;
  const close = (at: number): void => {
    if (bound.length > 0 && at <= (bound[bound.length - 1] ?? 0)) return;
    bound.push(at);
    mass.push(open);
    open = 0;
  };
  close((keys[0] ?? 0) - ATOM_REACH - 1);
  keys.forEach((key, at) => {
    const own = masses[at] ?? 0;
    if (key > atomEnd) {
      close(atomEnd);
      atomEnd = Infinity;
    }
    if (own >= ATOM_SHARE * total) {
      if (atomEnd === Infinity) close(key - ATOM_REACH - 1);
      atomEnd = key + ATOM_REACH;
    }
    open += own;
    below += own;
    const isFull = below >= (ORDERED_LEVELS[level] ?? 2) * total;
    while (below >= (ORDERED_LEVELS[level] ?? 2) * total) level++;
    if (isFull && atomEnd === Infinity) close(key);
  });
  const last = (keys[keys.length - 1] ?? 0) + ATOM_REACH;
  if (open > 0) close(last);
  close(Infinity);
  return { expected: expectedShares(reference, mass), bound, isOrdered: true, known: [] };
}

/** A bin for each frequent category, then one for the other known ones, then one for those never seen or forgotten. */
function categoryBinning(reference: ShapeReference): Binning {
  const { keys, masses, otherMass } = reference.histogram;
  const total = totalMass(reference.histogram);
  const bound: number[] = [];
  const mass: number[] = [];
  let rest = 0;
  keys.forEach((key, at) => {
    const own = masses[at] ?? 0;
    if (own < CATEGORY_SHARE_MIN * total) rest += own;
    else {
      bound.push(key);
      mass.push(own);
    }
  });
  mass.push(rest, otherMass);
  return { expected: expectedShares(reference, mass), bound, isOrdered: false, known: [...keys] };
}

function expectedShares(reference: ShapeReference, mass: readonly number[]): Float64Array {
  const itemCount = referenceItemCount(reference);
  const perMass = itemCount / totalMass(reference.histogram);
  const total = itemCount + IMAGINED_COUNT * mass.length;
  return Float64Array.from(mass, (own) => (own * perMass + IMAGINED_COUNT) / total);
}
