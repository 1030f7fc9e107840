import { expect } from "vitest";
import type { ObservationBlock } from "../../src/detectors/define-detector.ts";
import { pureDetector } from "../../src/detectors/define-pure-detector.ts";
import type { Observation, SeriesKey } from "../../src/domain/observation.ts";
import { durationMs, epochMs } from "../../src/domain/units.ts";
import { releaseObservation } from "../../src/services/release-observations.ts";
import { blockOf, type TestRow, trust } from "./detector-block.ts";
import type { DetectorCase } from "./detector-case.ts";
import type { DetectorCheck } from "./detector-kit.ts";
import {
  drawnBlock,
  dumpText,
  learnNormal,
  normalBlock,
  openCase,
  rowsOf,
  scoresOf,
  warmed,
  windowBlock,
} from "./detector-run.ts";

const SEED = 5;
const AFTER_COUNT = 12;
/** Windows after which a state has its final size: more ever-new parts than any detector keeps. */
const LONG_WINDOW_COUNT = 1_200;

/** State changes by learning only, is a value, and is the same however the windows are cut. */
export const STATE_CHECKS: readonly DetectorCheck[] = [
  {
    name: "score and explain leave all state as it is",
    check(run) {
      const table = warmed(run, SEED);
      const { detectorCase } = run;
      const before = dumpText(table, detectorCase.seriesCount);
      for (let ahead = 0; ahead < 3; ahead++) {
        const block = normalBlock(detectorCase, detectorCase.warmWindowCount + ahead, SEED);
        scoresOf(table, block);
        table.explain(block, 0);
        expect(dumpText(table, detectorCase.seriesCount)).toBe(before);
      }
    },
  },
  {
    name: "score and learn leave the block as it is",
    check(run) {
      const table = warmed(run, SEED);
      const block = normalBlock(run.detectorCase, run.detectorCase.warmWindowCount, SEED);
      const before = JSON.stringify(block);
      scoresOf(table, block);
      table.learn(trust(block));
      expect(JSON.stringify(block)).toBe(before);
    },
  },
  {
    name: "learning changes the state of the series that it is about, and of no other",
    check(run) {
      const table = warmed(run, SEED);
      const { detectorCase } = run;
      const before = JSON.stringify([table.dump(0), table.dump(1)]);
      const [row] = rowsOf(detectorCase, detectorCase.warmWindowCount, (place) =>
        detectorCase.anomaly(place),
      );
      table.learn(
        trust(windowBlock(detectorCase, detectorCase.warmWindowCount, row === undefined ? [] : [row])),
      );
      expect(JSON.stringify(table.dump(0))).not.toBe(JSON.stringify(JSON.parse(before)[0]));
      expect(JSON.stringify(table.dump(1))).toBe(JSON.stringify(JSON.parse(before)[1]));
    },
  },
  {
    name: "a restart in the middle, through JSON, gives the same bits",
    check(run) {
      const { detectorCase } = run;
      for (const middle of [0, 1, Math.floor(detectorCase.warmWindowCount / 2)]) {
        const whole = openCase(run);
        learnNormal(whole, detectorCase, { from: 0, until: middle, seed: SEED });
        const restarted = openCase(run);
        const saved = JSON.parse(dumpText(whole, detectorCase.seriesCount));
        for (let series = 0; series < detectorCase.seriesCount; series++)
          restarted.load(series, saved.series[series]);
        restarted.loadPool(saved.pool);
        expect(dumpText(restarted, detectorCase.seriesCount)).toBe(JSON.stringify(saved));
        for (let window = middle; window < detectorCase.warmWindowCount + AFTER_COUNT; window++) {
          const block = normalBlock(detectorCase, window, SEED);
          expect(scoresOf(restarted, block)).toEqual(scoresOf(whole, block));
          whole.learn(trust(block));
          restarted.learn(trust(block));
        }
        expect(dumpText(restarted, detectorCase.seriesCount)).toBe(dumpText(whole, detectorCase.seriesCount));
      }
    },
  },
  {
    name: "the same windows give the same bits",
    check(run) {
      const { seriesCount } = run.detectorCase;
      expect(dumpText(warmed(run, SEED), seriesCount)).toBe(dumpText(warmed(run, SEED), seriesCount));
    },
  },
  {
    name: "a window learned again, or one from before, changes nothing",
    check(run) {
      const table = warmed(run, SEED);
      const { detectorCase } = run;
      const before = dumpText(table, detectorCase.seriesCount);
      for (const back of [1, 1, 2, 7])
        table.learn(trust(normalBlock(detectorCase, detectorCase.warmWindowCount - back, SEED)));
      expect(dumpText(table, detectorCase.seriesCount)).toBe(before);
    },
  },
  {
    name: "a block of many series is each alone",
    check(run) {
      const { detectorCase } = run;
      const together = openCase(run);
      const alone = openCase(run);
      for (let window = 0; window < detectorCase.warmWindowCount + AFTER_COUNT; window++) {
        const block = normalBlock(detectorCase, window, SEED);
        const p = scoresOf(together, block);
        together.learn(trust(block));
        const singles = Array.from({ length: block.rowCount }, (_, row) => withRows(block, [row]));
        singles.forEach((single, row) => {
          expect(scoresOf(alone, single)[0]).toBe(p[row]);
        });
        for (const single of singles) alone.learn(trust(single));
      }
      expect(dumpText(alone, detectorCase.seriesCount)).toBe(dumpText(together, detectorCase.seriesCount));
    },
  },
  {
    name: "the order of series within a window does not matter",
    check(run) {
      const { detectorCase } = run;
      const forward = openCase(run);
      const backward = openCase(run);
      for (let window = 0; window < detectorCase.warmWindowCount + AFTER_COUNT; window++) {
        const block = normalBlock(detectorCase, window, SEED);
        const reversed = reversedRows(block);
        const p = scoresOf(forward, block);
        const q = scoresOf(backward, reversed).reverse();
        p.forEach((value, row) => {
          if (Number.isNaN(value)) expect(q[row]).toBeNaN();
          else expect(Math.log(q[row] ?? 0)).toBeCloseTo(Math.log(value), 8);
        });
        forward.learn(trust(block));
        backward.learn(trust(reversed));
      }
    },
  },
  {
    name: "the state of a series stays bounded",
    check(run) {
      const { detectorCase } = run;
      const table = openCase(run);
      const bytesAfter: number[] = [];
      for (let window = 0; window < LONG_WINDOW_COUNT; window++) {
        const block = drawnBlock({ ...detectorCase, seriesCount: 1 }, window, (random, place) =>
          withNewParts(detectorCase.normal(random, place), window),
        );
        table.learn(trust(block));
        if ((window + 1) % (LONG_WINDOW_COUNT / 3) === 0)
          bytesAfter.push(JSON.stringify(table.dump(0)).length);
      }
      const [early = 0, , late = 0] = bytesAfter;
      expect(late).toBeLessThanOrEqual(1.25 * early + 512);
      expect(late).toBeLessThan(40_000);
    },
  },
  {
    name: "the pure form gives the table's p, and leaves old states as they were",
    check({ definition, detectorCase }) {
      const one: DetectorCase = { ...detectorCase, seriesCount: 1 };
      const pure = pureDetector(definition);
      const table = openCase({ definition, detectorCase: one });
      let state = pure.init(definition.defaults, detectorCase.traits);
      for (let window = 0; window < detectorCase.warmWindowCount + 3; window++) {
        const block = normalBlock(one, window, SEED);
        const observation = observationOf(detectorCase, block);
        const before = JSON.stringify(state);
        const score = pure.score(state, observation);
        const [p = Number.NaN] = scoresOf(table, block);
        expect(score.kind === "scored" ? score.p : Number.NaN).toBe(p);
        const trusted = releaseObservation(observation, false);
        expect(trusted).not.toBeNull();
        if (trusted === null) return;
        const next = pure.learn(state, trusted);
        table.learn(trust(block));
        expect(JSON.stringify(state)).toBe(before);
        state = JSON.parse(JSON.stringify(next));
      }
    },
  },
];

