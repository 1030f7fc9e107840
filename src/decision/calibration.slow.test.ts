import { describe, expect, it } from "vitest";
import { HOUR_MS, WEEK_MS } from "../domain/units.ts";
import { logNormalUpper } from "../stats/normal.ts";
import { logPoissonPoint, logPoissonUpper } from "../stats/poisson.ts";
import { type RandomGenerator, randomGenerator } from "../stats/random.ts";
import { type Calibration, openCalibration } from "./calibration.ts";
import { fuseStatistics } from "./fuse-p-values.ts";

const BLOCK_ROW_COUNT = 500;
const LEVELS = [1e-2, 1e-3, 2.5e-4] as const;

/** Draws the p of all detectors of one row under a null. */
type Null = (random: RandomGenerator) => readonly number[];

/** Two-sided p of normal scores whose model is `widthRatio` times as wide as the data. */
function normals(detectorCount: number, correlation: number, widthRatio = 1): Null {
  return (random) => {
    const shared = random.normal() * Math.sqrt(correlation);
    return Array.from({ length: detectorCount }, () => {
      const z = shared + Math.sqrt(1 - correlation) * random.normal();
      return 2 * Math.exp(logNormalUpper(Math.abs(z) / widthRatio));
    });
  };
}

function midP(count: number, mean: number): number {
  return Math.exp(logPoissonUpper(count, mean)) - Math.exp(logPoissonPoint(count, mean)) / 2;
}

const sparseCounts: Null = (random) => {
  const mean = Math.exp(random.normal() - 1);
  return [midP(random.poisson(mean), mean)];
};
const overDispersedCounts: Null = (random) => {
  const mean = Math.exp(0.7 * random.normal() + 1);
  return [midP(random.poisson((mean * random.gamma(4)) / 4), mean)];
};
const heavyTailed: Null = (random) => [
  2 * Math.exp(logNormalUpper(Math.abs(random.normal()) / Math.sqrt(random.gamma(3) / 3))),
];

interface Family {
  readonly calibration: Calibration;
  readonly draw: () => Float64Array;
  readonly p: Float64Array;
  hour: number;
}

function openFamily(nulls: Null, seed: number): Family {
  const random = randomGenerator(seed);
  const detectorCount = nulls(random).length;
  const columns = Array.from({ length: detectorCount }, () => new Float64Array(BLOCK_ROW_COUNT));
  const statistic = new Float64Array(BLOCK_ROW_COUNT);
  return {
    calibration: openCalibration({ detectorCount }),
    p: new Float64Array(BLOCK_ROW_COUNT),
    hour: 0,
    draw: () => {
      for (let row = 0; row < BLOCK_ROW_COUNT; row += 1) {
        nulls(random).forEach((p, detector) => {
          const column = columns[detector];
          if (column !== undefined) column[row] = p;
        });
      }
      fuseStatistics(columns, BLOCK_ROW_COUNT, statistic);
      return statistic;
    },
  };
}

/** Scores, then learns one block; rows at or below `heldBackP` are findings and are not learned. */
function step(family: Family, heldBackP: number, countsFindings: boolean): void {
  const statistic = family.draw();
  family.calibration.pValues(statistic, BLOCK_ROW_COUNT, family.p);
  const kept = statistic.filter((_, row) => (family.p[row] ?? 1) > heldBackP);
  family.calibration.learn(kept, kept.length, {
    atMs: family.hour * HOUR_MS,
    expectedFindingCount: countsFindings ? heldBackP * BLOCK_ROW_COUNT : 0,
    findingCount: countsFindings ? BLOCK_ROW_COUNT - kept.length : 0,
  });
  family.hour += 1;
}

interface Trial {
  readonly learnedCount: number;
  readonly testedCount: number;
  readonly seed?: number;
  readonly heldBackP?: number;
  readonly countsFindings?: boolean;
}

/** How many tests came out at or below each level. */
function countAtLevels(nulls: Null, trial: Trial) {
  const family = openFamily(nulls, trial.seed ?? 1);
  const heldBackP = trial.heldBackP ?? 0;
  const countsFindings = trial.countsFindings ?? true;
  const counts = LEVELS.map(() => 0);
  for (let row = 0; row < trial.learnedCount; row += BLOCK_ROW_COUNT) step(family, heldBackP, countsFindings);
  for (let row = 0; row < trial.testedCount; row += BLOCK_ROW_COUNT) {
    step(family, heldBackP, countsFindings);
    LEVELS.forEach((level, index) => {
      counts[index] = (counts[index] ?? 0) + family.p.reduce((sum, p) => sum + Number(p <= level), 0);
    });
  }
  return { counts, calibration: family.calibration };
}

