import { invariant } from "../domain/gatehouse-error.ts";
import { sketchValueOf } from "../domain/sketch-bucket.ts";

/** A quantile sketch as columns: buckets ascending and distinct, each with its count > 0. */
export interface SketchColumns {
  readonly bucket: ArrayLike<number>;
  readonly itemCount: ArrayLike<number>;
}

/** Both sketches as one: counts of equal buckets add. Both must have the same accuracy. Cost: one pass. */
export function mergeSketches(a: SketchColumns, b: SketchColumns): SketchColumns {
  const bucket: number[] = [];
  const itemCount: number[] = [];
  forEachBucket(a, b, (at, first, second) => {
    bucket.push(at);
    itemCount.push(first + second);
  });
  return { bucket, itemCount };
}

/**
 * The `q`-quantile of what the sketch holds, within its relative accuracy, for 0 ≤ q ≤ 1.
 * @throws BUG for an empty sketch.
 * Source: Masson, Rim, Lee (2019), DDSketch, VLDB 12(12), algorithm 2.
 */
export function sketchQuantile(sketch: SketchColumns, q: number, accuracyRatio: number): number {
  const total = totalOf(sketch);
  invariant(total > 0, "an empty sketch has no quantile");
  const rank = q * (total - 1);
  let below = 0;
  let last = 0;
  for (let i = 0; i < sketch.bucket.length; i++) {
    below += sketch.itemCount[i] ?? 0;
    last = sketch.bucket[i] ?? 0;
    if (below > rank) break;
  }
  return sketchValueOf(last, accuracyRatio);
}

/**
 * Largest difference between the two cumulative shares: Kolmogorov's distance, in [0, 1].
 * @throws BUG when a sketch is empty.
 */
export function kolmogorovDistance(a: SketchColumns, b: SketchColumns): number {
  const totalA = totalOf(a);
  const totalB = totalOf(b);
  invariant(totalA > 0 && totalB > 0, "an empty sketch has no distribution");
  let shareA = 0;
  let shareB = 0;
  let distance = 0;
  forEachBucket(a, b, (_at, first, second) => {
    shareA += first / totalA;
    shareB += second / totalB;
    distance = Math.max(distance, Math.abs(shareA - shareB));
  });
  return distance;
}

/**
 * Earth mover's distance between the two sketches in the unit of the values: Σ |F_a − F_b| times the step between
 * neighboring bucket values.
 * @throws BUG when a sketch is empty.
 * Source: Vallender (1974), Theory of Probability and its Applications 18(4) (distance between distribution functions).
 */
export function wassersteinDistance(a: SketchColumns, b: SketchColumns, accuracyRatio: number): number {
  const totalA = totalOf(a);
  const totalB = totalOf(b);
  invariant(totalA > 0 && totalB > 0, "an empty sketch has no distribution");
  let difference = 0;
  let distance = 0;
  let previous = 0;
  forEachBucket(a, b, (at, first, second) => {
    const value = sketchValueOf(at, accuracyRatio);
    distance += Math.abs(difference) * (value - previous);
    difference += first / totalA - second / totalB;
    previous = value;
  });
  return distance;
}

function totalOf(sketch: SketchColumns): number {
  let total = 0;
  for (let i = 0; i < sketch.itemCount.length; i++) total += sketch.itemCount[i] ?? 0;
  return total;
}

/** Visits the union of the buckets in ascending order with the count on each side. */
function forEachBucket(
  a: SketchColumns,
  b: SketchColumns,
  visit: (bucket: number, countA: number, countB: number) => void,
): void {
  let i = 0;
  let j = 0;
  while (i < a.bucket.length || j < b.bucket.length) {
    const nextA = a.bucket[i] ?? Infinity;
    const nextB = b.bucket[j] ?? Infinity;
    const at = Math.min(nextA, nextB);
    visit(at, nextA === at ? (a.itemCount[i] ?? 0) : 0, nextB === at ? (b.itemCount[j] ?? 0) : 0);
    if (nextA === at) i++;
    if (nextB === at) j++;
  }
}
