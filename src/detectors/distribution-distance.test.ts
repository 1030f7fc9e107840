import { describe, expect, it } from "vitest";
import { blockOf as blockOfRows, trust } from "../../test/conformance/detector-block.ts";
import { scoresOf, stillOpen } from "../../test/conformance/detector-run.ts";
import { SKETCH_ACCURACY_RATIO, sketchBucketOf } from "../domain/sketch-bucket.ts";
import { HOUR_MS } from "../domain/units.ts";
import { type RandomGenerator, randomGenerator } from "../stats/random.ts";
import type { DetectorTable, SignalTraits, TrustedObservationBlock } from "./define-detector.ts";
import { distributionDistance } from "./distribution-distance.ts";

const SKETCH: SignalTraits = { measure: "sketch", tail: "both", windowMs: HOUR_MS, materialityFloor: 0 };
const CATEGORIES: SignalTraits = { ...SKETCH, measure: "categories" };
const SERIES_COUNT = 30;

type Parts = ReadonlyMap<number, number>;
interface Row {
  readonly series: number;
  readonly parts: Parts;
}

function blockOf(window: number, rows: readonly Row[]): TrustedObservationBlock {
  const place = { windowStartMs: window * HOUR_MS, windowMs: HOUR_MS, isClosed: true };
  return trust(
    blockOfRows(
      place,
      rows.map(({ series, parts }) => {
        const itemCount = [...parts.values()].reduce((sum, items) => sum + items, 0);
        return { series, value: itemCount, supportCount: itemCount, parts: [...parts] };
      }),
    ),
  );
}

function open(traits: SignalTraits = SKETCH): DetectorTable {
  const table = distributionDistance.open(distributionDistance.defaults, traits);
  table.grow(SERIES_COUNT);
  return table;
}

function countsOf(itemCount: number, draw: () => number): Parts {
  const parts = new Map<number, number>();
  for (let item = 0; item < itemCount; item++) {
    const key = draw();
    parts.set(key, (parts.get(key) ?? 0) + 1);
  }
  return parts;
}

const bucketOf = (value: number): number => sketchBucketOf(value, SKETCH_ACCURACY_RATIO) ?? 0;
const logNormal = (random: RandomGenerator, itemCount: number, factor = 1): Parts =>
  countsOf(itemCount, () => bucketOf(factor * Math.exp(random.normal())));

function quietRows(random: RandomGenerator, itemCount: number): readonly Row[] {
  return Array.from({ length: SERIES_COUNT }, (_, series) => ({
    series,
    parts: logNormal(random, itemCount),
  }));
}

function trained(windowCount: number, itemCount: number): DetectorTable {
  const table = open();
  const random = randomGenerator(4);
  for (let window = 0; window < windowCount; window++)
    table.learn(blockOf(window, quietRows(random, itemCount)));
  return table;
}

