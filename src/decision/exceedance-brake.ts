import type { Json } from "../domain/brand.ts";
import { invariant } from "../domain/gatehouse-error.ts";

/** Levels of p at which exceedances are counted, largest first. */
export const BRAKE_LEVELS = [1e-1, 1e-2, 1e-3] as const;
/** Standard errors by which a count must pass its nominal number before it brakes: chance alone must not. */
const SURE_ERRORS = 2;
/** Added to the bound because counts near 0 are not normal. */
const SMALL_COUNT = 2;

/** How often calibrated p of trusted scores fell to a level, against how often they should. */
export interface Exceedance {
  readonly p: number;
  readonly observedCount: number;
  readonly nominalCount: number;
}

/** A mid-p of ties passes a level up to twice as often as its nominal rate without being wrong. */
const TIE_RATIO = 2;

/** Tells when calibrated p come out smaller than they should, and by how much to raise them. */
export interface ExceedanceBrake {
  /** Counts scores whose p was at or below each level (parallel to {@link BRAKE_LEVELS}). */
  count(atOrBelow: readonly number[], testedCount: number): void;
  /** While young every excess brakes; later, when ties are told from noise, only one beyond what ties explain. */
  setYoung(isYoung: boolean): void;
  /** Forgets: `keep` in [0, 1] of everything counted stays. */
  decay(keep: number): void;
  /** What to multiply p with, never below 1; between levels by the line through the logarithms, so order is kept. */
  factor(p: number): number;
  isActive(): boolean;
  table(): readonly Exceedance[];
  dump(): Json;
  load(state: Json): void;
}

export function openExceedanceBrake(): ExceedanceBrake {
  const observed = BRAKE_LEVELS.map(() => 0);
  let tested = 0;
  let isYoung = true;
  let logRatios = BRAKE_LEVELS.map(() => 0);
  const refit = () => {
    logRatios = BRAKE_LEVELS.map((level, index) =>
      Math.log(sureRatio(observed[index] ?? 0, tested * level, isYoung ? 1 : TIE_RATIO)),
    );
  };
  return {
    count: (atOrBelow, testedCount) => {
      for (let index = 0; index < observed.length; index += 1)
        observed[index] = (observed[index] ?? 0) + (atOrBelow[index] ?? 0);
      tested += testedCount;
      refit();
    },
    setYoung: (young) => {
      isYoung = young;
      refit();
    },
    decay: (keep) => {
      for (let index = 0; index < observed.length; index += 1)
        observed[index] = (observed[index] ?? 0) * keep;
      tested *= keep;
    },
    factor: (p) => Math.exp(interpolate(logRatios, p)),
    isActive: () => logRatios.some((logRatio) => logRatio > 0),
    table: () =>
      BRAKE_LEVELS.map((p, index) => ({
        p,
        observedCount: observed[index] ?? 0,
        nominalCount: tested * p,
      })),
    dump: () => [tested, ...observed],
    load: (state) => {
      invariant(
        Array.isArray(state) && state.length === observed.length + 1,
        "a brake's state is a list of counts",
      );
      const numbers = state.map(Number);
      tested = numbers[0] ?? 0;
      for (let index = 0; index < observed.length; index += 1) observed[index] = numbers[index + 1] ?? 0;
      refit();
    },
  };
}

function sureRatio(observed: number, nominal: number, allowedRatio: number): number {
  return Math.max(1, observed / (nominal * allowedRatio + SURE_ERRORS * Math.sqrt(nominal) + SMALL_COUNT));
}

/** Levels are a decade apart: constant outside, linear in the logarithm of p between. */
function interpolate(logRatios: readonly number[], p: number): number {
  const decades = -Math.log10(p) - 1;
  const last = logRatios.length - 1;
  if (!(decades > 0)) return logRatios[0] ?? 0;
  if (decades >= last) return logRatios[last] ?? 0;
  const index = Math.floor(decades);
  const low = logRatios[index] ?? 0;
  return low + ((logRatios[index + 1] ?? 0) - low) * (decades - index);
}
