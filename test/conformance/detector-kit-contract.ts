import { expect } from "vitest";
import { GatehouseError } from "../../src/domain/gatehouse-error.ts";
import { blockOf, type TestRow, trust } from "./detector-block.ts";
import type { DetectorCheck } from "./detector-kit.ts";
import {
  drawnBlock,
  dumpText,
  learnNormal,
  normalBlock,
  openCase,
  rowsOf,
  scoresOf,
  stillOpen,
  warmed,
  windowBlock,
} from "./detector-run.ts";

const SEED = 3;

function areProbabilities(p: readonly number[]): boolean {
  return p.every((value) => Number.isNaN(value) || (value > 0 && value <= 1));
}

/** What a definition says, when p may be said, and what must be refused. */
export const CONTRACT_CHECKS: readonly DetectorCheck[] = [
  {
    name: "the definition is complete and its defaults survive JSON",
    check({ definition }) {
      expect(definition.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(Object.isFrozen(definition)).toBe(true);
      expect(definition.version).toBeGreaterThanOrEqual(1);
      expect(definition.measures.length).toBeGreaterThan(0);
      const { title, worksWhen, failsWhen, cost, reference } = definition;
      for (const text of [title, worksWhen, failsWhen, cost, reference])
        expect(text.length).toBeGreaterThan(10);
      expect(cost).toMatch(/\d (bytes|kB) a series/);
      expect(JSON.parse(JSON.stringify(definition.defaults))).toEqual(definition.defaults);
    },
  },
  {
    name: "a series is warming until it has seen what it needs, and never before says a p",
    check(run) {
      const table = openCase(run);
      const { detectorCase } = run;
      for (let window = 0; window < detectorCase.warmWindowCount; window++) {
        const block = normalBlock(detectorCase, window, SEED);
        const p = scoresOf(table, block);
        p.forEach((value, row) => {
          const { seenCount, neededCount } = table.warmth(block.series[row] ?? 0);
          if (seenCount < neededCount) expect(value).toBeNaN();
          else expect(value).not.toBeNaN();
        });
        table.learn(trust(block));
      }
      const { seenCount, neededCount } = table.warmth(0);
      expect(neededCount).toBeGreaterThan(0);
      expect(seenCount).toBeGreaterThanOrEqual(neededCount);
    },
  },
  {
    name: "the first value of a series has no p, also in a table whose others are warm",
    check(run) {
      const table = warmed(run, SEED);
      const { seriesCount, warmWindowCount } = run.detectorCase;
      table.grow(seriesCount + 1);
      const row = {
        ...run.detectorCase.anomaly({ series: 0, window: warmWindowCount }),
        series: seriesCount,
      };
      expect(scoresOf(table, windowBlock(run.detectorCase, warmWindowCount, [row]))[0]).toBeNaN();
    },
  },
  {
    name: "p of every finite input is in (0, 1], however extreme the past",
    check(run) {
      const { detectorCase } = run;
      for (const extreme of detectorCase.extremes) {
        const table = warmed(run, SEED);
        let window = detectorCase.warmWindowCount;
        for (const row of [extreme, extreme, ...detectorCase.extremes]) {
          const block = windowBlock(detectorCase, window, [row]);
          expect(areProbabilities(scoresOf(table, block))).toBe(true);
          const { expected, lower, upper } = table.explain(block, 0);
          for (const value of [expected, lower, upper])
            expect(value === null || Number.isFinite(value)).toBe(true);
          table.learn(trust(block));
          window++;
        }
        expect(areProbabilities(scoresOf(table, normalBlock(detectorCase, window, SEED)))).toBe(true);
        expect(dumpText(table, 1)).not.toMatch(/null,|,null|NaN|Infinity/);
      }
    },
  },
  {
    name: "p of extreme values from the first one on is in (0, 1]",
    check(run) {
      const { detectorCase } = run;
      const table = openCase(run);
      for (let window = 0; window < 2 * detectorCase.warmWindowCount; window++) {
        const extreme = detectorCase.extremes[window % detectorCase.extremes.length];
        const block = windowBlock(detectorCase, window, extreme === undefined ? [] : [extreme]);
        expect(areProbabilities(scoresOf(table, block))).toBe(true);
        table.learn(trust(block));
      }
    },
  },
  {
    name: "numbers that are not finite are refused and change nothing",
    check(run) {
      const { detectorCase } = run;
      const table = warmed(run, SEED);
      const before = dumpText(table, detectorCase.seriesCount);
      const good = detectorCase.anomaly({ series: 0, window: detectorCase.warmWindowCount });
      const bad: readonly TestRow[] = [
        ...[Number.NaN, Infinity, -Infinity].map((value) => ({ ...good, series: 1, value })),
        { ...good, series: 1, supportCount: Number.NaN },
        ...(good.parts.length === 0 ? [] : [{ ...good, series: 1, parts: [[1, Number.NaN] as const] }]),
      ];
      for (const row of bad) {
        const block = windowBlock(detectorCase, detectorCase.warmWindowCount, [good, row]);
        expect(() => scoresOf(table, block)).toThrow(GatehouseError);
        expect(() => table.learn(trust(block))).toThrow(GatehouseError);
      }
      expect(dumpText(table, detectorCase.seriesCount)).toBe(before);
    },
  },
  {
    name: "a window without support says nothing and teaches nothing, except that a count is then 0",
    check(run) {
      const { detectorCase } = run;
      const table = warmed(run, SEED);
      const before = dumpText(table, detectorCase.seriesCount);
      const rows = rowsOf(detectorCase, detectorCase.warmWindowCount, ({ series }) => ({
        series,
        value: 0,
        supportCount: 0,
        parts: [],
      }));
      const block = windowBlock(detectorCase, detectorCase.warmWindowCount, rows);
      const p = scoresOf(table, block);
      if (detectorCase.traits.measure === "count") {
        expect(p.every((value) => value > 0 && value <= 1)).toBe(true);
        return;
      }
      expect(p.every(Number.isNaN)).toBe(true);
      table.learn(trust(block));
      expect(series(dumpText(table, detectorCase.seriesCount))).toEqual(series(before));
    },
  },
  {
    name: "an open window is judged by its upper tail only, or not at all",
    check(run) {
      const { detectorCase } = run;
      const table = warmed(run, SEED);
      // Some series have no lower side at some hours: 0 of hardly any is nothing unusual.
      const hours = Array.from({ length: 24 }, (_, ahead) => detectorCase.warmWindowCount + ahead);
      const lowAt = (at: number) => rowsOf(detectorCase, at, (place) => detectorCase.low(place));
      const window = hours.find((at) => lowAt(at).length > 0) ?? detectorCase.warmWindowCount;
      const low = lowAt(window);
      const open = scoresOf(table, stillOpen(windowBlock(detectorCase, window, low)));
      expect(open.every((value) => Number.isNaN(value) || value > 0.5)).toBe(true);
      const closed = scoresOf(table, windowBlock(detectorCase, window, low));
      expect(closed.every((value) => Number.isNaN(value) || value < 0.05)).toBe(true);
      const anomalies = rowsOf(detectorCase, window, (place) => detectorCase.anomaly(place));
      const high = stillOpen(windowBlock(detectorCase, window, anomalies));
      expect(areProbabilities(scoresOf(table, high))).toBe(true);
    },
  },
  {
    name: "an explanation's band holds what was expected, and its shares sum to at most 1",
    check(run) {
      const { detectorCase } = run;
      const table = warmed(run, SEED);
      const anomaly = drawnBlock(detectorCase, detectorCase.warmWindowCount, (_, place) =>
        detectorCase.anomaly(place),
      );
      for (const block of [anomaly, normalBlock(detectorCase, detectorCase.warmWindowCount, SEED)]) {
        for (let row = 0; row < block.rowCount; row++) {
          const { expected, lower, upper, contributions } = table.explain(block, row);
          if (expected !== null) {
            expect(lower ?? Number.NaN).toBeLessThanOrEqual(expected);
            expect(upper ?? Number.NaN).toBeGreaterThanOrEqual(expected);
          }
          for (const { share } of contributions) expect(share).toBeGreaterThanOrEqual(0);
          expect(contributions.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9);
        }
      }
    },
  },
  {
    name: "a deviation below the materiality floor has p 1",
    check({ definition, detectorCase }) {
      if (["sketch", "categories"].includes(detectorCase.traits.measure)) return;
      const floored = { ...detectorCase, traits: { ...detectorCase.traits, materialityFloor: 1e18 } };
      const table = openCase({ definition, detectorCase: floored });
      learnNormal(table, floored, { from: 0, until: floored.warmWindowCount, seed: SEED });
      const block = drawnBlock(floored, floored.warmWindowCount, (_, place) => floored.anomaly(place));
      expect(scoresOf(table, block).every((value) => value === 1)).toBe(true);
    },
  },
  {
    name: "a block without rows is fine",
    check(run) {
      const table = openCase(run);
      const empty = blockOf(
        { windowStartMs: 0, windowMs: run.detectorCase.traits.windowMs, isClosed: true },
        [],
      );
      expect(scoresOf(table, empty)).toHaveLength(0);
      table.learn(trust(empty));
      expect(table.warmth(0).seenCount).toBe(0);
    },
  },
];

function series(dump: string): unknown {
  const state: { readonly series: unknown } = JSON.parse(dump);
  return state.series;
}