function realizedOverNominal(nulls: Null, trial: Trial) {
  const { counts, calibration } = countAtLevels(nulls, trial);
  const [common = 0, rare = 0, rarest = 0] = counts.map(
    (count, index) => count / (trial.testedCount * (LEVELS[index] ?? 1)),
  );
  return { common, rare, rarest, calibration };
}

function expectWithin(value: number, low: number, high: number): void {
  expect(value).toBeGreaterThan(low);
  expect(value).toBeLessThan(high);
}

describe("calibrated p of fused detectors", () => {
  const grid = [1, 2, 3, 4].flatMap((detectorCount) =>
    (detectorCount === 1 ? [0] : [0, 0.5, 0.9, 1]).map((correlation) => ({ detectorCount, correlation })),
  );

  it("come out as often as they say, for 1 to 4 detectors of correlation 0 to 1", () => {
    const totals = LEVELS.map(() => 0);
    const testedCount = 60_000;
    grid.forEach(({ detectorCount, correlation }, seed) => {
      const { counts } = countAtLevels(normals(detectorCount, correlation), {
        learnedCount: 50_000,
        testedCount,
        seed: seed + 1,
      });
      const [common = 0, rare = 0] = counts;
      expectWithin(common / (testedCount * 1e-2), 0.87, 1.13);
      expectWithin(rare / (testedCount * 1e-3), 0.6, 1.45);
      counts.forEach((count, index) => {
        totals[index] = (totals[index] ?? 0) + count;
      });
    });
    const [common = 0, rare = 0, rarest = 0] = totals.map(
      (total, index) => total / (testedCount * grid.length * (LEVELS[index] ?? 1)),
    );
    expectWithin(common, 0.97, 1.03);
    expectWithin(rare, 0.9, 1.12);
    expectWithin(rarest, 0.8, 1.25);
  });

  it("are never loud while the reference is small, whichever way detectors hang together", () => {
    for (const { detectorCount, correlation } of grid) {
      const { counts } = countAtLevels(normals(detectorCount, correlation), {
        learnedCount: 0,
        testedCount: 3000,
      });
      expect(counts[0]).toBeLessThan(30 + 4 * Math.sqrt(30));
      expect(counts[1]).toBeLessThan(3 + 4 * Math.sqrt(3));
    }
  });
});

describe("calibrated p where the detectors' model is wrong", () => {
  const trial = { learnedCount: 60_000, testedCount: 120_000 };

  it.each([
    ["15 % too wide", normals(1, 0, 1.15)],
    ["15 % too narrow", normals(1, 0, 1 / 1.15)],
  ])("come out as often as they say when the null is %s", (_, nulls) => {
    const { common, rare, rarest } = realizedOverNominal(nulls, trial);
    expectWithin(common, 0.9, 1.1);
    expectWithin(rare, 0.75, 1.25);
    expectWithin(rarest, 0.6, 1.5);
  });

  it("come out as often as they say for sparse counts, as far as counts can", () => {
    const { common, rare, rarest } = realizedOverNominal(sparseCounts, trial);
    expectWithin(common, 0.85, 1.15);
    expectWithin(rare, 0.6, 1.4);
    expectWithin(rarest, 0.4, 1.5);
  });

  it("come out as often as they say for counts over-dispersed against their model", () => {
    const { common, rare, rarest, calibration } = realizedOverNominal(overDispersedCounts, trial);
    expectWithin(common, 0.9, 1.1);
    expectWithin(rare, 0.75, 1.3);
    expectWithin(rarest, 0.6, 1.6);
    expect(calibration.status().correctionRatio).toBeGreaterThan(2);
  });

  it("come out about as often as they say for data of heavy tails", () => {
    const { common, rare, rarest } = realizedOverNominal(heavyTailed, trial);
    expectWithin(common, 0.9, 1.1);
    expectWithin(rare, 0.75, 1.35);
    expectWithin(rarest, 0.6, 1.7);
  });
});

describe("findings and the memory", () => {
  const trial = { learnedCount: 100_000, testedCount: 300_000, heldBackP: 2e-4 };

  it("keep p true although findings are never learned", () => {
    expectWithin(realizedOverNominal(normals(1, 0), trial).rarest, 0.75, 1.3);
  });

  it("would make p loud if they were not even counted", () => {
    expect(realizedOverNominal(normals(1, 0), { ...trial, countsFindings: false }).rarest).toBeGreaterThan(
      1.3,
    );
  });

  it("raise p by little when there is a flood of them", () => {
    const family = openFamily(normals(1, 0), 3);
    for (let block = 0; block < 120; block += 1) step(family, 2e-4, true);
    const statistic = Float64Array.of(-Math.log(2e-4));
    const p = new Float64Array(1);
    family.calibration.pValues(statistic, 1, p);
    const before = p[0] ?? Number.NaN;
    for (let hour = 0; hour < 100; hour += 1)
      family.calibration.learn(family.draw(), BLOCK_ROW_COUNT, {
        atMs: (family.hour + hour) * HOUR_MS,
        expectedFindingCount: 2e-4 * BLOCK_ROW_COUNT,
        findingCount: 200,
      });
    family.calibration.pValues(statistic, 1, p);
    expect((p[0] ?? Number.NaN) / before).toBeLessThan(4);
  });
});

