import type {
  DetectorDefinition,
  DetectorTable,
  ObservationBlock,
} from "../../src/detectors/define-detector.ts";
import type { Json } from "../../src/domain/brand.ts";
import { type RandomGenerator, randomGenerator } from "../../src/stats/random.ts";
import { blockOf, type TestRow, trust } from "./detector-block.ts";
import type { DetectorCase, DrawPlace } from "./detector-case.ts";

/** A Monday 00:00 UTC, in whole weeks of hours and days. */
const START_MS = Date.UTC(2024, 0, 1);

/** A detector under a case, opened, with the means to draw blocks for it. */
export interface DetectorRun {
  readonly definition: DetectorDefinition;
  readonly detectorCase: DetectorCase;
}

export function openCase({ definition, detectorCase }: DetectorRun): DetectorTable {
  const table = definition.open(definition.defaults, detectorCase.traits);
  table.grow(detectorCase.seriesCount);
  return table;
}

export function windowBlock(
  { traits }: DetectorCase,
  window: number,
  rows: readonly TestRow[],
): ObservationBlock {
  return blockOf(
    { windowStartMs: START_MS + window * traits.windowMs, windowMs: traits.windowMs, isClosed: true },
    rows,
  );
}

/** The same block while its window is still open. */
export function stillOpen(block: ObservationBlock): ObservationBlock {
  return { ...block, isClosed: false };
}

export function rowsOf(
  detectorCase: DetectorCase,
  window: number,
  draw: (place: DrawPlace) => TestRow | null,
): readonly TestRow[] {
  return Array.from({ length: detectorCase.seriesCount }, (_, series) => draw({ series, window })).filter(
    (row) => row !== null,
  );
}

/** Normal rows of all series, the same for the same seed and window whatever came before. */
export function normalBlock(detectorCase: DetectorCase, window: number, seed: number): ObservationBlock {
  const random = randomGenerator(seed).fork(String(window));
  return windowBlock(
    detectorCase,
    window,
    rowsOf(detectorCase, window, (place) => detectorCase.normal(random, place)),
  );
}

/** Learns windows `from` … `until` − 1 of normal rows. */
export function learnNormal(
  table: DetectorTable,
  detectorCase: DetectorCase,
  of: { readonly from: number; readonly until: number; readonly seed: number },
): void {
  for (let window = of.from; window < of.until; window++)
    table.learn(trust(normalBlock(detectorCase, window, of.seed)));
}

/** A table that has learned what the case calls warm. */
export function warmed(run: DetectorRun, seed: number): DetectorTable {
  const table = openCase(run);
  learnNormal(table, run.detectorCase, { from: 0, until: run.detectorCase.warmWindowCount, seed });
  return table;
}

/** p of each row; −1, which is no p, where the table wrote none. */
export function scoresOf(table: DetectorTable, block: ObservationBlock): number[] {
  const p = new Float64Array(block.rowCount).fill(-1);
  table.score(block, p);
  return [...p];
}

/** All state as text. */
export function dumpText(table: DetectorTable, seriesCount: number): string {
  const series: Json[] = Array.from({ length: seriesCount }, (_, at) => table.dump(at));
  return JSON.stringify({ series, pool: table.dumpPool() });
}

/** Rows of one draw for every series, by its own generator. */
export function drawnBlock(
  detectorCase: DetectorCase,
  window: number,
  draw: (random: RandomGenerator, place: DrawPlace) => TestRow,
): ObservationBlock {
  const random = randomGenerator(23).fork(String(window));
  return windowBlock(
    detectorCase,
    window,
    rowsOf(detectorCase, window, (place) => draw(random, place)),
  );
}
