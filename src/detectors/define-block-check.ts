import { GatehouseError } from "../domain/gatehouse-error.ts";
import type { Measure } from "../domain/measure.ts";
import type { ObservationBlock } from "./define-detector.ts";

/** Range of a value by measure, both ends allowed. */
const VALUE_RANGE = {
  count: [0, Number.MAX_SAFE_INTEGER],
  magnitude: [-Number.MAX_VALUE, Number.MAX_VALUE],
  ratio: [0, 1],
  sketch: [0, Number.MAX_VALUE],
  categories: [0, Number.MAX_VALUE],
} as const satisfies Readonly<Record<Measure, readonly [number, number]>>;

/**
 * Refuses a block whose numbers cannot be what the measure says, before anything is scored or learned from it.
 *
 * @throws BUG when a number is not finite, a count is negative or a share outside [0, 1]: the rollup asserts them, so
 * this is a broken invariant, not bad telemetry.
 * Cost: one pass, about a nanosecond a row.
 */
export function checkBlock(block: ObservationBlock, measure: Measure): void {
  const { rowCount, partOffset } = block;
  const [low, high] = VALUE_RANGE[measure];
  const areFine =
    areWithin(block.value, rowCount, { low, high }) &&
    areWithin(block.supportCount, rowCount, { low: 0, high: Number.MAX_VALUE }) &&
    areWithin(block.itemCount, partOffset[rowCount] ?? 0, { low: 0, high: Number.MAX_VALUE });
  if (!areFine)
    throw new GatehouseError("BUG", { message: `an observation is outside of what a ${measure} can be` });
}

function areWithin(
  values: Float64Array,
  count: number,
  { low, high }: { readonly low: number; readonly high: number },
): boolean {
  let outsideCount = 0;
  for (let at = 0; at < count; at++) {
    const value = values[at] ?? Number.NaN;
    if (!(value >= low && value <= high)) outsideCount++;
  }
  return outsideCount === 0;
}
