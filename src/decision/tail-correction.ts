import { type CalibrationCurve, curveP } from "./calibration-curve.ts";
import { BIN_COUNT, binOf, type StatisticBins } from "./statistic-bins.ts";

/** The p at which loud claims are counted: common enough to be sure, rare enough to matter. */
const CLAIMED_P = 0.01;

/**
 * How far calibration had to move the detectors' claims: above 1 they were too loud, below 1 too quiet.
 *
 * What they claim is a range, as nobody knows how dependent they are: fully dependent ones give the standard
 * exponential, independent ones a gamma of shape and rate `detectorCount`. Too loud: how much more often than 1 % the
 * statistic passes what fully dependent detectors would pass 1 % of the time. Too quiet: calibrated p over the p of
 * independent detectors, geometric mean over the scores in the tail, so that counts too sparse to reach a level are
 * not taken for timid. 1 inside the range.
 * Cost: a pass over the bins.
 */
export function tailCorrection(curve: CalibrationCurve, seen: StatisticBins, detectorCount: number): number {
  const loudness = curveP(curve, -Math.log(CLAIMED_P)) / CLAIMED_P;
  return loudness > 1 ? loudness : Math.min(1, tailRatio(curve, seen, detectorCount));
}

function tailRatio(curve: CalibrationCurve, seen: StatisticBins, detectorCount: number): number {
  let logSum = 0;
  let count = 0;
  for (let bin = binOf(curve.tailFrom); bin < BIN_COUNT; bin += 1) {
    const binCount = seen.count[bin] ?? 0;
    if (!(binCount > 0)) continue;
    const statistic = (seen.sum[bin] ?? 0) / binCount;
    const claimedLogP = Math.min(-statistic, logErlangSurvival(statistic * detectorCount, detectorCount));
    logSum += binCount * (Math.log(curveP(curve, statistic)) - claimedLogP);
    count += binCount;
  }
  return count > 0 ? Math.exp(logSum / count) : 1;
}

/** Logarithm of the survival of a gamma of whole shape and rate 1: a Poisson sum. */
function logErlangSurvival(x: number, shape: number): number {
  let term = 1;
  let sum = 1;
  for (let index = 1; index < shape; index += 1) {
    term *= x / index;
    sum += term;
  }
  return Math.log(sum) - x;
}
