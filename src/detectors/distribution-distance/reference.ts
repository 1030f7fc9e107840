import type { Json } from "../../domain/brand.ts";
import { addMass, type DecayedHistogram, emptyHistogram, fade, type TrimRule, trim } from "../../stats/decayed-histogram.ts";
import { numberIn, numbersIn } from "../define-state-reader.ts";

/** What one series usually looks like, and how far its windows usually are from that. */
export interface ShapeReference {
  seenCount: number;
  lastWindow: number;
  /** Decayed sum of the shares of past windows, each weighed by how many items it rests on. */
  readonly histogram: DecayedHistogram;
  /** Decayed Σ weight, and Σ weight² / items: their ratio tells how many items the reference is worth. */
  weight: number;
  noise: number;
  /** Decayed number of past distances; sums of distance beyond sampling noise, and of (distance / expected − 1)². */
  distanceCount: number;
  excessSum: number;
  squareSum: number;
}

/** Keys kept of one series: enough for a quantile sketch over nine decades at 16 equal shares. */
const KEY_COUNT_MAX = 256;
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

/** Takes a window into the reference. */
export function learnShape(reference: ShapeReference, shape: WindowShape, by: { keep: number; rule: TrimRule }): void {
  const weight = shape.total / (shape.total + HALF_WEIGHT_COUNT);
  fade(reference.histogram, by.keep);
  reference.weight = reference.weight * by.keep + weight;
  reference.noise = reference.noise * by.keep ** 2 + (weight * weight) / shape.total;
  for (let at = 0; at < shape.keys.length; at++) {
    const items = shape.itemCounts[at] ?? 0;
    if (items > 0) addMass(reference.histogram, shape.keys[at] ?? 0, (weight * items) / shape.total);
  }
  trim(reference.histogram, KEY_COUNT_MAX, by.rule);
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
  };
}
