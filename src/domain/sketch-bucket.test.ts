import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  SKETCH_MAGNITUDE_MAX,
  SKETCH_MAGNITUDE_MIN,
  sketchBucketOf,
  sketchScale,
  sketchValueOf,
} from "./sketch-bucket.ts";

const accuracies = fc.constantFrom(0.001, 0.01, 0.02, 0.1);
const magnitudes = fc
  .double({ min: Math.log(SKETCH_MAGNITUDE_MIN), max: Math.log(SKETCH_MAGNITUDE_MAX), noNaN: true })
  .map(Math.exp);

describe("sketch buckets", () => {
  it("the value of a bucket is within the accuracy of every value in it", () => {
    fc.assert(
      fc.property(magnitudes, accuracies, fc.constantFrom(1, -1), (magnitude, accuracyRatio, sign) => {
        const value = sign * magnitude;
        const estimate = sketchValueOf(sketchBucketOf(value, accuracyRatio) ?? Number.NaN, accuracyRatio);
        expect(Math.abs(estimate - value)).toBeLessThanOrEqual(magnitude * accuracyRatio * (1 + 1e-9));
      }),
      { seed: 11 },
    );
  });

  it("a larger value never has a smaller bucket", () => {
    const doubles = fc.double({ noNaN: true });
    fc.assert(
      fc.property(doubles, doubles, accuracies, (left, right, accuracyRatio) => {
        const [low, high] = left <= right ? [left, right] : [right, left];
        expect(sketchBucketOf(low, accuracyRatio)).toBeLessThanOrEqual(
          sketchBucketOf(high, accuracyRatio) ?? Number.NaN,
        );
      }),
      { seed: 12 },
    );
  });

  it("zero is bucket 0, the smallest magnitudes are buckets 1 and -1, NaN has none", () => {
    expect(sketchBucketOf(0, 0.01)).toBe(0);
    expect(sketchBucketOf(-0, 0.01)).toBe(0);
    expect(sketchBucketOf(5e-324, 0.01)).toBe(1);
    expect(sketchBucketOf(-SKETCH_MAGNITUDE_MIN, 0.01)).toBe(-1);
    expect(sketchBucketOf(Number.NaN, 0.01)).toBeNull();
  });

  it("one lies at the end of the bucket whose number is the shift", () => {
    expect(sketchBucketOf(1, 0.01)).toBe(sketchScale(0.01).shift);
    expect(sketchBucketOf(1 + 1e-9, 0.01)).toBe(sketchScale(0.01).shift + 1);
  });

  it("infinities have finite values", () => {
    const bucket = sketchBucketOf(Number.POSITIVE_INFINITY, 0.01) ?? Number.NaN;
    expect(sketchValueOf(bucket, 0.01)).toBeGreaterThan(9e299);
    expect(sketchValueOf(-bucket, 0.01)).toBeLessThan(-9e299);
  });

  it("an accuracy outside (0, 1) is refused", () => {
    expect(() => sketchScale(0)).toThrow(/not a relative accuracy/);
    expect(() => sketchScale(1)).toThrow(/not a relative accuracy/);
  });
});
