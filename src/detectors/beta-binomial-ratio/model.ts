import {
  type BetaBinomial,
  logBetaBinomialLower,
  logBetaBinomialPoint,
  logBetaBinomialUpper,
} from "../../stats/beta-binomial.ts";
import { betaTails } from "../../stats/regularized-beta.ts";
import type { RateFamily, RatePrior } from "./family.ts";

export type RateParams = {
  /** Age at which a window counts half. */
  readonly halfLifeDays: number;
  /** Windows with support before a series is scored. */
  readonly neededCount: number;
  /** Independent trials that the family's share weighs in a series. */
  readonly priorTrialCount: number;
};

/** Places in the record of a series. Successes and trials are decayed, in units of independent trials. */
export const FIELD = {
  seenCount: 0,
  lastWindow: 1,
  success: 2,
  trial: 3,
  dispersionSum: 4,
  dispersionWeight: 5,
} as const;
export const STRIDE = 6;

/** States of all series end to end, and what they have in common. */
export interface RateModel {
  readonly params: RateParams;
  readonly family: RateFamily;
  /** What one window keeps of the sums. */
  readonly keep: number;
  numbers: Float64Array;
}

/** What a series expects of its next share. */
export interface RatioForecast {
  readonly share: number;
  /** Correlation of two trials of one window: of the process, and with the uncertainty of the share itself. */
  readonly correlation: number;
  readonly totalCorrelation: number;
  readonly uncertainty: number;
}

export interface RateObservation {
  readonly series: number;
  readonly share: number;
  readonly trialCount: number;
}

/** Above this the sampling noise is far below the variation between windows, and the sum of a tail only takes time. */
const TRIAL_COUNT_MAX = 100_000;
const SHARE_MIN = 1e-6;
const CORRELATION_MIN = 1e-5;
const CORRELATION_MAX = 0.99;
/** A correlation estimated below 0 may take back at most this share of the uncertainty of the share itself. */
const UNCERTAINTY_KEPT = 0.25;
/** Series differ from their family's correlation by about a third of it; a few windows alone would say 0 too often. */
const FAMILY_PRECISION = 9;
/** Weight of a family whose windows agree nearly: more would deafen it to a series whose windows do not. */
const FAMILY_WEIGHT_MAX = 100_000;
/** Standard deviations by which one window may move what is learned. */
const TAUGHT_SPREAD_MAX = 8;

/** Denominator as the model takes it. */
export function wholeTrialCount(supportCount: number): number {
  return Math.min(TRIAL_COUNT_MAX, Math.max(1, Math.round(supportCount)));
}

export function expectedRate(
  { params, numbers }: RateModel,
  series: number,
  prior: RatePrior,
): RatioForecast {
  const start = series * STRIDE;
  const trials = (numbers[start + FIELD.trial] ?? 0) + params.priorTrialCount;
  const mean = ((numbers[start + FIELD.success] ?? 0) + params.priorTrialCount * prior.share) / trials;
  const weight = Math.min(FAMILY_WEIGHT_MAX, FAMILY_PRECISION / prior.correlation ** 2);
  const estimate =
    ((numbers[start + FIELD.dispersionSum] ?? 0) + prior.correlation * weight) /
    ((numbers[start + FIELD.dispersionWeight] ?? 0) + weight);
  const uncertainty = 1 / (trials + 1);
  const total = Math.max(estimate + uncertainty, UNCERTAINTY_KEPT * uncertainty, CORRELATION_MIN);
  return {
    share: Math.min(1 - SHARE_MIN, Math.max(SHARE_MIN, mean)),
    correlation: Math.min(CORRELATION_MAX, Math.max(CORRELATION_MIN, estimate)),
    totalCorrelation: Math.min(CORRELATION_MAX, total),
    uncertainty,
  };
}

export function rateDistribution(
  { share, totalCorrelation }: RatioForecast,
  trialCount: number,
): BetaBinomial {
  const precision = 1 / totalCorrelation - 1;
  return { trialCount, shape: { a: share * precision, b: (1 - share) * precision } };
}

