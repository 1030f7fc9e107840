import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../domain/units.ts";
import { silentHours } from "./find-silent-hours.ts";

function hours(countOf: (hour: number) => number, hourCount: number): { hourMs: number; rowCount: number }[] {
  return Array.from({ length: hourCount }, (_, hour) => ({
    hourMs: hour * HOUR_MS,
    rowCount: countOf(hour),
  })).filter((row) => row.rowCount > 0);
}

describe("silent hours", () => {
  it("are the hours without rows in which the same hour of earlier days had many", () => {
    const rows = hours((hour) => (hour >= 60 && hour < 63 ? 0 : 100), 96);
    expect([...silentHours(rows)]).toEqual([60 * HOUR_MS, 61 * HOUR_MS, 62 * HOUR_MS]);
  });

  it("are not the empty nights of an account that sleeps", () => {
    const rows = hours((hour) => (hour % 24 < 8 ? 0 : 100), 24 * 10);
    expect(silentHours(rows).size).toBe(0);
  });

  it("are not the gaps of a relation that is thin", () => {
    expect(silentHours(hours((hour) => (hour % 3 === 0 ? 5 : 0), 24 * 10)).size).toBe(0);
  });

  it("do not hide behind a silence of the day before", () => {
    const rows = hours((hour) => (hour === 60 || hour === 84 ? 0 : 100), 120);
    expect([...silentHours(rows)]).toEqual([60 * HOUR_MS, 84 * HOUR_MS]);
  });

  it("are none for an empty relation", () => {
    expect(silentHours([]).size).toBe(0);
  });
});
