import { describe, expect, it } from "vitest";
import { blockOf as blockOfRows, trust } from "../../test/conformance/detector-block.ts";
import { scoresOf, stillOpen } from "../../test/conformance/detector-run.ts";
import { DAY_MS } from "../domain/units.ts";
import { type RandomGenerator, randomGenerator } from "../stats/random.ts";
import type { DetectorTable, SignalTraits, TrustedObservationBlock } from "./define-detector.ts";
import { firstSeen } from "./first-seen.ts";

const TRAITS: SignalTraits = { measure: "categories", tail: "upper", windowMs: DAY_MS, materialityFloor: 0 };
const SERIES_COUNT = 300;
const KIND_COUNT = 2000;

interface Row {
  readonly series: number;
  readonly codes: readonly number[];
}

function blockOf(window: number, rows: readonly Row[]): TrustedObservationBlock {
  const place = { windowStartMs: window * DAY_MS, windowMs: DAY_MS, isClosed: true };
  return trust(
    blockOfRows(
      place,
      rows.map(({ series, codes }) => ({
        series,
        value: codes.length,
        supportCount: codes.length,
        parts: codes.map((code) => [code, 1] as const),
      })),
    ),
  );
}

function open(): DetectorTable {
  const table = firstSeen.open(firstSeen.defaults, TRAITS);
  table.grow(SERIES_COUNT);
  return table;
}

/** Each series prefers a few of its own codes and sometimes takes one that all share. */
function quietRows(random: RandomGenerator): readonly Row[] {
  return Array.from({ length: SERIES_COUNT }, (_, series) => {
    const codes = new Set<number>();
    for (let draw = 0; draw < 6; draw++) {
      const rank = Math.min(KIND_COUNT - 1, Math.floor(random.uniform() ** -0.8) - 1);
      codes.add(random.uniform() < 0.5 ? rank : 2 * KIND_COUNT + series * 10 + Math.min(9, rank));
    }
    return { series, codes: [...codes] };
  });
}

function trained(windowCount: number): DetectorTable {
  const table = open();
  const random = randomGenerator(11);
  for (let window = 0; window < windowCount; window++) table.learn(blockOf(window, quietRows(random)));
  return table;
}

const HABITS: Row = { series: 0, codes: [0, 1, 2 * KIND_COUNT] };
const NOVEL_CODE = 999_999;

