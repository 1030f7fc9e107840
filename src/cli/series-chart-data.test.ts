import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMs, pValue } from "../domain/units.ts";
import type { SeriesVerdict } from "../services/series-verdict.ts";
import { openChartData } from "./series-chart-data.ts";

function verdict(index: number, value: number | null, isAlarm = false): SeriesVerdict {
  return {
    timestamp: String(index),
    at: epochMs(index * 60_000),
    value,
    p: pValue(0.5),
    isAlarm,
    expected: 0,
    lower: -1,
    upper: 1,
    isWarming: false,
  };
}

describe("openChartData", () => {
  it("never holds more buckets than it may and loses no extreme, gap or alarm", () => {
    const values = fc.array(fc.option(fc.integer({ min: -1000, max: 1000 })), {
      minLength: 1,
      maxLength: 400,
    });
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 40 }), (series, bucketCountMax) => {
        const data = openChartData(bucketCountMax);
        series.forEach((value, index) => {
          data.add(verdict(index, value, value !== null && value > 990));
        });
        const buckets = data.buckets();
        const numbers = series.filter((value) => value !== null);
        expect(buckets.length).toBeLessThanOrEqual(bucketCountMax);
        expect(buckets[0]?.startsAt).toBe(0);
        expect(buckets.at(-1)?.endsAt).toBe((series.length - 1) * 60_000);
        const maxima = buckets.map(({ valueMax }) => valueMax).filter((value) => !Number.isNaN(value));
        const minima = buckets.map(({ valueMin }) => valueMin).filter((value) => !Number.isNaN(value));
        expect(Math.max(...maxima)).toBe(Math.max(...numbers));
        expect(Math.min(...minima)).toBe(Math.min(...numbers));
        const alarms = buckets
          .filter(({ alarmValue }) => !Number.isNaN(alarmValue))
          .map(({ alarmValue }) => alarmValue);
        expect(alarms.length > 0).toBe(numbers.some((value) => value > 990));
        if (alarms.length > 0) expect(Math.max(...alarms)).toBe(Math.max(...numbers));
      }),
      { seed: 12, numRuns: 300 },
    );
  });
});
