/** Mean overshoot of a normal walk over a boundary, in standard deviations of a step. Siegmund (1985), section 10.4. */
const OVERSHOOT = 0.583;
/** One window moves the walk at most this far up: a single spike is the partner's to find. */
const STEP_MAX = 3;
/** The walk stops here (p about 1e-13), so that it comes down again within reach when the growth ends. */
const WALK_MAX = 30;
/** Standardized values beyond this count as this. */
const SCORE_MAX = 3;
/** Bounds of the designed shift of a magnitude, in standard deviations. */
const SHIFT_MIN = 0.25;
const SHIFT_MAX = 1.5;

/** Where the walk would be after a value, and the standard deviation of a step under the anchor; in nats. */
export interface WalkStep {
  readonly walk: number;
  readonly deviation: number;
}

export interface CountAnchor {
  readonly mean: number;
  readonly shape: number;
  readonly inflation: number;
}

/** Log-likelihood ratio of a count for a mean `ratio` times the anchor's, both negative binomial with its shape. */
export function countStep(
  before: number,
  count: number,
  of: CountAnchor & { readonly ratio: number },
): WalkStep {
  const { mean, shape, inflation, ratio } = of;
  const apart = Math.log1p(((ratio - 1) * mean) / (shape + mean));
  const slope = Math.log(ratio) - apart;
  const step = (count * slope - shape * apart) / inflation;
  const drift = (mean * slope - shape * apart) / inflation;
  return { walk: moved(before, step), deviation: Math.sqrt(Math.max(0, -2 * drift)) };
}

/** The same for a standardized magnitude and a shift of its mean by `shift` standard deviations. */
export function magnitudeStep(
  before: number,
  score: number,
  of: { readonly shift: number; readonly inflation: number },
): WalkStep {
  const shift = Math.min(SHIFT_MAX, Math.max(SHIFT_MIN, of.shift));
  const bounded = Math.min(SCORE_MAX, Math.max(-SCORE_MAX, score));
  const step = (shift * bounded - (shift * shift) / 2) / of.inflation;
  return { walk: moved(before, step), deviation: shift / of.inflation };
}

function moved(before: number, step: number): number {
  return Math.min(WALK_MAX, Math.max(0, before + Math.min(STEP_MAX, step)));
}

/**
 * Chance that the reflected walk stands this high in the long run: exp(−walk − overshoot), 1 at the bottom. A walk of
 * log-likelihood ratios has its exponent at 1 whatever the distribution.
 * Source: Siegmund (1985), Sequential Analysis, chapter 8 and section 10.4.
 */
export function pOfWalk({ walk, deviation }: WalkStep): number {
  return walk === 0 ? 1 : Math.exp(-walk - OVERSHOOT * deviation);
}
