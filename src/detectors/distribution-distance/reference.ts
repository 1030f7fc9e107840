import type { Json } from "../../domain/brand.ts";
import {
  type DecayedHistogram,
  emptyHistogram,
  lowerBound,
  type TrimRule,
} from "../../stats/decayed-histogram.ts";
import { numberIn, numbersIn } from "../define-state-reader.ts";

/** What one series usually looks like, and how far its windows usually are from that. */
export interface ShapeReference {
  seenCount: number;
  lastWindow: number;
  /** Decayed sum of the shares of past windows, each weighed by how many items it rests on. */
  histogram: DecayedHistogram;
  /** Decayed Σ weight, and Σ weight² / items: their ratio tells how many items the reference is worth. */
  weight: number;
  noise: number;
  /** Decayed number of past distances, and the sum of (distance / expected − 1)². */
  distanceCount: number;
  /** Weighted sum of distance beyond sampling noise, and of the weights: windows of few items tell little of it. */
  excessSum: number;
  excessWeight: number;
  squareSum: number;
}

/** Keys kept of one series: a factor of 25,000 between the smallest and the largest value without loss. */
const KEY_COUNT_MAX = 512;
/** Share that stays when there are more: trimming in bulk makes it rare. */
const KEPT_SHARE = 0.75;
/** Windows with this many items weigh half of a window with very many. */
const HALF_WEIGHT_COUNT = 50;

export function emptyReference(): ShapeReference {
  return {
    seenCount: 0,
    lastWindow: -1,
    histogram: emptyHistogram(),
    weight: 0,
    noise: 0,
    distanceCount: 0,
    excessSum: 0,
    excessWeight: 0,
    squareSum: 0,
  };
}

/** Number of independent items that the reference is worth. */
export function referenceItemCount({ weight, noise }: ShapeReference): number {
  return noise === 0 ? 0 : (weight * weight) / noise;
}

export interface WindowShape {
  readonly keys: Int32Array;
  readonly itemCounts: Float64Array;
  readonly total: number;
}

/** Takes a window into the reference. Cost: linear in keys of both; no order of the window's keys is assumed. */
export function learnShape(
  reference: ShapeReference,
  shape: WindowShape,
  by: { keep: number; rule: TrimRule },
): void {
  const weight = shape.total / (shape.total + HALF_WEIGHT_COUNT);
  reference.weight = reference.weight * by.keep + weight;
  reference.noise = reference.noise * by.keep ** 2 + (weight * weight) / shape.total;
  const { histogram } = reference;
  const merged = merge(histogram, ascending(shape), { keep: by.keep, gain: weight / shape.total });
  const trimmed = merged.keys.length > KEY_COUNT_MAX ? trimInBulk(merged, by.rule) : merged;
  reference.histogram = { ...trimmed, otherMass: histogram.otherMass * by.keep + trimmed.otherMass };
}

/** Position of an item is packed below its key, so that numbers sort natively; exact up to 2⁵³. */
const POSITION_COUNT = 2 ** 20;

function ascending({ keys, itemCounts, total }: WindowShape): WindowShape {
  let isAscending = keys.length < POSITION_COUNT;
  for (let at = 1; at < keys.length && isAscending; at++) isAscending = (keys[at - 1] ?? 0) < (keys[at] ?? 0);
  if (isAscending) return { keys, itemCounts, total };
  const packed = Float64Array.from(keys, (key, at) => key * POSITION_COUNT + at).sort();
  const order = packed.map((number) => number - Math.floor(number / POSITION_COUNT) * POSITION_COUNT);
  return {
    keys: Int32Array.from(order, (at) => keys[at] ?? 0),
    itemCounts: order.map((at) => itemCounts[at] ?? 0),
    total,
  };
}

function merge(
  { keys, masses }: DecayedHistogram,
  shape: WindowShape,
  { keep, gain }: { readonly keep: number; readonly gain: number },
): DecayedHistogram {
  const merged = emptyHistogram();
  let old = 0;
  let added = 0;
  while (old < keys.length || added < shape.keys.length) {
    const oldKey = keys[old] ?? Infinity;
    const addedKey = shape.keys[added] ?? Infinity;
    const key = Math.min(oldKey, addedKey);
    let mass = 0;
    if (oldKey === key) mass += (masses[old++] ?? 0) * keep;
    if (addedKey === key) mass += (shape.itemCounts[added++] ?? 0) * gain;
    if (!(mass > 0)) continue;
    merged.keys.push(key);
    merged.masses.push(mass);
  }
  return merged;
}

/** Removes the lightest keys, the smaller of equals first. */
function trimInBulk(histogram: DecayedHistogram, rule: TrimRule): DecayedHistogram {
  const { keys, masses } = histogram;
  const order = keys.map((_, at) => at).sort((a, b) => (masses[b] ?? 0) - (masses[a] ?? 0) || b - a);
  const kept = order.slice(0, Math.ceil(KEPT_SHARE * KEY_COUNT_MAX)).sort((a, b) => a - b);
  const result: DecayedHistogram = {
    keys: kept.map((at) => keys[at] ?? 0),
    masses: kept.map((at) => masses[at] ?? 0),
    otherMass: 0,
  };
  for (const at of order.slice(kept.length)) {
    const mass = masses[at] ?? 0;
    if (rule === "forget") result.otherMass += mass;
    else {
      const near = nearest(result.keys, keys[at] ?? 0);
      result.masses[near] = (result.masses[near] ?? 0) + mass;
    }
  }
  return result;
}

function nearest(keys: readonly number[], key: number): number {
  const above = lowerBound(keys, key);
  if (above === 0) return 0;
  if (above === keys.length) return above - 1;
  return key - (keys[above - 1] ?? 0) <= (keys[above] ?? 0) - key ? above - 1 : above;
}

export function dumpReference(reference: ShapeReference): Json {
  const { histogram } = reference;
  return {
    clock: [reference.seenCount, reference.lastWindow],
    keys: [...histogram.keys],
    masses: [...histogram.masses],
    sums: [
      histogram.otherMass,
      reference.weight,
      reference.noise,
      reference.distanceCount,
      reference.excessSum,
      reference.squareSum,
      reference.excessWeight,
    ],
  };
}

export function loadReference(state: Json): ShapeReference {
  return {
    seenCount: numberIn(state, "clock", 0),
    lastWindow: numberIn(state, "clock", 1),
    histogram: {
      keys: [...numbersIn(state, "keys")],
      masses: [...numbersIn(state, "masses")],
      otherMass: numberIn(state, "sums", 0),
    },
    weight: numberIn(state, "sums", 1),
    noise: numberIn(state, "sums", 2),
    distanceCount: numberIn(state, "sums", 3),
    excessSum: numberIn(state, "sums", 4),
    squareSum: numberIn(state, "sums", 5),
    excessWeight: numberIn(state, "sums", 6),
  };
}
