import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CalibrationCurve, curveP, curveStatistic, fitCurve } from "./calibration-curve.ts";
import { binOf, emptyBins } from "./statistic-bins.ts";

function curveOf(
  scores: readonly (readonly [statistic: number, count: number])[],
  priorCount = 0,
): CalibrationCurve {
  const bins = emptyBins();
  for (const [statistic, count] of scores) {
    const bin = binOf(statistic);
    bins.count[bin] = (bins.count[bin] ?? 0) + count;
    bins.sum[bin] = (bins.sum[bin] ?? 0) + count * statistic;
  }
  return fitCurve(bins, priorCount);
}

describe("the calibration curve", () => {
  it("is the standard exponential before anything was seen", () => {
    const curve = curveOf([], 200);
    for (const statistic of [0.1, 1, 2.5, 4, 8, 20])
      expect(curveP(curve, statistic) / Math.exp(-statistic)).toBeCloseTo(1, 1);
  });

  it("gives ties their mid-p, however sparse the counts", () => {
    const curve = curveOf([
      [0.664, 97_000],
      [4.2, 2950],
      [8.4, 50],
    ]);
    expect(curveP(curve, 0.664)).toBeCloseTo(0.03 + 0.97 / 2, 6);
    expect(curveP(curve, 4.2)).toBeCloseTo(0.0005 + 0.0295 / 2, 6);
    expect(curveP(curve, 8.4)).toBeCloseTo(0.00025, 6);
  });

  it("lets the detectors' own exponential go on above the highest tie", () => {
    const curve = curveOf([
      [0.664, 97_000],
      [4.2, 3000],
    ]);
    expect(curveP(curve, 8.4) / curveP(curve, 4.2)).toBeCloseTo(Math.exp(-4.2), 3);
  });

  it("puts p between those of its neighbors for a value never seen", () => {
    const curve = curveOf([
      [0.3, 600],
      [1.4, 300],
      [2.9, 100],
    ]);
    expect(curveP(curve, 0.8)).toBeLessThan(curveP(curve, 0.3));
    expect(curveP(curve, 0.8)).toBeGreaterThan(curveP(curve, 1.4));
  });

  it("falls as the statistic grows, and stays in (0, 1]", () => {
    const statistic = fc.double({ min: 0, max: 700, noNaN: true });
    const scores = fc.array(
      fc.tuple(fc.double({ min: 0, max: 30, noNaN: true }), fc.integer({ min: 1, max: 5000 })),
      {
        minLength: 1,
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(
        scores,
        fc.constantFrom(0, 1, 200),
        fc.tuple(statistic, statistic),
        (drawn, priorCount, pair) => {
          const curve = curveOf(drawn, priorCount);
          const low = curveP(curve, Math.min(...pair));
          const high = curveP(curve, Math.max(...pair));
          expect(high).toBeGreaterThan(0);
          expect(low).toBeLessThanOrEqual(1);
          expect(high).toBeLessThanOrEqual(low * (1 + 1e-9));
        },
      ),
      { seed: 8, numRuns: 500 },
    );
  });

  it("finds the statistic of a p", () => {
    const curve = curveOf([], 200);
    for (const p of [0.5, 1e-2, 1e-3, 1e-6])
      expect(curveP(curve, curveStatistic(curve, p)) / p).toBeCloseTo(1, 6);
  });

  it("says nothing of a row without a statistic", () => {
    expect(curveP(curveOf([], 200), Number.NaN)).toBeNaN();
  });
});
