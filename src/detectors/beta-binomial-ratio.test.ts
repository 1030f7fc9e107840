import { describe, expect, it } from "vitest";
import { blockOf as blockOfRows, trust } from "../../test/conformance/detector-block.ts";
import { scalarRow } from "../../test/conformance/detector-case.ts";
import { scoresOf, stillOpen } from "../../test/conformance/detector-run.ts";
import { HOUR_MS } from "../domain/units.ts";
import { type RandomGenerator, randomGenerator } from "../stats/random.ts";
import { betaBinomialRatio } from "./beta-binomial-ratio.ts";
import type { DetectorTable, SignalTraits, TrustedObservationBlock } from "./define-detector.ts";

const TRAITS: SignalTraits = { measure: "ratio", tail: "both", windowMs: HOUR_MS, materialityFloor: 0 };
const SERIES_COUNT = 100;

interface Row {
  readonly series: number;
  readonly value: number;
  readonly support: number;
}

function blockOf(window: number, rows: readonly Row[]): TrustedObservationBlock {
  const place = { windowStartMs: window * HOUR_MS, windowMs: HOUR_MS, isClosed: true };
  return trust(
    blockOfRows(
      place,
      rows.map(({ series, value, support }) => scalarRow(series, value, support)),
    ),
  );
}

function open(traits: SignalTraits = TRAITS): DetectorTable {
  const table = betaBinomialRatio.open(betaBinomialRatio.defaults, traits);
  table.grow(SERIES_COUNT);
  return table;
}

interface Null {
  readonly support: number;
  /** Correlation of two trials of one window. */
  readonly correlation: number;
}

function quietRows(random: RandomGenerator, { support, correlation }: Null): readonly Row[] {
  return Array.from({ length: SERIES_COUNT }, (_, series) => {
    const share = 0.02 + (0.2 * series) / SERIES_COUNT;
    const precision = 1 / correlation - 1;
    const chance = correlation === 0 ? share : random.beta(share * precision, (1 - share) * precision);
    return { series, value: random.binomial(support, chance) / support, support };
  });
}

function trained(windowCount: number, traits: SignalTraits = TRAITS): DetectorTable {
  const table = open(traits);
  const random = randomGenerator(2);
  for (let window = 0; window < windowCount; window++) {
    table.learn(blockOf(window, quietRows(random, { support: 200, correlation: 0.01 })));
  }
  return table;
}

describe("beta-binomial-ratio", () => {
  it.each([
    { support: 20, correlation: 0 },
    { support: 1000, correlation: 0.01 },
    { support: 100_000, correlation: 0.03 },
  ])(
    "claims a chance of 1 % about once in a hundred quiet windows of $support trials, correlation $correlation",
    (kind) => {
      const table = open();
      const random = randomGenerator(5);
      let testCount = 0;
      let rareCount = 0;
      for (let window = 0; window < 120; window++) {
        const block = blockOf(window, quietRows(random, kind));
        const p = scoresOf(table, block);
        table.learn(block);
        if (window < 20) continue;
        testCount += p.length;
        rareCount += p.filter((value) => value <= 0.01).length;
      }
      expect(rareCount / testCount).toBeGreaterThan(0.01 / 3);
      expect(rareCount / testCount).toBeLessThan(0.01 * 3);
    },
  );

  it("finds a failed share that rises from 2 % to 40 %", () => {
    const [p = 1] = scoresOf(trained(30), blockOf(30, [{ series: 0, value: 0.4, support: 100 }]));
    expect(p).toBeLessThan(1e-4);
  });

  it("counts both directions in a closed window and only the upper one in an open window", () => {
    const table = trained(30);
    const high = [{ series: 90, value: 0.5, support: 200 }];
    const low = [{ series: 90, value: 0, support: 200 }];
    expect(scoresOf(table, blockOf(30, low))[0]).toBeLessThan(0.01);
    expect(scoresOf(table, stillOpen(blockOf(30, low)))[0]).toBeGreaterThan(0.99);
    const [closed = 0] = scoresOf(table, blockOf(30, high));
    expect(scoresOf(table, stillOpen(blockOf(30, high)))[0]).toBeCloseTo(closed / 2, 12);
  });

  it("takes denominators of millions, at both ends of the share too", () => {
    const rows = [0, 0.3, 1].map((value, series) => ({ series, value, support: 5_000_000 }));
    for (const p of scoresOf(trained(30), blockOf(30, rows))) {
      expect(p).toBeGreaterThan(0);
      expect(p).toBeLessThanOrEqual(1);
    }
  });

  it("calls a deviation below the materiality floor unremarkable", () => {
    const table = trained(30, { ...TRAITS, materialityFloor: 0.5 });
    expect(scoresOf(table, blockOf(30, [{ series: 0, value: 0.4, support: 100 }]))).toEqual([1]);
  });

  it("is warming until it has seen enough windows with support, and says nothing without support", () => {
    const table = open();
    const row = { series: 0, value: 0.1, support: 50 };
    for (let window = 0; window < 12; window++) {
      expect(scoresOf(table, blockOf(window, [row]))).toEqual([Number.NaN]);
      table.learn(blockOf(window, [row]));
    }
    expect(table.warmth(0)).toEqual({ seenCount: 12, neededCount: 12 });
    expect(scoresOf(table, blockOf(12, [row]))[0]).toBeGreaterThan(0);
    const gap = blockOf(12, [{ ...row, support: 0 }]);
    expect(scoresOf(table, gap)).toEqual([Number.NaN]);
    const before = table.dump(0);
    table.learn(gap);
    expect(table.dump(0)).toEqual(before);
  });

  it("leans on its family again after a gap of a year", () => {
    const table = trained(30);
    const at = (window: number) =>
      table.explain(blockOf(window, [{ series: 0, value: 0, support: 10 }]), 0).expected;
    expect(at(30)).toBeLessThan(0.05);
    expect(
      scoresOf(table, blockOf(30 + 365 * 24, [{ series: 0, value: 0.02, support: 100 }]))[0],
    ).toBeGreaterThan(0.01);
  });
});
