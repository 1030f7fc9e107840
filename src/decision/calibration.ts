import type { Json } from "../domain/brand.ts";
import { invariant } from "../domain/gatehouse-error.ts";
import { curveP } from "./calibration-curve.ts";
import { type LearnContext, openCalibrationMemory, YOUNG_COUNT } from "./calibration-memory.ts";
import type { Exceedance, ExceedanceBrake } from "./exceedance-brake.ts";
import { tailCorrection } from "./tail-correction.ts";

/** Further than this the detectors' model is wrong, and no recalibration is to be trusted with findings. */
const CORRECTION_MAX = 10;

export interface CalibrationParams {
  /** Number of detectors that were fused into the statistic. */
  readonly detectorCount: number;
}

export interface CalibrationStatus {
  /**
   * `young`: the reference is small, p are wide on purpose. `observe`: the detectors' p were off by more than ×10, so
   * nothing of this family should become a finding. `calibrated`: neither.
   */
  readonly kind: "calibrated" | "young" | "observe";
  /** What calibration multiplied the detectors' claims with: above 1 they were too loud, below 1 too quiet. */
  readonly correctionRatio: number;
  readonly exceedances: readonly Exceedance[];
}

/** Gives the fused statistic of one family its p. */
export interface Calibration {
  /** Writes the p of `statistic[i]` to `out[i]`; NaN stays NaN. Leaves all state as it is. */
  pValues(statistic: Float64Array, rowCount: number, out: Float64Array): void;
  /** Takes trusted scores into the memory; skips NaN. Findings stay out, for good: see {@link LearnContext}. */
  learn(statistic: Float64Array, rowCount: number, context: LearnContext): void;
  /** Effective number of past scores that the p rest on. */
  referenceCount(): number;
  status(): CalibrationStatus;
  dump(): Json;
  /** @throws BUG when `state` is not one that `dump` made. */
  load(state: Json): void;
}

/**
 * Two-sided monotone recalibration of a family's statistic by its own past, pooled over all its series.
 *
 * Empirical down to 5 % (mid-p at ties), a generalized Pareto tail beyond. The memory decays: a score counts 1/e after
 * 50,000 tests, or after a week where a week brings more. (Less than a week would follow the hour of the day,
 * and let a loud hour teach the next one; more would only remember older models.) It starts as the standard
 * exponential, which is exact for one continuous detector and wide for several.
 *
 * Works when scores of the family are alike under the null, and `pValues` of a block is called before `learn` of it.
 * Fails when the family's null changes faster than the memory; the brake then raises p until it has caught up.
 * Cost: about 10 ns a row to score and 8 ns to learn, 20 µs whenever 1 % of the memory is new, 10 KB of state.
 * Source: probability integral transform (Rosenblatt 1952); tail by {@link fitTail}.
 */
export function openCalibration(params: CalibrationParams): Calibration {
  invariant(params.detectorCount >= 1, "a family has at least one detector");
  const memory = openCalibrationMemory();
  let judged = { curve: memory.curve(), correctionRatio: 1 };
  return {
    pValues: (statistic, rowCount, out) => {
      const curve = memory.curve();
      for (let row = 0; row < rowCount; row += 1) out[row] = curveP(curve, statistic[row] ?? Number.NaN);
      if (memory.brake.isActive()) slow(memory.brake, rowCount, out);
    },
    learn: memory.learn,
    referenceCount: memory.seenCount,
    status: () => {
      const curve = memory.curve();
      if (judged.curve !== curve)
        judged = { curve, correctionRatio: tailCorrection(curve, memory.seen(), params.detectorCount) };
      const { correctionRatio } = judged;
      return {
        kind: statusKind(memory.seenCount(), correctionRatio),
        correctionRatio,
        exceedances: memory.brake.table(),
      };
    },
    dump: memory.dump,
    load: memory.load,
  };
}

function statusKind(seenCount: number, correctionRatio: number): CalibrationStatus["kind"] {
  if (seenCount < YOUNG_COUNT) return "young";
  const isCorrectable = correctionRatio <= CORRECTION_MAX && correctionRatio >= 1 / CORRECTION_MAX;
  return isCorrectable ? "calibrated" : "observe";
}

function slow(brake: ExceedanceBrake, rowCount: number, p: Float64Array): void {
  for (let row = 0; row < rowCount; row += 1) {
    const value = p[row] ?? Number.NaN;
    p[row] = Math.min(1, value * brake.factor(value));
  }
}
