import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../domain/units.ts";
import { machineWeight, workingDayNumber } from "./season.ts";

describe("workingDayNumber", () => {
  test("counts Mondays to Fridays from the start, and knows no weekend", () => {
    const monday = Date.UTC(2026, 2, 2);
    const numbers = Array.from({ length: 9 }, (_, day) => workingDayNumber(monday, monday + day * DAY_MS));
    expect(numbers).toEqual([0, 1, 2, 3, 4, null, null, 5, 6]);
  });

  test("begins with the first working day when the start is a weekend", () => {
    const sunday = Date.UTC(2026, 2, 1);
    expect(workingDayNumber(sunday, sunday + DAY_MS)).toBe(0);
    const wednesday = Date.UTC(2026, 2, 4);
    expect(workingDayNumber(wednesday, wednesday + 5 * DAY_MS)).toBe(3);
  });
});

test("the load of machines has mean 1 over a day", () => {
  const weights = Array.from({ length: 24 }, (_, hour) => machineWeight(hour * HOUR_MS));
  expect(weights.reduce((sum, weight) => sum + weight, 0) / 24).toBeCloseTo(1, 10);
});
