import { type GeneralizedPareto, logGeneralizedParetoUpper } from "../stats/generalized-pareto.ts";

/** Scores in the tail at which its shape counts half: below, one outlier would set it. */
const SHAPE_PRIOR_COUNT = 200;
/** Sums of logarithms of p bend less than this; a fit beyond it has met a lump of sparse counts. */
const SHAPE_MIN = -0.3;
/** Probability-weighted moments need a shape below ½. */
const SHAPE_MAX = 0.49;

/** A generalized Pareto tail over excesses in nats, without an end. */
export interface Tail {
  readonly model: GeneralizedPareto;
  /** Excess in nats from which a tail of negative shape goes on as an exponential; Infinity where it never does. */
  readonly straightFrom: number;
}

/** Weighted moments of the excesses over the tail's start. */
export interface TailMoments {
  /** Effective number of scores in the tail that were really seen. */
  readonly seenCount: number;
  /** Mean excess, in nats, above 0. */
  readonly mean: number;
  /** E[X · (1 − F(X))], in nats. */
  readonly upperMean: number;
}

/**
 * Generalized Pareto tail by probability-weighted moments, its shape shrunk to 0 by n/(n + 200), its mean kept.
 *
 * A negative shape has an end beyond which nothing could ever happen. That end is an artifact of the fit, so from the
 * excess with chance 1/n on, beyond which nothing was seen, the tail continues straight with the hazard reached there.
 * Source: Hosking, Wallis (1987), Parameter and quantile estimation for the generalized Pareto distribution,
 * Technometrics 29(3), section 4 (there k = −shape).
 */
export function fitTail(moments: TailMoments): Tail {
  const { mean, upperMean, seenCount } = moments;
  const spread = mean - 2 * upperMean;
  const free = spread > 0 ? 2 - mean / spread : SHAPE_MIN;
  const shape =
    (Math.min(SHAPE_MAX, Math.max(SHAPE_MIN, free)) * seenCount) / (seenCount + SHAPE_PRIOR_COUNT);
  const scale = mean * (1 - shape);
  if (shape >= 0) return { model: { scale, shape }, straightFrom: Number.POSITIVE_INFINITY };
  return { model: { scale, shape }, straightFrom: (scale / shape) * (Math.max(1, seenCount) ** shape - 1) };
}

/** A tail that falls by a factor e every `scale` nats. */
export function exponentialTail(scale: number): Tail {
  return { model: { scale, shape: 0 }, straightFrom: Number.POSITIVE_INFINITY };
}

/** Chance of an excess of at least `excess` nats, given that the tail was reached. */
export function tailSurvival(tail: Tail, excess: number): number {
  const { model, straightFrom } = tail;
  if (excess <= straightFrom) return Math.exp(logGeneralizedParetoUpper(excess, model));
  const hazard = 1 / (model.scale + model.shape * straightFrom);
  return Math.exp(logGeneralizedParetoUpper(straightFrom, model) - (excess - straightFrom) * hazard);
}
