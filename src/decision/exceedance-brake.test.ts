import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openExceedanceBrake } from "./exceedance-brake.ts";

describe("the exceedance brake", () => {
  it("leaves p alone while counts are what chance gives", () => {
    const brake = openExceedanceBrake();
    brake.count([110, 13, 2], 1000);
    expect(brake.isActive()).toBe(false);
    expect(brake.factor(1e-3)).toBe(1);
  });

  it("raises p where far too many fell that low", () => {
    const brake = openExceedanceBrake();
    brake.count([100, 60, 30], 1000);
    expect(brake.factor(0.2)).toBe(1);
    expect(brake.factor(1e-2)).toBeCloseTo(60 / (10 + 2 * Math.sqrt(10) + 2), 9);
    expect(brake.factor(1e-5)).toBeCloseTo(30 / (1 + 2 + 2), 9);
  });

  it("forgives a grown-up reference what ties explain, but not more", () => {
    const brake = openExceedanceBrake();
    brake.count([10_000, 1800, 100], 100_000);
    expect(brake.isActive()).toBe(true);
    brake.setYoung(false);
    expect(brake.isActive()).toBe(false);
    brake.count([0, 1800, 0], 0);
    expect(brake.isActive()).toBe(true);
  });

  it("keeps p in order", () => {
    const counts = fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000));
    const p = fc.double({ min: 1e-8, max: 1, noNaN: true });
    fc.assert(
      fc.property(counts, p, p, (drawn, a, b) => {
        const [common = 0, rare = 0, rarest = 0] = [...drawn].sort((x, y) => y - x);
        const brake = openExceedanceBrake();
        brake.count([common, rare, rarest], 1000);
        const low = Math.min(a, b);
        const high = Math.max(a, b);
        expect(low * brake.factor(low)).toBeLessThanOrEqual(high * brake.factor(high) * (1 + 1e-9));
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it("tells observed beside nominal counts, also after it was saved and forgot half", () => {
    const brake = openExceedanceBrake();
    brake.count([100, 60, 30], 1000);
    brake.decay(0.5);
    const other = openExceedanceBrake();
    other.load(JSON.parse(JSON.stringify(brake.dump())));
    expect(other.table()).toEqual([
      { p: 0.1, observedCount: 50, nominalCount: 50 },
      { p: 0.01, observedCount: 30, nominalCount: 5 },
      { p: 0.001, observedCount: 15, nominalCount: 0.5 },
    ]);
  });
});