describe("the state of a calibration", () => {
  const context = (atMs: number) => ({ atMs, expectedFindingCount: 0.1, findingCount: 0 });

  it("is left as it is by scoring", () => {
    const family = openFamily(normals(2, 0.5), 4);
    for (let block = 0; block < 10; block += 1) step(family, 1e-3, true);
    const before = JSON.stringify(family.calibration.dump());
    family.calibration.pValues(family.draw(), BLOCK_ROW_COUNT, family.p);
    family.calibration.status();
    expect(JSON.stringify(family.calibration.dump())).toBe(before);
  });

  it("goes on after JSON as if it had never been saved", () => {
    const family = openFamily(normals(2, 0.5), 5);
    let restored = openCalibration({ detectorCount: 2 });
    for (let hour = 0; hour < 60; hour += 1) {
      const statistic = family.draw().slice(0, 1 + ((hour * 37) % BLOCK_ROW_COUNT));
      const p = new Float64Array(statistic.length);
      const restoredP = new Float64Array(statistic.length);
      family.calibration.pValues(statistic, statistic.length, p);
      restored.pValues(statistic, statistic.length, restoredP);
      expect(restoredP).toEqual(p);
      family.calibration.learn(statistic, statistic.length, context(hour * HOUR_MS));
      restored.learn(statistic, statistic.length, context(hour * HOUR_MS));
      const next = openCalibration({ detectorCount: 2 });
      next.load(JSON.parse(JSON.stringify(restored.dump())));
      restored = next;
    }
    expect(restored.status()).toEqual(family.calibration.status());
  });

  it("refuses what is not its own", () => {
    expect(() => openCalibration({ detectorCount: 1 }).load({ seen: [] })).toThrow("is not a number");
    expect(() => openCalibration({ detectorCount: 1 }).load([])).toThrow("is not a record");
  });

  it("skips rows without a statistic", () => {
    const calibration = openCalibration({ detectorCount: 1 });
    calibration.learn(Float64Array.of(1, Number.NaN, 2), 3, context(0));
    expect(calibration.referenceCount()).toBe(2);
    const p = new Float64Array(1);
    calibration.pValues(Float64Array.of(Number.NaN), 1, p);
    expect(p[0]).toBeNaN();
  });

  it("remembers about 50,000 tests of a slow family, and a week of a fast one", () => {
    const rows = new Float64Array(1000).fill(0.7);
    const quietContext = (atMs: number) => ({ atMs, expectedFindingCount: 0, findingCount: 0 });
    const slow = openCalibration({ detectorCount: 1 });
    for (let week = 0; week < 300; week += 1) slow.learn(rows, rows.length, quietContext(week * WEEK_MS));
    expectWithin(slow.referenceCount(), 45_000, 55_000);
    const fast = openCalibration({ detectorCount: 1 });
    for (let hour = 0; hour < 168 * 6; hour += 1) fast.learn(rows, rows.length, quietContext(hour * HOUR_MS));
    expectWithin(fast.referenceCount(), 150_000, 185_000);
  });
});

describe("the status of a calibration", () => {
  it("is young at first, then calibrated", () => {
    const { calibration } = countAtLevels(normals(3, 0.5), { learnedCount: 1000, testedCount: 500 });
    expect(calibration.status().kind).toBe("young");
    const grown = countAtLevels(normals(3, 0.5), { learnedCount: 20_000, testedCount: 500 }).calibration;
    expect(grown.status()).toMatchObject({ kind: "calibrated", correctionRatio: 1 });
    expect(grown.status().exceedances.map(({ p }) => p)).toEqual([0.1, 0.01, 0.001]);
  });

  it.each([
    ["far too loud", normals(1, 0, 1 / 3), (ratio: number) => ratio > 10],
    ["far too timid", normals(1, 0, 4), (ratio: number) => ratio < 0.1],
  ])("is observe when detectors are %s", (_, nulls, isExpected) => {
    const { calibration } = countAtLevels(nulls, { learnedCount: 20_000, testedCount: 500 });
    const status = calibration.status();
    expect(status.kind).toBe("observe");
    expect(status.correctionRatio).toSatisfy(isExpected);
  });

  it("is not observe for counts so sparse that no level is reached", () => {
    const rare: Null = (random) => [midP(random.poisson(1e-3), 1e-3)];
    const { calibration } = countAtLevels(rare, { learnedCount: 60_000, testedCount: 500 });
    expect(calibration.status().kind).toBe("calibrated");
  });
});
