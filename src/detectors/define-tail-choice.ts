import { P_VALUE_MIN } from "../domain/units.ts";
import type { ObservationBlock, SignalTraits } from "./define-detector.ts";

/** Whether both directions count for this block: the signal says so and the window is complete. */
export function isTwoSided(block: ObservationBlock, traits: SignalTraits): boolean {
  return traits.tail === "both" && block.isClosed;
}

/** p from one tail, for the side on which the value lies: never 0, at most 1. */
export function pOfNearTail(nearTail: number, isUpper: boolean, twoSided: boolean): number {
  const near = Math.max(P_VALUE_MIN, nearTail);
  if (twoSided) return Math.min(1, 2 * near);
  return isUpper ? Math.min(1, near) : Math.max(P_VALUE_MIN, 1 - near);
}
