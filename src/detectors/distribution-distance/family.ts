import type { Json } from "../../domain/brand.ts";
import { numberIn, numbersIn } from "../define-state-reader.ts";

/** Mean distance beyond noise of like series, and mean squared relative deviation of a distance. */
export interface ShapePrior {
  readonly unrest: number;
  readonly square: number;
}

/** Number of distances, weight and sum of excesses, sum of squares over all series; those of the window under way apart. */
export interface ShapeFamily {
  readonly settled: Float64Array;
  readonly pending: Float64Array;
  window: number;
}

/** What the family keeps from window to window. */
const KEEP = 0.99;
/** Until something is known, windows are as unrestful as this, in nats: a share that moves from 50 % to 55 %. */
const START_UNREST = 0.001;
const START_SQUARE = 1;
const START_COUNT = 10;

export function openShapeFamily(): ShapeFamily {
  return { settled: new Float64Array(4), pending: new Float64Array(4), window: -1 };
}

/** Rows of one window all meet the same prior, however it is cut into blocks. */
export function shapePrior(family: ShapeFamily, window: number): ShapePrior {
  const withPending = window > family.window ? 1 : 0;
  const sum = (at: number) => (family.settled[at] ?? 0) + withPending * (family.pending[at] ?? 0);
  return {
    unrest: Math.max(0, (sum(2) + START_UNREST * START_COUNT) / (sum(1) + START_COUNT)),
    square: (sum(3) + START_SQUARE * START_COUNT) / (sum(0) + START_COUNT),
  };
}

export function beginShapeWindow(family: ShapeFamily, window: number): void {
  if (window <= family.window) return;
  family.window = window;
  family.pending.forEach((value, at) => {
    family.settled[at] = (family.settled[at] ?? 0) * KEEP + value;
    family.pending[at] = 0;
  });
}

export function dumpShapeFamily(family: ShapeFamily): Json {
  return { settled: [...family.settled], pending: [...family.pending], window: [family.window] };
}

export function loadShapeFamily(family: ShapeFamily, state: Json): void {
  family.settled.set(numbersIn(state, "settled"));
  family.pending.set(numbersIn(state, "pending"));
  family.window = numberIn(state, "window");
}
