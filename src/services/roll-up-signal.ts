import type { ObservationBlock } from "../detectors/define-detector.ts";
import { invariant } from "../domain/gatehouse-error.ts";
import type { DurationMs, EpochMs } from "../domain/units.ts";
import type { ColumnBatch, Dictionary, Engine } from "../ports/engine.ts";
import type { SignalDefinition } from "../signals/define-signal.ts";
import { sql } from "../sql/sql.ts";
import { openBlockBuilder, type RollupRows } from "./block-builder.ts";
import { entityColumns } from "./series-entity.ts";

/** Longest a rollup may take before it is given up: the largest measured took under a minute for 10 million events. */
const ROLLUP_TIMEOUT_MS = (30 * 60_000) as DurationMs;

export interface RollupOptions {
  readonly signal: AbortSignal;
  /** Windows that end after this are open: more rows may still come. */
  readonly closedUntil: EpochMs;
  /** Windows that start at or after this are left out. */
  readonly until: EpochMs;
  /** Hours (epoch ms of their start) in which the telemetry itself was silent: gaps in them are not zeros. */
  readonly silentHours: ReadonlySet<number>;
}

/** A block of observations with the names behind its codes. */
export interface RolledUpBlock {
  readonly block: ObservationBlock;
  readonly seriesDictionary: Dictionary;
  /** Number of series states that detectors must have room for. */
  readonly seriesCount: number;
  /** Words of category codes; null for scalars and sketches. */
  readonly partDictionary: Dictionary | null;
}

/**
 * Runs the rollup of a signal and yields one block a window, in ascending order, gaps of counts filled with zeros.
 *
 * Works when: the relations that the signal reads are defined to the engine.
 * Errors: those of the engine. Cost: one query, one pass; memory one window plus a few numbers a series.
 */
export async function* rollUpSignal(
  engine: Engine,
  signal: SignalDefinition,
  options: RollupOptions,
): AsyncGenerator<RolledUpBlock> {
  const shape = shapeOf(signal);
  const query = {
    name: signal.id,
    sql: sql`SELECT * FROM (${signal.rollup(engine.dialect)}) AS rolled_up WHERE window_start < ${engine.dialect.timestampFromMs(options.until)}`,
    keys: entityColumns(signal),
    numbers: ["window_start", ...shape.numbers],
    words: shape.words,
    order: "window_start",
  };
  const builder = openBlockBuilder({
    windowMs: signal.windowMs,
    fillsGaps: signal.measure === "count",
    closedUntil: options.closedUntil,
    silentHours: options.silentHours,
  });
  let last: { seriesDictionary: Dictionary; partDictionary: Dictionary | null } | null = null;
  for await (const batch of engine.stream(query, { timeoutMs: ROLLUP_TIMEOUT_MS, signal: options.signal })) {
    const rows = rowsOf(batch, shape);
    last = { seriesDictionary: batch.seriesDictionary, partDictionary: rows.partDictionary };
    for (const block of builder.add(rows)) yield { block, seriesCount: builder.seriesCount(), ...last };
  }
  if (last === null) return;
  for (const block of builder.finish()) yield { block, seriesCount: builder.seriesCount(), ...last };
}

interface RollupShape {
  readonly numbers: readonly string[];
  readonly words: readonly string[];
  readonly partColumn: "bucket" | "category" | null;
}

function shapeOf(signal: SignalDefinition): RollupShape {
  switch (signal.measure) {
    case "count":
    case "magnitude":
    case "ratio":
      return { numbers: ["value", "support_count"], words: [], partColumn: null };
    case "sketch":
      return { numbers: ["bucket", "item_count", "support_count"], words: [], partColumn: "bucket" };
    case "categories":
      return { numbers: ["item_count", "support_count"], words: ["category"], partColumn: "category" };
  }
}

function rowsOf(
  batch: ColumnBatch,
  shape: RollupShape,
): RollupRows & { readonly partDictionary: Dictionary | null } {
  const category = shape.partColumn === "category" ? batch.words["category"] : undefined;
  return {
    rowCount: batch.rowCount,
    windowStartMs: column(batch, "window_start"),
    series: batch.series,
    item: column(batch, shape.partColumn === null ? "value" : "item_count"),
    supportCount: column(batch, "support_count"),
    part:
      category !== undefined
        ? category.codes
        : shape.partColumn === "bucket"
          ? column(batch, "bucket")
          : null,
    partDictionary: category?.dictionary ?? null,
  };
}

function column(batch: ColumnBatch, name: string): Float64Array {
  const values = batch.numbers[name];
  invariant(values !== undefined, `rollup came without its column \`${name}\``);
  return values;
}
