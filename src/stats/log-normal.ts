import { normalTails } from "./normal.ts";

/** A variable whose logarithm is normal with mean `center` and standard deviation `spread` > 0. */
export interface LogNormal {
  readonly center: number;
  readonly spread: number;
}

/** ln P(X > value); 0 for value ≤ 0. */
export function logLogNormalUpper(value: number, model: LogNormal): number {
  return value <= 0 ? 0 : normalTails((Math.log(value) - model.center) / model.spread).logUpper;
}

/** ln P(X ≤ value); −∞ for value ≤ 0. */
export function logLogNormalLower(value: number, model: LogNormal): number {
  return value <= 0 ? -Infinity : normalTails((Math.log(value) - model.center) / model.spread).logLower;
}
