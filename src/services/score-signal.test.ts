import { describe, expect, it } from "vitest";
import { openAlarmBudget } from "../decision/alarm-budget.ts";
import { uniformWeights, type WeightSource } from "../decision/weights.ts";
import type { ObservationBlock } from "../detectors/define-detector.ts";
import { DETECTORS } from "../detectors/registry.gen.ts";
import { type FindingsPerDay, HOUR_MS } from "../domain/units.ts";
import { randomGenerator } from "../stats/random.ts";
import { openSignalScorer, type SignalScorer } from "./score-signal.ts";

const SERIES_COUNT = 40;
const MONDAY_MS = Date.UTC(2026, 2, 2);
const TRAITS = { measure: "count", tail: "upper", windowMs: HOUR_MS, materialityFloor: 0 } as const;

function blockAt(hour: number, chosen: (series: number) => number): ObservationBlock {
  const series = Int32Array.from({ length: SERIES_COUNT }, (_, row) => row);
  const value = Float64Array.from(series, chosen);
  return {
    windowStartMs: MONDAY_MS + hour * HOUR_MS,
    windowMs: HOUR_MS,
    isClosed: true,
    rowCount: SERIES_COUNT,
    series,
    value,
    supportCount: value,
    partOffset: new Int32Array(SERIES_COUNT + 1),
    part: new Int32Array(0),
    itemCount: new Float64Array(0),
  };
}

function openScorer(weights: WeightSource = uniformWeights): SignalScorer {
  return openSignalScorer({
    traits: TRAITS,
    detectors: DETECTORS.filter(({ measures }) => measures.includes("count")).map((definition) => ({
      definition,
      params: definition.defaults,
    })),
    budget: openAlarmBudget({ findingsPerDay: 0.5 as FindingsPerDay, alpha: 0.1, weights }),
  });
}

/** Steps through hours of Poisson counts around 5; `chosen` may replace a value. */
function run(
  scorer: SignalScorer,
  hourCount: number,
  chosen?: (hour: number, series: number) => number | undefined,
) {
  const random = randomGenerator(17);
  return Array.from({ length: hourCount }, (_, hour) => {
    const drawn = Array.from({ length: SERIES_COUNT }, () => random.poisson(5));
    const block = blockAt(hour, (series) => chosen?.(hour, series) ?? drawn[series] ?? 0);
    return { hour, ...scorer.step(block, SERIES_COUNT) };
  });
}

describe("the chain of one signal", () => {
  it("finds a burst, names the detector and what was expected", () => {
    const steps = run(openScorer(), 400, (hour, series) => (hour === 390 && series === 3 ? 60 : undefined));
    const found = steps.flatMap(({ hour, selected }) => selected.map((each) => ({ hour, ...each })));
    const burst = found.find(({ hour, row }) => hour === 390 && row === 3);
    expect(burst?.detectors[0]).toBe("gamma-poisson-hour-of-week");
    expect(burst?.explanation.expected).toBeGreaterThan(3);
    expect(burst?.explanation.upper).toBeLessThan(20);
  });

  it("spends about its budget on quiet counts, not much less and not much more", () => {
    const days = 120;
    const count = run(openScorer(), days * 24).reduce((sum, { selected }) => sum + selected.length, 0);
    expect(count / days).toBeGreaterThan(0.15);
    expect(count / days).toBeLessThan(0.9);
  });

  it("learns nothing from a finding, nor from what continues it", () => {
    const burst = (hour: number, series: number) =>
      series === 3 && hour >= 390 && hour < 396 ? 60 : undefined;
    const attacked = openScorer();
    const steps = run(attacked, 396, burst);
    for (const { hour, trusted } of steps) {
      if (hour >= 390) expect([...trusted.series]).not.toContain(3);
    }
    const [before, after] = [388, 396].map((hourCount) => {
      const scorer = openScorer();
      run(scorer, hourCount, burst);
      const table = scorer.tables.find(
        ({ definition }) => definition.id === "gamma-poisson-hour-of-week",
      )?.table;
      table?.grow(SERIES_COUNT);
      return table?.warmth(3).seenCount;
    });
    expect(after).toBe((before ?? 0) + 2);
  });

  it("learns nothing from a window that is still open", () => {
    const scorer = openScorer();
    run(scorer, 48);
    const before = JSON.stringify(scorer.tables.map(({ table }) => table.dump(0)));
    scorer.step({ ...blockAt(48, () => 500), isClosed: false }, SERIES_COUNT);
    expect(JSON.stringify(scorer.tables.map(({ table }) => table.dump(0)))).toBe(before);
  });

  it("moves attention, not surprise, when weights come from outside", () => {
    const favored: WeightSource = {
      id: "one series, late",
      weigh(block, out) {
        const isLate = block.windowStartMs >= MONDAY_MS + 390 * HOUR_MS;
        for (let row = 0; row < block.rowCount; row++) out[row] = isLate && block.series[row] === 3 ? 4 : 1;
      },
    };
    const verdictOn = (value: number, weights: WeightSource) => {
      const steps = run(openScorer(weights), 391, (hour, series) =>
        hour === 390 && series === 3 ? value : undefined,
      );
      const last = steps[390];
      return { isFound: last?.selected.some(({ row }) => row === 3) === true, p: last?.p[3] };
    };
    const pairs = [11, 12, 13, 14, 15, 16, 17].map((value) => ({
      plain: verdictOn(value, uniformWeights),
      weighed: verdictOn(value, favored),
    }));
    for (const { plain, weighed } of pairs) {
      expect(weighed.p).toBe(plain.p);
      if (plain.isFound) expect(weighed.isFound).toBe(true);
    }
    expect(pairs.some(({ plain, weighed }) => weighed.isFound && !plain.isFound)).toBe(true);
  });
});
