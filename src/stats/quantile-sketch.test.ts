import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SKETCH_ACCURACY_RATIO, sketchBucketOf } from "../domain/sketch-bucket.ts";
import {
  kolmogorovDistance,
  mergeSketches,
  type SketchColumns,
  sketchQuantile,
  wassersteinDistance,
} from "./quantile-sketch.ts";

const RUNS = { seed: 12, numRuns: 100 } as const;
const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });

function sketchOf(items: readonly number[]): SketchColumns {
  const counts = new Map<number, number>();
  for (const item of items) {
    const bucket = sketchBucketOf(item, SKETCH_ACCURACY_RATIO) ?? 0;
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a], [b]) => a - b);
  return { bucket: sorted.map(([bucket]) => bucket), itemCount: sorted.map(([, count]) => count) };
}

describe("quantile sketch", () => {
  test("a quantile is within the accuracy of the item of that rank", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (items, q) => {
        const sorted = [...items].sort((a, b) => a - b);
        const exact = sorted[Math.floor(q * (items.length - 1))] ?? 0;
        const found = sketchQuantile(sketchOf(items), q, SKETCH_ACCURACY_RATIO);
        const allowed = 1.0001 * SKETCH_ACCURACY_RATIO * Math.abs(exact) + 1e-9;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(allowed);
      }),
      RUNS,
    );
  });

  test("merging is sketching all items at once, in any order", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(mergeSketches(sketchOf(a), sketchOf(b))).toEqual(sketchOf([...a, ...b]));
        expect(mergeSketches(sketchOf(b), sketchOf(a))).toEqual(sketchOf([...a, ...b]));
      }),
      RUNS,
    );
  });

  test("distances are 0 to itself, symmetric, and at most 1 for cumulative shares", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [x, y] = [sketchOf(a), sketchOf(b)];
        expect(kolmogorovDistance(x, x)).toBe(0);
        expect(wassersteinDistance(x, x, SKETCH_ACCURACY_RATIO)).toBe(0);
        expect(kolmogorovDistance(x, y)).toBeCloseTo(kolmogorovDistance(y, x), 12);
        expect(kolmogorovDistance(x, y)).toBeLessThanOrEqual(1 + 1e-12);
      }),
      RUNS,
    );
  });

  test("moving all items by a step moves the earth by that step, within the accuracy", () => {
    const items = [100, 200, 300, 400];
    const moved = items.map((item) => item + 50);
    const distance = wassersteinDistance(sketchOf(items), sketchOf(moved), SKETCH_ACCURACY_RATIO);
    expect(Math.abs(distance - 50)).toBeLessThan(2 * SKETCH_ACCURACY_RATIO * 450);
  });
});