function reversedRows(block: ObservationBlock): ObservationBlock {
  return withRows(
    block,
    Array.from({ length: block.rowCount }, (_, row) => block.rowCount - 1 - row),
  );
}

function withRows(block: ObservationBlock, rows: readonly number[]): ObservationBlock {
  return blockOf(
    block,
    rows.map((row): TestRow => {
      const from = block.partOffset[row] ?? 0;
      const to = block.partOffset[row + 1] ?? 0;
      return {
        series: block.series[row] ?? 0,
        value: block.value[row] ?? 0,
        supportCount: block.supportCount[row] ?? 0,
        parts: Array.from(
          block.part.subarray(from, to),
          (part, at) => [part, block.itemCount[from + at] ?? 0] as const,
        ),
      };
    }),
  );
}

/** Parts that no window had before, so that a memory of parts must forget. */
function withNewParts(row: TestRow, window: number): TestRow {
  if (row.parts.length === 0) return row;
  const added = [1, 2, 3].map((part) => [10_000 + 3 * window + part, 1] as const);
  return {
    ...row,
    parts: [...row.parts, ...added],
    supportCount: row.supportCount + 3,
    value: row.value + 3,
  };
}

/** The only row of a block as an observation; codes become words that sort like the codes. */
function observationOf({ traits }: DetectorCase, block: ObservationBlock): Observation {
  const series: SeriesKey = {
    signal: "kit" as SeriesKey["signal"],
    entity: { kind: "job", jobId: "1" },
  };
  const counts = Object.fromEntries(
    Array.from(block.part, (part, at) => [String(part), block.itemCount[at] ?? 0] as const),
  );
  const value: Observation["value"] =
    traits.measure === "sketch"
      ? { kind: "sketch", sketch: { accuracyRatio: 0.01, counts } }
      : traits.measure === "categories"
        ? { kind: "categories", counts }
        : { kind: "scalar", value: block.value[0] ?? 0 };
  return {
    series,
    window: { start: epochMs(block.windowStartMs), length: durationMs(block.windowMs), state: "closed" },
    value,
    supportCount: block.supportCount[0] ?? 0,
  };
}
