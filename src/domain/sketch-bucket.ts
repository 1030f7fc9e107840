import { invariant } from "./gatehouse-error.ts";

/** Relative accuracy of every sketch that Gatehouse keeps: two sketches merge only at the same accuracy. */
export const SKETCH_ACCURACY_RATIO = 0.01;
/** Magnitudes below this share the smallest bucket: a nanosecond, a billionth of a dollar. */
export const SKETCH_MAGNITUDE_MIN = 1e-9;
/** Magnitudes above this, infinity among them, share the largest bucket, so that every bucket has a finite value. */
export const SKETCH_MAGNITUDE_MAX = 1e300;

/**
 * What turns a magnitude m into a bucket: `ceil(ln(clamp(m)) / logGamma) + shift`, with γ = (1 + α) / (1 − α) and
 * `clamp` to [{@link SKETCH_MAGNITUDE_MIN}, {@link SKETCH_MAGNITUDE_MAX}].
 */
interface SketchScale {
  /** ln γ. */
  readonly logGamma: number;
  /** 1 − ceil(ln SKETCH_MAGNITUDE_MIN / ln γ): the smallest magnitude has bucket 1. */
  readonly shift: number;
}

/**
 * Scale of a quantile sketch with relative accuracy `accuracyRatio` (α).
 *
 * @throws BUG when α is outside (0, 1).
 * Source: Masson, Rim, Lee (2019), DDSketch, VLDB 12(12), section 2.1; the shift is ours.
 */
export function sketchScale(accuracyRatio: number): SketchScale {
  invariant(
    accuracyRatio > 0 && accuracyRatio < 1,
    `\`${accuracyRatio}\` is not a relative accuracy between 0 and 1`,
  );
  const logGamma = Math.log((1 + accuracyRatio) / (1 - accuracyRatio));
  return { logGamma, shift: 1 - Math.ceil(Math.log(SKETCH_MAGNITUDE_MIN) / logGamma) };
}

/**
 * Bucket of `value`: 0 for 0, from 1 up for positive values, the mirror for negative ones; null for NaN.
 * The same number as `Dialect.sketchBucket`, except where the logarithms of two platforms differ in the last bit at
 * the very edge of a bucket: then the neighbor, which holds the edge as well within the accuracy.
 */
export function sketchBucketOf(value: number, accuracyRatio: number): number | null {
  if (Number.isNaN(value)) return null;
  if (value === 0) return 0;
  const { logGamma, shift } = sketchScale(accuracyRatio);
  const magnitude = Math.min(Math.max(Math.abs(value), SKETCH_MAGNITUDE_MIN), SKETCH_MAGNITUDE_MAX);
  return Math.sign(value) * (Math.ceil(Math.log(magnitude) / logGamma) + shift);
}

/**
 * The value that stands for `bucket`: within `accuracyRatio` (relative) of every value in it whose magnitude lies in
 * [{@link SKETCH_MAGNITUDE_MIN}, {@link SKETCH_MAGNITUDE_MAX}]. With k = |bucket| − shift it is 2γ^k / (γ + 1).
 * Increases with `bucket`.
 *
 * Source: DDSketch, section 2.1, lemma 2.
 */
export function sketchValueOf(bucket: number, accuracyRatio: number): number {
  if (bucket === 0) return 0;
  const { logGamma, shift } = sketchScale(accuracyRatio);
  const power = Math.exp((Math.abs(bucket) - shift) * logGamma);
  return (Math.sign(bucket) * 2 * power) / (Math.exp(logGamma) + 1);
}
