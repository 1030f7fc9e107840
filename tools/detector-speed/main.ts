import { performance } from "node:perf_hooks";
import type { DetectorDefinition, SignalTraits } from "../../src/detectors/define-detector.ts";
import type { Json } from "../../src/domain/brand.ts";
import { HOUR_MS } from "../../src/domain/units.ts";
import { randomGenerator } from "../../src/stats/random.ts";
import { blockOf, trust } from "../../test/conformance/detector-block.ts";
import { loadDetectors } from "../../test/conformance/detector-files.ts";

/**
 * Prints points a second of score and learn, and bytes of state a series, for the detectors of scalars:
 *
 *     npx tsx tools/detector-speed/main.ts [series count] [window count]
 *
 * One core, hourly windows, blocks of one window. Three kinds of data: counts that are mostly 0, busy counts,
 * magnitudes. A figure is the 30th percentile over blocks, which other work on the machine moves least.
 */
const SERIES_COUNT = Number(process.argv[2] ?? 4000);
const WINDOW_COUNT = Number(process.argv[3] ?? 1000);
const FIRST_WINDOW = 480_000;
const PERCENTILE = 0.3;

type Draw = (series: number, hour: number) => number;

function drawOf(kind: "sparse" | "busy" | "magnitude"): Draw {
  const random = randomGenerator(1);
  const levels = Float64Array.from({ length: SERIES_COUNT }, () =>
    kind === "sparse" && random.uniform() > 0.05 ? 0.02 * random.gamma(0.3) : 5 * random.gamma(0.5),
  );
  return (series, hour) => {
    const level = (levels[series] ?? 0) * (hour >= 8 && hour < 18 ? 1.8 : 0.4);
    return kind === "magnitude"
      ? Math.exp(5 + level / 10 + 0.3 * random.normal())
      : random.poisson((level * random.gamma(4)) / 4);
  };
}

function measure(definition: DetectorDefinition, kind: "sparse" | "busy" | "magnitude"): void {
  const isMagnitude = kind === "magnitude";
  const traits: SignalTraits = {
    measure: isMagnitude ? "magnitude" : "count",
    tail: "upper",
    windowMs: HOUR_MS,
    materialityFloor: 0,
  };
  const before = process.memoryUsage().arrayBuffers;
  const table = definition.open(definition.defaults, traits);
  table.grow(SERIES_COUNT);
  const stateBytes = (process.memoryUsage().arrayBuffers - before) / SERIES_COUNT;
  const draw = drawOf(kind);
  const p = new Float64Array(SERIES_COUNT);
  const scoreMs: number[] = [];
  const learnMs: number[] = [];
  let nonzeroCount = 0;
  for (let window = 0; window < WINDOW_COUNT; window++) {
    const values = Array.from({ length: SERIES_COUNT }, (_, series) => draw(series, window % 24));
    nonzeroCount += values.filter((value) => value !== 0).length;
    const block = blockOf(
      { windowStartMs: (FIRST_WINDOW + window) * HOUR_MS, windowMs: HOUR_MS, isClosed: true },
      values.map((value, series) => ({ series, value, supportCount: isMagnitude ? 1 : value, parts: [] })),
    );
    const startMs = performance.now();
    table.score(block, p);
    const scoredMs = performance.now();
    table.learn(trust(block));
    learnMs.push(performance.now() - scoredMs);
    scoreMs.push(scoredMs - startMs);
  }
  const row: Record<string, Json> = {
    detector: definition.id,
    kind,
    nonzeroShare: Number((nonzeroCount / SERIES_COUNT / WINDOW_COUNT).toFixed(3)),
    scoredPointsPerSecond: pointsPerSecond(scoreMs),
    learnedPointsPerSecond: pointsPerSecond(learnMs),
    columnBytesPerSeries: Math.round(stateBytes),
    jsonBytesPerSeries: JSON.stringify(table.dump(0)).length,
  };
  console.log(JSON.stringify(row));
}

/** The first half of the blocks warms the compiler and the series. */
function pointsPerSecond(blockMs: readonly number[]): number {
  const warm = blockMs.slice(blockMs.length / 2).sort((a, b) => a - b);
  const typicalMs = warm[Math.floor(warm.length * PERCENTILE)] ?? Number.NaN;
  return Math.round((SERIES_COUNT / typicalMs) * 1000);
}

for (const definition of await loadDetectors()) {
  if (definition.measures.includes("count")) {
    measure(definition, "sparse");
    measure(definition, "busy");
  }
  if (definition.measures.includes("magnitude")) measure(definition, "magnitude");
}
