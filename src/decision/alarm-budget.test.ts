import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS, type FindingsPerDay, HOUR_MS } from "../domain/units.ts";
import { randomGenerator } from "../stats/random.ts";
import { openAlarmBudget, type TestedBlock } from "./alarm-budget.ts";
import { uniformWeights, type WeightSource } from "./weights.ts";

const SERIES_COUNT = 400;

function blockAt(hour: number, rowCount = SERIES_COUNT): TestedBlock {
  return {
    windowStartMs: hour * HOUR_MS,
    windowMs: HOUR_MS,
    rowCount,
    series: Int32Array.from({ length: rowCount }, (_, row) => row),
  };
}

/** Findings a day over `dayCount` days of uniform p. */
function quietRate(
  weights: WeightSource,
  options: { perDay: number; dayCount: number; seed: number; alpha?: number },
) {
  const random = randomGenerator(options.seed);
  const budget = openAlarmBudget({
    findingsPerDay: options.perDay as FindingsPerDay,
    alpha: options.alpha ?? 0.1,
    weights,
  });
  budget.grow(SERIES_COUNT);
  const p = new Float64Array(SERIES_COUNT);
  let findingCount = 0;
  for (let hour = 0; hour < options.dayCount * 24; hour++) {
    for (let row = 0; row < SERIES_COUNT; row++) p[row] = random.uniform();
    findingCount += budget.select(blockAt(hour), p, () => true).rows.length;
  }
  return findingCount / options.dayCount;
}

function weightsOf(id: string, weightOf: (series: number, windowStartMs: number) => number): WeightSource {
  return {
    id,
    weigh(block, out) {
      for (let row = 0; row < block.rowCount; row++)
        out[row] = weightOf(block.series[row] ?? 0, block.windowStartMs);
    },
  };
}

describe("the alarm budget in quiet time", () => {
  const noise = randomGenerator(11);
  it.each([
    ["no weights", uniformWeights],
    ["weights of zero information", weightsOf("noise", () => Math.exp(2 * noise.normal()))],
    ["weights that put all on a few series", weightsOf("few", (series) => (series < 20 ? 1e6 : 1e-6))],
    ["weights that swing with the hour", weightsOf("swing", (_, ms) => ((ms / HOUR_MS) % 24 < 8 ? 4 : 0.25))],
  ])("costs what it promises with %s", (_, weights) => {
    const findingsPerDay = quietRate(weights, { perDay: 2, dayCount: 400, seed: 5 });
    expect(findingsPerDay).toBeGreaterThan(1.7);
    expect(findingsPerDay).toBeLessThan(2.2);
  });

  it("tells how many findings nulls alone would have given", () => {
    const budget = openAlarmBudget({
      findingsPerDay: 2 as FindingsPerDay,
      alpha: 0,
      weights: uniformWeights,
    });
    budget.grow(SERIES_COUNT);
    let expected = 0;
    for (let hour = 0; hour < 240; hour++) {
      expected += budget.select(
        blockAt(hour),
        new Float64Array(SERIES_COUNT).fill(0.5),
        () => true,
      ).expectedNullCount;
    }
    expect(expected / 10).toBeCloseTo(2, 6);
  });

  it("never shows a p above 0.02 however large the budget", () => {
    const budget = openAlarmBudget({
      findingsPerDay: 1e9 as FindingsPerDay,
      alpha: 0.1,
      weights: uniformWeights,
    });
    budget.grow(2);
    const { rows: selected } = budget.select(blockAt(0, 2), Float64Array.of(0.0201, 0.0199), () => true);
    expect(selected.map(({ row }) => row)).toEqual([1]);
  });

  it("shows nothing with a budget of nothing", () => {
    expect(quietRate(uniformWeights, { perDay: 0, dayCount: 20, seed: 1 })).toBe(0);
  });
});

describe("the alarm budget under attack", () => {
  it("spends at most B + α × findings a day on nulls, whatever weights a flood of true findings meets", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 40 }), (seed, floodCount) => {
        const random = randomGenerator(seed);
        const weights = weightsOf("any", () => Math.exp(random.normal()));
        const budget = openAlarmBudget({ findingsPerDay: 1 as FindingsPerDay, alpha: 0.1, weights });
        budget.grow(SERIES_COUNT);
        const p = new Float64Array(SERIES_COUNT);
        let nullCount = 0;
        let findingCount = 0;
        const dayCount = 60;
        for (let hour = 0; hour < dayCount * 24; hour++) {
          for (let row = 0; row < SERIES_COUNT; row++) p[row] = row < floodCount ? 1e-12 : random.uniform();
          const { rows: selected } = budget.select(blockAt(hour), p, () => true);
          findingCount += selected.length;
          nullCount += selected.filter(({ row }) => row >= floodCount).length;
        }
        const allowed = dayCount + 0.1 * findingCount;
        expect(nullCount).toBeLessThan(allowed + 4 * Math.sqrt(allowed));
      }),
      { seed: 3, numRuns: 12 },
    );
  });

  it("lets a series speak again within half a day only when the evidence grows by 1.3", () => {
    const budget = openAlarmBudget({
      findingsPerDay: 1 as FindingsPerDay,
      alpha: 0.1,
      weights: uniformWeights,
    });
    budget.grow(1);
    const speaks = (hour: number, p: number) =>
      budget.select(blockAt(hour, 1), Float64Array.of(p), () => true).rows.length;
    expect(speaks(0, 1e-10)).toBe(1);
    expect(speaks(1, 1e-11)).toBe(0);
    expect(speaks(2, 1e-14)).toBe(1);
    expect(speaks(15, 1e-10)).toBe(1);
  });

  it("asks more of a series after each of its findings, and forgives within weeks", () => {
    const budget = openAlarmBudget({
      findingsPerDay: 1 as FindingsPerDay,
      alpha: 0,
      weights: uniformWeights,
    });
    budget.grow(1);
    const thresholdAt = (day: number) =>
      budget.select({ ...blockAt(0, 1), windowStartMs: day * DAY_MS }, Float64Array.of(1e-200), () => true)
        .rows[0]?.thresholdP ?? Number.NaN;
    const first = thresholdAt(0);
    expect(thresholdAt(1)).toBeLessThan(first);
    expect(thresholdAt(60) / first).toBeGreaterThan(0.99);
  });

  it("does not spend on rows that are not worth it", () => {
    const budget = openAlarmBudget({
      findingsPerDay: 1 as FindingsPerDay,
      alpha: 0.1,
      weights: uniformWeights,
    });
    budget.grow(1);
    expect(budget.select(blockAt(0, 1), Float64Array.of(1e-10), () => false).rows).toEqual([]);
    expect(budget.select(blockAt(1, 1), Float64Array.of(1e-10), () => true).rows).toHaveLength(1);
  });
});