describe("first-seen", () => {
  it("claims a chance of 1 % about once in a hundred quiet windows", () => {
    const table = open();
    const random = randomGenerator(5);
    let testCount = 0;
    let rareCount = 0;
    for (let window = 0; window < 80; window++) {
      const block = blockOf(window, quietRows(random));
      const p = scoresOf(table, block);
      table.learn(block);
      if (window < 20) continue;
      testCount += p.length;
      rareCount += p.filter((value) => value <= 0.01).length;
    }
    expect(rareCount / testCount).toBeGreaterThan(0.01 / 3);
    expect(rareCount / testCount).toBeLessThan(0.01 * 3);
  });

  it("gives p 1 where nothing is new, and a small one to the first new category in a family of habits", () => {
    const table = open();
    const habits = Array.from({ length: SERIES_COUNT }, (_, series) => ({
      series,
      codes: [series, 1000, 1001],
    }));
    for (let window = 0; window < 40; window++) table.learn(blockOf(window, habits));
    expect(scoresOf(table, blockOf(40, habits)).every((p) => p === 1)).toBe(true);
    const [p = 1] = scoresOf(table, blockOf(40, [{ series: 0, codes: [0, 1000, NOVEL_CODE] }]));
    expect(p).toBeLessThan(0.01);
  });

  it("is less surprised by a category that many other series use", () => {
    const table = trained(40);
    const used = Array.from({ length: KIND_COUNT }, (_, code) => code).find(
      (code) => code > 3 && (scoresOf(table, blockOf(40, [{ ...HABITS, codes: [code] }]))[0] ?? 1) < 1,
    );
    const [common = 0] = scoresOf(table, blockOf(40, [{ ...HABITS, codes: [used ?? 0] }]));
    const [unknown = 1] = scoresOf(table, blockOf(40, [{ ...HABITS, codes: [NOVEL_CODE] }]));
    expect(unknown).toBeLessThan(common);
  });

  it("is more surprised by twenty new categories than by one", () => {
    const table = trained(40);
    const many = Array.from({ length: 20 }, (_, at) => NOVEL_CODE + at);
    const [ofMany = 1] = scoresOf(table, blockOf(40, [{ series: 0, codes: many }]));
    const [ofOne = 0] = scoresOf(table, blockOf(40, [{ series: 0, codes: [NOVEL_CODE] }]));
    expect(ofMany).toBeLessThan(ofOne / 10);
  });

  it("is warming until the third window", () => {
    const table = open();
    for (let window = 0; window < 3; window++) {
      expect(scoresOf(table, blockOf(window, [HABITS]))).toEqual([Number.NaN]);
      table.learn(blockOf(window, [HABITS]));
    }
    expect(table.warmth(0)).toEqual({ seenCount: 3, neededCount: 3 });
    expect(scoresOf(table, blockOf(3, [HABITS]))).toEqual([1]);
  });

  it("says nothing of a window without categories, and goes on after a gap", () => {
    const table = trained(10);
    expect(scoresOf(table, blockOf(10, [{ series: 0, codes: [] }]))).toEqual([Number.NaN]);
    table.learn(blockOf(10, [{ series: 0, codes: [] }]));
    const [p = Number.NaN] = scoresOf(table, blockOf(200, [{ series: 0, codes: [NOVEL_CODE] }]));
    expect(p).toBeGreaterThan(0);
    expect(p).toBeLessThan(1);
  });

  it("scores an open window like a closed one: novelty is upper by nature", () => {
    const table = trained(20);
    const rows = [{ series: 0, codes: [NOVEL_CODE] }];
    expect(scoresOf(table, stillOpen(blockOf(20, rows)))).toEqual(scoresOf(table, blockOf(20, rows)));
    expect(scoresOf(table, stillOpen(blockOf(20, [HABITS])))).toEqual([1]);
  });

  it("does not depend on the order of series and parts, nor on how a window is cut into blocks", () => {
    const forward = open();
    const backward = open();
    const random = randomGenerator(8);
    for (let window = 0; window < 12; window++) {
      const rows = quietRows(random);
      const reversed = [...rows]
        .reverse()
        .map(({ series, codes }) => ({ series, codes: [...codes].reverse() }));
      forward.learn(blockOf(window, rows));
      backward.learn(blockOf(window, reversed.slice(0, 100)));
      backward.learn(blockOf(window, reversed.slice(100)));
    }
    const rows = quietRows(random);
    expect(scoresOf(backward, blockOf(12, rows))).toEqual(scoresOf(forward, blockOf(12, rows)));
  });

  it("names the new categories, with equal shares where they are equally rare", () => {
    const table = trained(10);
    const block = blockOf(10, [{ series: 0, codes: [0, NOVEL_CODE, NOVEL_CODE + 1] }]);
    const { contributions } = table.explain(block, 0);
    expect(contributions).toEqual([
      { part: String(NOVEL_CODE), share: 0.5 },
      { part: String(NOVEL_CODE + 1), share: 0.5 },
    ]);
  });

  it("remembers a bounded number of categories, the most recent ones", () => {
    const table = open();
    for (let window = 0; window < 40; window++) {
      table.learn(
        blockOf(window, [{ series: 0, codes: Array.from({ length: 40 }, (_, at) => window * 40 + at) }]),
      );
    }
    const state = table.dump(0) as { readonly entries: readonly number[] };
    expect(state.entries.length).toBeLessThanOrEqual(512 * 3);
    expect(scoresOf(table, blockOf(40, [{ series: 0, codes: [39 * 40] }]))).toEqual([1]);
    expect(scoresOf(table, blockOf(40, [{ series: 0, codes: [0] }]))[0]).toBeLessThan(1);
  });
});
