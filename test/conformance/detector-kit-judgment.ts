import { expect } from "vitest";
import type { DetectorTable } from "../../src/detectors/define-detector.ts";
import { trust } from "./detector-block.ts";
import type { DetectorCase } from "./detector-case.ts";
import type { DetectorCheck } from "./detector-kit.ts";
import { drawnBlock, normalBlock, openCase, scoresOf, warmed } from "./detector-run.ts";

const SEED = 7;
/** One window in this many is an outlier in the check of contamination. */
const OUTLIER_EVERY = 50;
const CONSTANT_WINDOW_COUNT = 60;

/** p means what it says: uniform where all is normal, small where it is not, and as blind as documented. */
export const JUDGMENT_CHECKS: readonly DetectorCheck[] = [
  {
    name: "p is uniform on the documented null, within the stated bounds at 0.1 and 0.01",
    check(run) {
      const { detectorCase } = run;
      const table = warmed(run, SEED);
      let scoredCount = 0;
      let tenthCount = 0;
      let hundredthCount = 0;
      for (let ahead = 0; ahead < detectorCase.nullWindowCount; ahead++) {
        const block = normalBlock(detectorCase, detectorCase.warmWindowCount + ahead, SEED);
        for (const p of scoresOf(table, block)) {
          if (Number.isNaN(p)) continue;
          scoredCount++;
          if (p <= 0.1) tenthCount++;
          if (p <= 0.01) hundredthCount++;
        }
        table.learn(trust(block));
      }
      expect(scoredCount).toBeGreaterThan(1000);
      expectWithin(tenthCount / scoredCount, detectorCase.shareAtTenth);
      expectWithin(hundredthCount / scoredCount, detectorCase.shareAtHundredth);
    },
  },
  {
    name: "an anomaly has a small p",
    check(run) {
      const p = anomalyP(warmed(run, SEED), run.detectorCase, run.detectorCase.warmWindowCount);
      expect(Math.max(...p)).toBeLessThanOrEqual(run.detectorCase.anomalyPMax);
    },
  },
  {
    name: "an anomaly is still found when one window in fifty of the past was an outlier",
    check(run) {
      const { detectorCase } = run;
      const table = openCase(run);
      for (let window = 0; window < detectorCase.warmWindowCount; window++) {
        const isOutlier = window % OUTLIER_EVERY === OUTLIER_EVERY - 1;
        const block = isOutlier
          ? drawnBlock(detectorCase, window, (_, place) => detectorCase.anomaly(place))
          : normalBlock(detectorCase, window, SEED);
        table.learn(trust(block));
      }
      const p = [...anomalyP(table, detectorCase, detectorCase.warmWindowCount)].sort((a, b) => a - b);
      expect(p[Math.floor(p.length / 2)]).toBeLessThanOrEqual(detectorCase.contaminatedPMax);
    },
  },
  {
    name: "a constant series is not unusual when it stays constant",
    check(run) {
      const { detectorCase } = run;
      const table = openCase(run);
      const windowCount = Math.max(CONSTANT_WINDOW_COUNT, detectorCase.warmWindowCount);
      for (let window = 0; window < windowCount; window++) {
        const block = drawnBlock(detectorCase, window, (_, place) => detectorCase.constant(place));
        for (const p of scoresOf(table, block)) expect(Number.isNaN(p) || p > 0.05).toBe(true);
        table.learn(trust(block));
      }
      expect(table.warmth(0).seenCount).toBeGreaterThanOrEqual(table.warmth(0).neededCount);
    },
  },
  {
    name: "the documented failure happens as documented",
    check(run) {
      const { definition, detectorCase } = run;
      const { failure } = detectorCase;
      expect(definition.failsWhen).toContain(failure.words);
      const table = openCase(run);
      for (let window = 0; window < failure.windowCount - 1; window++)
        table.learn(trust(drawnBlock(detectorCase, window, (random, place) => failure.row(random, place))));
      const last = drawnBlock(detectorCase, failure.windowCount - 1, (random, place) =>
        failure.row(random, place),
      );
      const p = [...scoresOf(table, last)].sort((a, b) => a - b);
      expectWithin(p[Math.floor(p.length / 2)] ?? Number.NaN, failure.lastP);
    },
  },
];

/** p of the last of the anomalous windows; those before it are learned, as when nobody has found them yet. */
function anomalyP(table: DetectorTable, detectorCase: DetectorCase, from: number): readonly number[] {
  const last = from + detectorCase.anomalyWindowCount - 1;
  for (let window = from; window < last; window++)
    table.learn(trust(drawnBlock(detectorCase, window, (_, place) => detectorCase.anomaly(place))));
  return scoresOf(
    table,
    drawnBlock(detectorCase, last, (_, place) => detectorCase.anomaly(place)),
  );
}

function expectWithin(value: number, [low, high]: readonly [number, number]): void {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
}
