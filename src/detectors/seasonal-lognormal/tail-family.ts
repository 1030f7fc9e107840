import type { Json } from "../../domain/brand.ts";
import { logGamma } from "../../stats/log-gamma.ts";
import { numbersIn } from "../define-state-reader.ts";
import { FIELD, type MagnitudeRecords, TAIL_DEGREES } from "./record.ts";

/** What a Student t with these degrees of freedom looks like when its mean absolute value is 1. */
export interface TailShape {
  readonly degrees: number;
  /** Mean absolute value of the standard t: errors in units of their own are multiplied by it. */
  readonly meanAbsolute: number;
  readonly logFront: number;
}

/** Observations that the family's opinion of the tail weighs in a series. */
const FAMILY_WEIGHT = 30;
/** What one observation keeps of the evidence about the tail. */
const TAIL_KEEP = 0.999;
/** An error beyond this many times the usual says no more about the tail: one outlier must not fix it. */
const DEVIATION_MAX = 12;

const TAIL_SHAPES: readonly TailShape[] = TAIL_DEGREES.map((degrees) => {
  const logBeta = logGamma((degrees + 1) / 2) - logGamma(degrees / 2) - 0.5 * Math.log(Math.PI);
  const meanAbsolute = (2 * Math.sqrt(degrees) * Math.exp(logBeta)) / (degrees - 1);
  return { degrees, meanAbsolute, logFront: logBeta - 0.5 * Math.log(degrees) + Math.log(meanAbsolute) };
});

/** Log-likelihoods over all series, with those of the window under way apart, so that its rows all meet the same. */
export interface TailFamily {
  readonly settled: Float64Array;
  readonly pending: Float64Array;
  window: number;
}

/** One place a tail, and the number of observations last. */
export function openTailFamily(): TailFamily {
  const length = TAIL_SHAPES.length + 1;
  return { settled: new Float64Array(length), pending: new Float64Array(length), window: -1 };
}

/** Mean log-likelihood of an observation under each tail, times the family's weight, for rows of window `window`. */
export function familyOpinion(family: TailFamily, window: number): Float64Array {
  const withPending = window > family.window ? 1 : 0;
  const last = TAIL_SHAPES.length;
  const count = (family.settled[last] ?? 0) + withPending * (family.pending[last] ?? 0);
  return Float64Array.from(TAIL_SHAPES, (_, at) => {
    const sum = (family.settled[at] ?? 0) + withPending * (family.pending[at] ?? 0);
    return count === 0 ? 0 : (FAMILY_WEIGHT * sum) / count;
  });
}

export function beginTailWindow(family: TailFamily, window: number): void {
  if (window <= family.window) return;
  family.window = window;
  family.pending.forEach((value, at) => {
    family.settled[at] = (family.settled[at] ?? 0) + value;
    family.pending[at] = 0;
  });
}

/** The likeliest tail of a series; the heaviest on a tie. */
export function tailOf(records: MagnitudeRecords, start: number, opinion: Float64Array): TailShape {
  let best = 0;
  let bestLogLikelihood = -Infinity;
  for (let at = 0; at < TAIL_SHAPES.length; at++) {
    const logLikelihood = (records.numbers[start + FIELD.tail + at] ?? 0) + (opinion[at] ?? 0);
    if (logLikelihood > bestLogLikelihood) {
      best = at;
      bestLogLikelihood = logLikelihood;
    }
  }
  return TAIL_SHAPES[best] ?? { degrees: 3, meanAbsolute: 1, logFront: 0 };
}

/** Takes an error in units of the mean absolute error into the evidence of its series and of the family. */
export function learnTail(
  family: TailFamily,
  records: MagnitudeRecords,
  { start, deviation }: { readonly start: number; readonly deviation: number },
): void {
  const bounded = Math.min(DEVIATION_MAX, deviation);
  for (let at = 0; at < TAIL_SHAPES.length; at++) {
    const shape = TAIL_SHAPES[at];
    if (shape === undefined) continue;
    const t = bounded * shape.meanAbsolute;
    const logDensity = shape.logFront - ((shape.degrees + 1) / 2) * Math.log1p((t * t) / shape.degrees);
    const place = start + FIELD.tail + at;
    records.numbers[place] = (records.numbers[place] ?? 0) * TAIL_KEEP + logDensity;
    family.pending[at] = (family.pending[at] ?? 0) + logDensity;
  }
  family.pending[TAIL_SHAPES.length] = (family.pending[TAIL_SHAPES.length] ?? 0) + 1;
}

export function dumpTailFamily(family: TailFamily): Json {
  return { settled: [...family.settled], pending: [...family.pending], window: [family.window] };
}

export function loadTailFamily(family: TailFamily, state: Json): void {
  family.settled.set(numbersIn(state, "settled"));
  family.pending.set(numbersIn(state, "pending"));
  family.window = numbersIn(state, "window")[0] ?? -1;
}