/** Up to this many terms a tail is summed exactly: about a microsecond. */
const SUMMED_COUNT_MAX = 500;
/** Counts that spread wider than this are as good as continuous: half a count is below 1 % of it. */
const CONTINUOUS_SPREAD_MIN = 50;

/** Mid-tail on the side where `count` lies, and which side that is; by a beta of equal variance where the sum is long. */
export function nearMidTail(
  count: number,
  model: BetaBinomial,
): { readonly tail: number; readonly isUpper: boolean } {
  const { a, b } = model.shape;
  const n = model.trialCount;
  const share = a / (a + b);
  const isUpper = count > n * share;
  const independent = n / (1 + (n - 1) / (a + b + 1));
  const spread = n * Math.sqrt((share * (1 - share)) / independent);
  if ((isUpper ? n - count : count) > SUMMED_COUNT_MAX && spread > CONTINUOUS_SPREAD_MIN) {
    const shape = { a: share * (independent - 1), b: (1 - share) * (independent - 1) };
    const tails = betaTails(shape, count / n, (n - count) / n);
    return { tail: Math.exp(isUpper ? tails.logUpper : tails.logLower), isUpper };
  }
  const beyond = isUpper ? logBetaBinomialUpper(count + 1, model) : logBetaBinomialLower(count - 1, model);
  return { tail: Math.exp(beyond) + 0.5 * Math.exp(logBetaBinomialPoint(count, model)), isUpper };
}

/** Teaches one share; windows at or before the last one learned are left out. */
export function learnRate(
  model: RateModel,
  { window, prior }: { readonly window: number; readonly prior: RatePrior },
  observation: RateObservation,
): void {
  const { numbers, family } = model;
  const start = observation.series * STRIDE;
  const seenCount = numbers[start + FIELD.seenCount] ?? 0;
  const lastWindow = numbers[start + FIELD.lastWindow] ?? 0;
  if (seenCount > 0 && window <= lastWindow) return;
  const faded = seenCount === 0 ? 1 : model.keep ** (window - lastWindow);
  const expectation = expectedRate(model, observation.series, prior);
  taughtBy(observation, expectation, {
    familyCorrelation: prior.correlation,
    isYoung: seenCount < model.params.neededCount,
  }).forEach((amount, at) => {
    const field = start + FIELD.success + at;
    numbers[field] = (numbers[field] ?? 0) * faded + amount;
    family.pending[at] = (family.pending[at] ?? 0) + amount;
  });
  numbers[start + FIELD.seenCount] = seenCount + 1;
  numbers[start + FIELD.lastWindow] = window;
}

/** Independent successes and trials, and the weighted moment estimate of the correlation with its weight. */
function taughtBy(
  observation: RateObservation,
  { share, correlation, totalCorrelation, uncertainty }: RatioForecast,
  { familyCorrelation, isYoung }: { readonly familyCorrelation: number; readonly isYoung: boolean },
): readonly number[] {
  const n = observation.trialCount;
  const unit = n * share * (1 - share);
  const reach = isYoung ? n : 1 + TAUGHT_SPREAD_MAX * Math.sqrt(unit * (1 + (n - 1) * totalCorrelation));
  const residual = Math.min(reach, Math.max(-reach, n * (observation.share - share)));
  const independent = n / (1 + (n - 1) * correlation);
  const successes = independent * (share + residual / n);
  // Where the share is known worse than the family's windows agree, a residual tells of the share, not of windows.
  if (n < 2 || uncertainty > familyCorrelation + 1 / n) return [successes, independent, 0, 0];
  const estimate = (residual ** 2 / unit - 1) / (n - 1) - uncertainty;
  const weight = (n - 1) ** 2 / ((2 + 1 / unit) * (1 + (n - 1) * (familyCorrelation + uncertainty)) ** 2);
  return [successes, independent, weight * estimate, weight];
}