describe("distribution-distance", () => {
  it.each([20, 300])(
    "claims a chance of 1 % at most about once in a hundred quiet windows of %i items",
    (itemCount) => {
      const table = open();
      const random = randomGenerator(6);
      let testCount = 0;
      let rareCount = 0;
      let commonCount = 0;
      for (let window = 0; window < 70; window++) {
        const block = blockOf(window, quietRows(random, itemCount));
        const p = scoresOf(table, block);
        table.learn(block);
        if (window < 10) continue;
        testCount += p.length;
        rareCount += p.filter((value) => value <= 0.01).length;
        commonCount += p.filter((value) => value <= 0.1).length;
      }
      expect(rareCount / testCount).toBeLessThan(0.01 * 3);
      expect(rareCount / testCount).toBeGreaterThan(0.01 / 3);
      expect(commonCount / testCount).toBeGreaterThan(0.1 / 3);
    },
  );

  it("finds values that tripled in a single column of 1,000 rows after 20 quiet windows", () => {
    const table = open();
    const random = randomGenerator(1);
    for (let window = 0; window < 20; window++) {
      table.learn(blockOf(window, [{ series: 0, parts: logNormal(random, 1000) }]));
    }
    const [quiet = 0] = scoresOf(table, blockOf(20, [{ series: 0, parts: logNormal(random, 1000) }]));
    const [moved = 1] = scoresOf(table, blockOf(20, [{ series: 0, parts: logNormal(random, 1000, 3) }]));
    expect(quiet).toBeGreaterThan(0.01);
    expect(moved).toBeLessThan(1e-4);
  });

  it("finds a spread that tripled around 0, where the mean stays", () => {
    const table = open();
    const random = randomGenerator(1);
    const parts = (factor: number) => countsOf(500, () => bucketOf(factor * random.normal()));
    for (let window = 0; window < 20; window++)
      table.learn(blockOf(window, [{ series: 0, parts: parts(1) }]));
    expect(scoresOf(table, blockOf(20, [{ series: 0, parts: parts(3) }]))[0]).toBeLessThan(1e-4);
  });

  it("finds a constant that becomes another constant, not one that wavers at the edge of a bucket", () => {
    const table = open();
    const at = bucketOf(100);
    for (let window = 0; window < 20; window++)
      table.learn(blockOf(window, [{ series: 0, parts: new Map([[at, 50]]) }]));
    const [same] = scoresOf(table, blockOf(20, [{ series: 0, parts: new Map([[at, 50]]) }]));
    expect(scoresOf(table, blockOf(20, [{ series: 0, parts: new Map([[at + 1, 50]]) }]))).toEqual([same]);
    expect(scoresOf(table, blockOf(20, [{ series: 0, parts: new Map([[at + 40, 50]]) }]))[0]).toBeLessThan(
      1e-4,
    );
  });

  it("finds a category that takes a share from the others, and names it first", () => {
    const table = open(CATEGORIES);
    const random = randomGenerator(1);
    for (let window = 0; window < 20; window++) {
      table.learn(blockOf(window, [{ series: 0, parts: countsOf(300, () => random.below(4)) }]));
    }
    const block = blockOf(20, [
      { series: 0, parts: countsOf(300, () => (random.uniform() < 0.5 ? 9 : random.below(4))) },
    ]);
    expect(scoresOf(table, block)[0]).toBeLessThan(1e-4);
    expect(table.explain(block, 0).contributions[0]?.part).toBe("9");
  });

  it("says nothing of categories where only novelty counts, and declares it", () => {
    const traits: SignalTraits = { ...CATEGORIES, tail: "upper" };
    expect(distributionDistance.suits?.(traits)).toBe(false);
    expect(distributionDistance.suits?.(CATEGORIES)).toBe(true);
    expect(distributionDistance.suits?.({ ...SKETCH, tail: "upper" })).toBe(true);
    const table = open(traits);
    const row = { series: 0, parts: new Map([[1, 10]]) };
    for (let window = 0; window < 20; window++) table.learn(blockOf(window, [row]));
    expect(scoresOf(table, blockOf(20, [row]))).toEqual([Number.NaN]);
  });

  it("waits with an open window until it is closed", () => {
    const table = trained(10, 50);
    const random = randomGenerator(2);
    const rows = [{ series: 0, parts: logNormal(random, 50, 10) }];
    expect(scoresOf(table, stillOpen(blockOf(10, rows)))).toEqual([Number.NaN]);
    expect(scoresOf(table, blockOf(10, rows))[0]).toBeLessThan(1e-4);
  });

  it("is warming until the eighth window, and says nothing of a handful of items", () => {
    const table = open();
    const random = randomGenerator(2);
    for (let window = 0; window < 7; window++) {
      const block = blockOf(window, [{ series: 0, parts: logNormal(random, 50) }]);
      expect(scoresOf(table, block)).toEqual([Number.NaN]);
      table.learn(block);
    }
    expect(table.warmth(0)).toEqual({ seenCount: 7, neededCount: 7 });
    expect(scoresOf(table, blockOf(7, [{ series: 0, parts: logNormal(random, 50) }]))[0]).toBeGreaterThan(0);
    const gap = blockOf(7, [{ series: 0, parts: new Map() }]);
    expect(scoresOf(table, gap)).toEqual([Number.NaN]);
    const before = table.dump(0);
    table.learn(gap);
    expect(table.dump(0)).toEqual(before);
  });

  it("scores a series after a gap as before it", () => {
    const table = trained(15, 50);
    const rows = [{ series: 3, parts: logNormal(randomGenerator(3), 50) }];
    expect(scoresOf(table, blockOf(500, rows))).toEqual(scoresOf(table, blockOf(15, rows)));
  });

  it("does not depend on the order of series and parts, nor on how a window is cut into blocks", () => {
    const forward = open();
    const backward = open();
    const random = randomGenerator(8);
    for (let window = 0; window < 12; window++) {
      const rows = quietRows(random, 40);
      const reversed = [...rows]
        .reverse()
        .map(({ series, parts }) => ({ series, parts: new Map([...parts].reverse()) }));
      forward.learn(blockOf(window, rows));
      backward.learn(blockOf(window, reversed.slice(0, 10)));
      backward.learn(blockOf(window, reversed.slice(10)));
    }
    const block = blockOf(12, quietRows(random, 40));
    const expected = scoresOf(forward, block);
    scoresOf(backward, block).forEach((p, row) => {
      expect(p / (expected[row] ?? 0)).toBeCloseTo(1, 9);
    });
  });

  it("names ranges of values with their shares", () => {
    const table = trained(12, 200);
    const block = blockOf(12, [{ series: 0, parts: logNormal(randomGenerator(5), 200, 100) }]);
    const { contributions } = table.explain(block, 0);
    expect(contributions.length).toBeLessThanOrEqual(5);
    expect(contributions[0]?.part).toMatch(/^above \d/);
    expect(contributions.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9);
  });

  it("keeps a bounded number of buckets", () => {
    const table = open();
    const random = randomGenerator(5);
    for (let window = 0; window < 20; window++) {
      const parts = countsOf(1000, () => bucketOf(10 ** (12 * random.uniform())));
      table.learn(blockOf(window, [{ series: 0, parts }]));
    }
    const state = table.dump(0) as { readonly keys: readonly number[] };
    expect(state.keys.length).toBeLessThanOrEqual(512);
  });
});
