import type {
  DetectorDefinition,
  DetectorTable,
  ObservationBlock,
  SignalTraits,
} from "../../src/detectors/define-detector.ts";
import { defineDetector } from "../../src/detectors/define-detector.ts";
import { gammaPoissonHourOfWeek } from "../../src/detectors/gamma-poisson-hour-of-week.ts";
import type { Json } from "../../src/domain/brand.ts";
import { trust } from "./detector-block.ts";

/** A detector with one flaw, and the check that must find it. */
export interface BrokenDetector {
  readonly flaw: string;
  readonly caughtBy: string;
  readonly definition: DetectorDefinition;
}

function openSound(_params: Json, traits: SignalTraits): DetectorTable {
  return gammaPoissonHourOfWeek.open(gammaPoissonHourOfWeek.defaults, traits);
}

/** The count detector with members of its table replaced. */
function broken(replace: (table: DetectorTable) => Partial<DetectorTable>): DetectorDefinition {
  return defineDetector<Json>({
    ...gammaPoissonHourOfWeek,
    open: (params, traits) => {
      const table = openSound(params, traits);
      return { ...table, ...replace(table) };
    },
  });
}

/** p changed by `change` after the real score. */
function withScores(change: (p: number, block: ObservationBlock, row: number) => number): DetectorDefinition {
  return broken((table) => ({
    score(block, p) {
      table.score(block, p);
      for (let row = 0; row < block.rowCount; row++) p[row] = change(p[row] ?? 0, block, row);
    },
  }));
}

/** Each opened table says in its state which one it is. */
function withOpenCount(): DetectorDefinition {
  let openCount = 0;
  return broken((table) => {
    const number = ++openCount;
    return { dumpPool: () => [table.dumpPool(), number] };
  });
}

