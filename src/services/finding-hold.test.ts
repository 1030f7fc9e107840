import { describe, expect, it } from "vitest";
import type { ObservationBlock } from "../detectors/define-detector.ts";
import { DAY_MS, HOUR_MS } from "../domain/units.ts";
import { openFindingHold } from "./finding-hold.ts";

function blockAt(hour: number, rowCount = 2): ObservationBlock {
  return {
    windowStartMs: hour * HOUR_MS,
    windowMs: HOUR_MS,
    isClosed: true,
    rowCount,
    series: Int32Array.from({ length: rowCount }, (_, row) => row),
    value: new Float64Array(rowCount),
    supportCount: new Float64Array(rowCount),
    partOffset: new Int32Array(rowCount + 1),
    part: new Int32Array(0),
    itemCount: new Float64Array(0),
  };
}

/** Marks of both series hour by hour; `findingHours` are findings of series 0, which stays unusual for good. */
function marks(findingHours: readonly number[], hours: readonly number[]): number[][] {
  const hold = openFindingHold();
  hold.grow(2);
  return hours.map((hour) => {
    const selected = findingHours.includes(hour) ? [{ row: 0 }] : [];
    const isUnusual = hour >= (findingHours[0] ?? 0);
    const p = Float64Array.of(isUnusual ? 0.001 : 0.5, 0.001);
    return [...hold.hold(blockAt(hour), { p, selected }).subarray(0, 2)];
  });
}

describe("what is part of an open finding", () => {
  it("is the finding and what goes on being unusual in its series, nothing of others", () => {
    expect(marks([5], [3, 4, 5, 6, 7])).toEqual([
      [0, 0],
      [0, 0],
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
  });

  it("is over when the series is usual again", () => {
    const hold = openFindingHold();
    hold.grow(1);
    hold.hold(blockAt(0, 1), { p: Float64Array.of(1e-9), selected: [{ row: 0 }] });
    expect(hold.hold(blockAt(1, 1), { p: Float64Array.of(0.4), selected: [] })[0]).toBe(0);
  });

  it("becomes the new normal after a week without a decision, findings of the same episode notwithstanding", () => {
    const day = DAY_MS / HOUR_MS;
    const hours = Array.from({ length: 9 * day }, (_, hour) => hour);
    const findingHours = hours.filter((hour) => hour % 12 === 0);
    const held = marks(findingHours, hours).map(([first]) => first);
    expect(held[6 * day + 1]).toBe(1);
    expect(held[8 * day + 1]).toBe(0);
  });
});
