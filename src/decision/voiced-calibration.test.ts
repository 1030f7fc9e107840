import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../domain/units.ts";
import { randomGenerator } from "../stats/random.ts";
import { openVoicedCalibration } from "./voiced-calibration.ts";

const ROW_COUNT = 400;
const NOTHING = new Uint8Array(ROW_COUNT);

const FIRST_THREE_VOICED_ROW = 40;
const WARM_UP_HOUR_COUNT = 60;

/** Share of `p` at or below the level in a range of rows, over the level. */
function exceedanceRatio(
  p: Float64Array,
  range: { readonly from: number; readonly until: number },
  level: number,
): number {
  const rows = p.subarray(range.from, range.until);
  return rows.filter((each) => each <= level).length / rows.length / level;
}

/** Mean exceedance ratios after warming, of rows judged by one detector and of rows judged by three. */
function exceedances(level: number): { readonly one: number; readonly three: number } {
  const random = randomGenerator(4);
  const calibration = openVoicedCalibration(3);
  const pByDetector = [0, 1, 2].map(() => new Float64Array(ROW_COUNT));
  const out = new Float64Array(ROW_COUNT);
  const ratios: { one: number; three: number }[] = [];
  for (let hour = 0; hour < 300; hour++) {
    for (const p of pByDetector) for (let row = 0; row < ROW_COUNT; row++) p[row] = random.uniform();
    for (const p of pByDetector.slice(1)) p.fill(Number.NaN, 0, FIRST_THREE_VOICED_ROW);
    calibration.pValues(pByDetector, ROW_COUNT, out);
    ratios.push({
      one: exceedanceRatio(out, { from: 0, until: FIRST_THREE_VOICED_ROW }, level),
      three: exceedanceRatio(out, { from: FIRST_THREE_VOICED_ROW, until: ROW_COUNT }, level),
    });
    calibration.learn(ROW_COUNT, {
      atMs: hour * HOUR_MS,
      untrusted: NOTHING,
      findingRows: [],
      expectedNullCount: 0,
    });
  }
  const warm = ratios.slice(WARM_UP_HOUR_COUNT);
  const mean = (of: "one" | "three"): number => warm.reduce((sum, each) => sum + each[of], 0) / warm.length;
  return { one: mean("one"), three: mean("three") };
}

describe("calibration of rows with different numbers of detectors", () => {
  it("keeps each kind of row at its nominal rate", () => {
    const { one, three } = exceedances(0.01);
    expect(one).toBeGreaterThan(0.7);
    expect(one).toBeLessThan(1.3);
    expect(three).toBeGreaterThan(0.9);
    expect(three).toBeLessThan(1.1);
  });

  it("says nothing where no detector speaks", () => {
    const calibration = openVoicedCalibration(2);
    const out = new Float64Array(2);
    calibration.pValues([Float64Array.of(Number.NaN, 0.5), Float64Array.of(Number.NaN, Number.NaN)], 2, out);
    expect(out[0]).toBeNaN();
    expect(out[1]).toBeGreaterThan(0);
    expect(calibration.referenceCount(0)).toBe(0);
  });
});