export const BROKEN_DETECTORS: readonly BrokenDetector[] = [
  {
    flaw: "a score that learns",
    caughtBy: "score and explain leave all state as it is",
    definition: broken((table) => ({
      score(block, p) {
        table.score(block, p);
        table.learn(trust(block));
      },
    })),
  },
  {
    flaw: "a learner that writes into the block",
    caughtBy: "score and learn leave the block as it is",
    definition: broken((table) => ({
      learn(block) {
        table.learn(block);
        block.value[0] = -1;
      },
    })),
  },
  {
    flaw: "a dump that forgets what the family knows",
    caughtBy: "a restart in the middle, through JSON, gives the same bits",
    definition: broken((table) => ({ loadPool: () => table.warmth(0) })),
  },
  {
    flaw: "a series dump that rounds",
    caughtBy: "a restart in the middle, through JSON, gives the same bits",
    definition: broken((table) => ({
      dump: (series) =>
        JSON.parse(JSON.stringify(table.dump(series)), (_, value) =>
          typeof value === "number" ? Number(value.toPrecision(4)) : value,
        ),
    })),
  },
  {
    flaw: "a p while warming",
    caughtBy: "a series is warming until it has seen what it needs, and never before says a p",
    definition: withScores((p) => (Number.isNaN(p) ? 0.5 : p)),
  },
  {
    flaw: "a p for the first value",
    caughtBy: "the first value of a series has no p, also in a table whose others are warm",
    definition: withScores((p) => (Number.isNaN(p) ? 0.5 : p)),
  },
  {
    flaw: "a p of 0",
    caughtBy: "p of every finite input is in (0, 1], however extreme the past",
    definition: withScores((p) => (p < 1e-200 ? 0 : p)),
  },
  {
    flaw: "a table that swallows NaN",
    caughtBy: "numbers that are not finite are refused and change nothing",
    definition: broken((table) => ({
      score: (block, p) => table.score({ ...block, value: block.value.map((x) => (x < 1e300 ? x : 0)) }, p),
    })),
  },
  {
    flaw: "a lower tail in an open window",
    caughtBy: "an open window is judged by its upper tail only, or not at all",
    definition: broken((table) => ({ score: (block, p) => table.score({ ...block, isClosed: true }, p) })),
  },
  {
    flaw: "a window counted twice",
    caughtBy: "a window learned again, or one from before, changes nothing",
    definition: broken((table) => {
      let learnedCount = 0;
      return {
        learn(block) {
          learnedCount++;
          table.learn(block);
        },
        dumpPool: () => [table.dumpPool(), learnedCount],
      };
    }),
  },
  {
    flaw: "a score that depends on the row's neighbors",
    caughtBy: "a block of many series is each alone",
    definition: withScores((p, block) => (block.rowCount > 1 ? p * 0.99 : p)),
  },
  {
    flaw: "a score that depends on the place in the block",
    caughtBy: "the order of series within a window does not matter",
    definition: withScores((p, _block, row) => p ** (1 + row / 100)),
  },
  {
    flaw: "a state that grows with every window",
    caughtBy: "the state of a series stays bounded",
    definition: broken((table) => {
      const seen: number[] = [];
      return {
        learn(block) {
          table.learn(block);
          seen.push(block.windowStartMs);
        },
        dump: (series) => [table.dump(series), [...seen]],
      };
    }),
  },
  {
    flaw: "p that come out too small",
    caughtBy: "p is uniform on the documented null, within the stated bounds at 0.1 and 0.01",
    definition: withScores((p) => p ** 1.5),
  },
  {
    flaw: "p that come out too large",
    caughtBy: "p is uniform on the documented null, within the stated bounds at 0.1 and 0.01",
    definition: withScores((p) => Math.sqrt(p)),
  },
  {
    flaw: "a detector that finds nothing",
    caughtBy: "an anomaly has a small p",
    definition: withScores((p) => Math.max(p, 0.001)),
  },
  {
    flaw: "a floor that is not kept",
    caughtBy: "a deviation below the materiality floor has p 1",
    definition: withScores((p) => p * 0.9),
  },
  {
    flaw: "a documented failure that does not happen",
    caughtBy: "the documented failure happens as documented",
    definition: withScores((p) => p * 1e-3),
  },
  {
    flaw: "a cost that says nothing of memory",
    caughtBy: "the definition is complete and its defaults survive JSON",
    definition: defineDetector<Json>({ ...gammaPoissonHourOfWeek, open: openSound, cost: "hardly anything" }),
  },
  {
    flaw: "a p above 1",
    caughtBy: "p of extreme values from the first one on is in (0, 1]",
    definition: withScores((p) => p + 1),
  },
  {
    flaw: "nothing said of a count of 0",
    caughtBy: "a window without support says nothing and teaches nothing, except that a count is then 0",
    definition: withScores((p, block, row) => (block.supportCount[row] === 0 ? Number.NaN : p)),
  },
  {
    flaw: "a band beside what was expected",
    caughtBy: "an explanation's band holds what was expected, and its shares sum to at most 1",
    definition: broken((table) => ({
      explain(block, row) {
        const explanation = table.explain(block, row);
        return { ...explanation, lower: (explanation.expected ?? 0) + 1 };
      },
    })),
  },
  {
    flaw: "a series that has seen what never came",
    caughtBy: "a block without rows is fine",
    definition: broken((table) => ({
      warmth: (series) => ({ ...table.warmth(series), seenCount: table.warmth(series).seenCount + 1 }),
    })),
  },
  {
    flaw: "a learner that learns nothing",
    caughtBy: "learning changes the state of the series that it is about, and of no other",
    definition: broken(() => ({ learn: () => undefined })),
  },
  {
    flaw: "a state that depends on what was opened before",
    caughtBy: "the same windows give the same bits",
    definition: withOpenCount(),
  },
  {
    flaw: "a state that cannot be loaded",
    caughtBy: "the pure form gives the table's p, and leaves old states as they were",
    definition: broken(() => ({ load: () => undefined })),
  },
  {
    flaw: "a detector that outliers deafen",
    caughtBy: "an anomaly is still found when one window in fifty of the past was an outlier",
    definition: withScores((p) => Math.max(p, 0.01)),
  },
  {
    flaw: "an alarm where nothing moves",
    caughtBy: "a constant series is not unusual when it stays constant",
    definition: withScores((p) => p / 100),
  },
];
