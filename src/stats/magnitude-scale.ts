/**
 * A scale on which magnitudes spread evenly: the logarithm while all values are positive, else the inverse hyperbolic
 * sine with a linear stretch of width `linearWidth` around 0, which takes any real. `linearWidth` 0 means the logarithm.
 *
 * Source: Burbidge, Magee, Robb (1988), Alternative transformations to handle extreme values of the dependent variable,
 * Journal of the American Statistical Association 83(401).
 */
export interface MagnitudeScale {
  readonly linearWidth: number;
}

/** Share of the typical value below which a scale that must hold 0 is linear: 0 then lies 2.8 units below the typical. */
const LINEAR_SHARE = 1 / 8;
const WIDTH_MIN = 1e-300;
/** Beyond this ratio asinh is the logarithm to double precision, and its square would overflow soon. */
const RATIO_MAX = 1e100;
/** Beyond this, exp overflows. */
const LOG_MAX = 709;

/** Scale for values like these; `smallest` (a materiality floor, or 1) is what a deviation from nothing is measured by. */
export function chooseScale(values: readonly number[], smallest: number): MagnitudeScale {
  if (values.every((value) => value > 0)) return { linearWidth: 0 };
  const sizes = values.map(Math.abs).filter((size) => size > 0);
  if (sizes.length === 0) return { linearWidth: smallest > 0 ? smallest : 1 };
  sizes.sort((a, b) => a - b);
  return { linearWidth: Math.max(WIDTH_MIN, sizes[Math.floor(sizes.length / 2)] ?? 1) };
}

/** Scale that follows a logarithmic one when a value ≤ 0 comes: `typical` is where the logarithms were, on that scale. */
export function widenedScale(typical: number): MagnitudeScale {
  return { linearWidth: Math.max(WIDTH_MIN, LINEAR_SHARE * Math.exp(Math.min(LOG_MAX, typical))) };
}

/** Place of `value` on the scale; a logarithmic scale takes values > 0 only. */
export function toScale(value: number, { linearWidth }: MagnitudeScale): number {
  if (linearWidth === 0) return Math.log(value);
  const size = Math.abs(value);
  const ratio = size / linearWidth;
  const place = ratio < RATIO_MAX ? Math.asinh(ratio) : Math.log(size) - Math.log(linearWidth) + Math.LN2;
  return value < 0 ? -place : place;
}

/** Value at `place`; a very large finite one where that overflows. */
export function fromScale(place: number, { linearWidth }: MagnitudeScale): number {
  if (linearWidth === 0) return Math.exp(Math.min(LOG_MAX, place));
  const bounded = Math.sign(place) * Math.min(LOG_MAX, Math.abs(place));
  return Math.sign(place) * Math.min(Number.MAX_VALUE, Math.abs(linearWidth * Math.sinh(bounded)));
}
