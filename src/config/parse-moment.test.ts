import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMoment } from "./parse-moment.ts";

describe("parseMoment", () => {
  it.each([
    ["2026-03-14", "2026-03-14T00:00:00.000Z"],
    ["2026-03-14T02:14", "2026-03-14T02:14:00.000Z"],
    ["2026-03-14 02:14:05", "2026-03-14T02:14:05.000Z"],
    ["2026-03-14T02:14:05.1239", "2026-03-14T02:14:05.123Z"],
    ["2026-03-14T02:14:05+02:00", "2026-03-14T00:14:05.000Z"],
    ["2026-03-14T02:14:05-0530", "2026-03-14T07:44:05.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["1773454445", "2026-03-14T02:14:05.000Z"],
    ["1773454445123", "2026-03-14T02:14:05.123Z"],
  ])("reads %s as %s", (text, moment) => {
    expect(new Date(parseMoment(text) ?? Number.NaN).toISOString()).toBe(moment);
  });

  it.each(["", "yesterday", "2026-02-30", "2026-13-01", "2026-03-14T24:00", "14.03.2026", "2026-3-4", "12"])(
    "refuses `%s`",
    (text) => {
      expect(parseMoment(text)).toBeNull();
    },
  );

  it("reads back every moment that a date prints", () => {
    const dates = fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        expect(parseMoment(date.toISOString())).toBe(date.getTime());
      }),
      { seed: 5 },
    );
  });
});
