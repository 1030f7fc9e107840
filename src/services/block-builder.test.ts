import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ObservationBlock } from "../detectors/define-detector.ts";
import { DAY_MS, type DurationMs, type EpochMs, HOUR_MS } from "../domain/units.ts";
import { openBlockBuilder, RETIRE_AFTER_MS, type RollupRows } from "./block-builder.ts";

interface Row {
  readonly hour: number;
  readonly series: number;
  readonly item: number;
  readonly part?: number;
}

function rollup(rows: readonly Row[]): RollupRows {
  return {
    rowCount: rows.length,
    windowStartMs: Float64Array.from(rows, (row) => row.hour * HOUR_MS),
    series: Int32Array.from(rows, (row) => row.series),
    item: Float64Array.from(rows, (row) => row.item),
    supportCount: Float64Array.from(rows, (row) => row.item),
    part: rows.some((row) => row.part !== undefined) ? Int32Array.from(rows, (row) => row.part ?? 0) : null,
  };
}

function build(
  batches: readonly (readonly Row[])[],
  options: {
    closedHour?: number;
    fillsGaps?: boolean;
    silent?: readonly number[];
    windowMs?: DurationMs;
  } = {},
): ObservationBlock[] {
  const builder = openBlockBuilder({
    windowMs: options.windowMs ?? HOUR_MS,
    fillsGaps: options.fillsGaps ?? true,
    closedUntil: ((options.closedHour ?? 0) * HOUR_MS) as EpochMs,
    silentHours: new Set((options.silent ?? []).map((hour) => hour * HOUR_MS)),
  });
  const blocks: ObservationBlock[] = [];
  for (const batch of batches) blocks.push(...builder.add(rollup(batch)));
  blocks.push(...builder.finish());
  return blocks;
}

function valuesByHour(blocks: readonly ObservationBlock[]): Record<string, Record<string, number>> {
  return Object.fromEntries(
    blocks.map((block) => [
      block.windowStartMs / HOUR_MS,
      Object.fromEntries(Array.from(block.series, (series, row) => [series, block.value[row] ?? 0])),
    ]),
  );
}

describe("blocks of a count signal", () => {
  it("hold 0 for a series that was seen before and has no row", () => {
    const blocks = build([
      [
        { hour: 1, series: 4, item: 2 },
        { hour: 3, series: 0, item: 1 },
      ],
    ]);
    expect(valuesByHour(blocks)).toEqual({ 1: { 4: 2 }, 2: { 4: 0 }, 3: { 0: 1, 4: 0 } });
    expect(blocks[1]?.supportCount[0]).toBe(0);
  });

  it("say nothing of hours in which the telemetry was silent", () => {
    const blocks = build(
      [
        [
          { hour: 1, series: 0, item: 2 },
          { hour: 4, series: 0, item: 1 },
        ],
      ],
      { silent: [2, 3] },
    );
    expect(Object.keys(valuesByHour(blocks))).toEqual(["1", "4"]);
  });

  it("go on with zeros to the end of the telemetry", () => {
    const blocks = build([[{ hour: 1, series: 0, item: 2 }]], { closedHour: 4 });
    expect(valuesByHour(blocks)).toEqual({ 1: { 0: 2 }, 2: { 0: 0 }, 3: { 0: 0 } });
    expect(blocks.every((block) => block.isClosed)).toBe(true);
  });

  it("are open when the telemetry ends within the window", () => {
    const blocks = build([[{ hour: 24, series: 0, item: 2 }]], { closedHour: 30, windowMs: DAY_MS });
    expect(blocks[0]?.isClosed).toBe(false);
  });

  it("leave out a series that has been silent for long, until it wakes", () => {
    const retired = RETIRE_AFTER_MS / HOUR_MS + 48;
    const blocks = build([
      [
        { hour: 0, series: 0, item: 1 },
        { hour: 0, series: 1, item: 1 },
      ],
      [{ hour: retired, series: 1, item: 1 }],
      [{ hour: retired + 1, series: 0, item: 1 }],
    ]);
    const byHour = valuesByHour(blocks);
    expect(byHour[100]).toEqual({ 0: 0, 1: 0 });
    expect(byHour[retired]).toEqual({ 1: 1 });
    expect(byHour[retired + 1]).toEqual({ 0: 1, 1: 0 });
  });

  it("do not depend on how rows are cut into batches", () => {
    const row = fc.record({ hour: fc.integer({ min: 0, max: 40 }), series: fc.integer({ min: 0, max: 5 }) });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (drawn, batchSize) => {
        const unique = new Map(
          drawn.map((each) => [`${each.hour}/${each.series}`, { ...each, item: each.hour + 1 }]),
        );
        const rows = [...unique.values()].sort((a, b) => a.hour - b.hour || a.series - b.series);
        const batches = Array.from({ length: Math.ceil(rows.length / batchSize) }, (_, index) =>
          rows.slice(index * batchSize, (index + 1) * batchSize),
        );
        expect(build(batches, { closedHour: 50 })).toEqual(build([rows], { closedHour: 50 }));
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});

describe("blocks of other measures", () => {
  it("hold only series that have rows", () => {
    const blocks = build(
      [
        [
          { hour: 1, series: 4, item: 2 },
          { hour: 3, series: 0, item: 1 },
        ],
      ],
      { fillsGaps: false, closedHour: 9 },
    );
    expect(valuesByHour(blocks)).toEqual({ 1: { 4: 2 }, 3: { 0: 1 } });
  });

  it("keep the parts of each row together", () => {
    const blocks = build(
      [
        [
          { hour: 1, series: 2, item: 5, part: 10 },
          { hour: 1, series: 2, item: 1, part: 11 },
          { hour: 1, series: 7, item: 3, part: 10 },
        ],
      ],
      { fillsGaps: false },
    );
    expect(blocks).toHaveLength(1);
    expect(Array.from(blocks[0]?.partOffset ?? [])).toEqual([0, 2, 3]);
    expect(Array.from(blocks[0]?.part ?? [])).toEqual([10, 11, 10]);
    expect(Array.from(blocks[0]?.value ?? [])).toEqual([6, 3]);
  });

  it("refuse rows that go back in time", () => {
    expect(() =>
      build([
        [
          { hour: 3, series: 0, item: 1 },
          { hour: 1, series: 0, item: 1 },
        ],
      ]),
    ).toThrow("went back");
  });
});
