import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseScale, fromScale, toScale, widenedScale } from "./magnitude-scale.ts";

const RUNS = { seed: 31, numRuns: 200 } as const;

describe("magnitude scale", () => {
  test("positive values get the logarithm, others a stretch as wide as the typical one", () => {
    expect(chooseScale([1, 20, 300], 5)).toEqual({ linearWidth: 0 });
    expect(chooseScale([0, 20, -300, 40], 5)).toEqual({ linearWidth: 40 });
    expect(chooseScale([0, 0], 5)).toEqual({ linearWidth: 5 });
    expect(chooseScale([0, 0], 0)).toEqual({ linearWidth: 1 });
  });

  test("the way back gives the value", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e12, max: 1e12, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (value, linearWidth) => {
          const back = fromScale(toScale(value, { linearWidth }), { linearWidth });
          expect(Math.abs(back - value)).toBeLessThanOrEqual(1e-9 * Math.abs(value) + 1e-12 * linearWidth);
        },
      ),
      RUNS,
    );
  });

  test("values keep their order on the scale, however large", () => {
    const ordered = [-Number.MAX_VALUE, -1e200, -1, 0, 1e-300, 1, 1e99, 1e101, Number.MAX_VALUE];
    const places = ordered.map((value) => toScale(value, { linearWidth: 0.5 }));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.every(Number.isFinite)).toBe(true);
  });

  test("the scale that follows the logarithm puts 0 some units below the typical value, and ratios where they were", () => {
    const scale = widenedScale(Math.log(1000));
    expect(toScale(1000, scale) - toScale(0, scale)).toBeGreaterThan(2.5);
    const ratio = toScale(4000, scale) - toScale(2000, scale);
    expect(ratio).toBeCloseTo(Math.LN2, 2);
  });

  test("what would overflow stays finite", () => {
    for (const linearWidth of [0, 2, 1e10]) {
      expect(fromScale(1e4, { linearWidth })).toBeGreaterThan(1e307);
      expect(Number.isFinite(fromScale(1e4, { linearWidth }))).toBe(true);
    }
  });
});
