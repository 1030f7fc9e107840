import type { DetectorDefinition, DetectorTable, ObservationBlock } from "../detectors/define-detector.ts";
import { GatehouseError } from "../domain/gatehouse-error.ts";
import { type EpochMs, epochMs } from "../domain/units.ts";
import type { Checkpoint, StoredObservations, StoreReader } from "../ports/store.ts";
import type { SignalDefinition } from "../signals/define-signal.ts";
import { releaseObservations } from "./release-observations.ts";

export interface FoldBaselineOptions {
  readonly signal: SignalDefinition;
  readonly definition: DetectorDefinition;
  readonly params: DetectorDefinition["defaults"];
  readonly materialityFloor: number;
  /** State as of the start of this window. */
  readonly until: EpochMs;
}

/** A baseline as folded from the store, and which series each state number belongs to. */
export interface FoldedBaseline {
  readonly table: DetectorTable;
  readonly seriesKeys: readonly string[];
  /** Windows before this came from a checkpoint; null when all were folded. */
  readonly checkpointAt: EpochMs | null;
}

const DAWN = epochMs(0);

/**
 * The state of one detector for one signal: a fold over the stored trusted observations from the newest checkpoint that
 * holds none disowned. After a window was disowned, the result is what it would be had the window never been seen.
 *
 * Determinism: series learn in the order of their keys, so the same stored rows give the same state.
 * Cost: linear in observations since the checkpoint.
 */
export async function foldBaseline(
  store: StoreReader,
  options: FoldBaselineOptions,
): Promise<FoldedBaseline> {
  const { signal, definition } = options;
  const table = definition.open(options.params, {
    measure: signal.measure,
    tail: signal.tail,
    windowMs: signal.windowMs,
    materialityFloor: options.materialityFloor,
  });
  const series = openNames();
  const parts = openNames();
  const checkpoint = await store.checkpointBefore({
    signal: signal.id,
    signalVersion: signal.version,
    detector: definition.id,
    detectorVersion: definition.version,
    notAfter: options.until,
  });
  if (checkpoint !== null) loadCheckpoint(table, checkpoint, series);
  const filter = {
    signal: signal.id,
    signalVersion: signal.version,
    seriesKey: null,
    from: checkpoint?.windowStart ?? DAWN,
    until: options.until,
  };
  for await (const batch of store.trustedObservations(filter)) {
    for (const block of blocksOf(batch, { signal, series, parts })) {
      table.grow(series.size());
      table.learn(releaseObservations(block, new Uint8Array(block.rowCount)));
    }
  }
  return { table, seriesKeys: series.all(), checkpointAt: checkpoint?.windowStart ?? null };
}

function loadCheckpoint(table: DetectorTable, checkpoint: Checkpoint, series: Names): void {
  table.loadPool(checkpoint.pool);
  for (const [key, state] of Object.entries(checkpoint.series)) {
    const code = series.code(key);
    table.grow(code + 1);
    table.load(code, state);
  }
}

/** Numbers for names, in order of first mention. */
interface Names {
  code(name: string): number;
  size(): number;
  all(): readonly string[];
}

function openNames(): Names {
  const codes = new Map<string, number>();
  return {
    code(name) {
      const known = codes.get(name);
      if (known !== undefined) return known;
      codes.set(name, codes.size);
      return codes.size - 1;
    },
    size: () => codes.size,
    all: () => [...codes.keys()],
  };
}

/** One block a window; a batch never splits a window. */
function* blocksOf(
  batch: StoredObservations,
  names: { readonly signal: SignalDefinition; readonly series: Names; readonly parts: Names },
): Generator<ObservationBlock> {
  for (let from = 0; from < batch.rowCount; ) {
    let until = from + 1;
    while (until < batch.rowCount && batch.windowStart[until] === batch.windowStart[from]) until++;
    yield blockOf(batch, { from, until }, names);
    from = until;
  }
}

function blockOf(
  batch: StoredObservations,
  rows: { readonly from: number; readonly until: number },
  names: { readonly signal: SignalDefinition; readonly series: Names; readonly parts: Names },
): ObservationBlock {
  const rowCount = rows.until - rows.from;
  const partOffset = new Int32Array(rowCount + 1);
  const part: number[] = [];
  const itemCount: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    for (const [name, count] of storedParts(batch.parts?.[rows.from + row] ?? null)) {
      part.push(names.signal.measure === "sketch" ? Number(name) : names.parts.code(name));
      itemCount.push(count);
    }
    partOffset[row + 1] = part.length;
  }
  return {
    windowStartMs: batch.windowStart[rows.from] ?? 0,
    windowMs: names.signal.windowMs,
    isClosed: true,
    rowCount,
    series: Int32Array.from({ length: rowCount }, (_, row) =>
      names.series.code(batch.seriesKey[rows.from + row] ?? ""),
    ),
    value: batch.value.slice(rows.from, rows.until),
    supportCount: batch.supportCount.slice(rows.from, rows.until),
    partOffset,
    part: Int32Array.from(part),
    itemCount: Float64Array.from(itemCount),
  };
}

function storedParts(text: string | null): readonly (readonly [string, number])[] {
  if (text === null) return [];
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== "object" || parsed === null) {
    throw new GatehouseError("STORE_UNREADABLE", { message: "a stored observation has no readable parts" });
  }
  return Object.entries(parsed).map(([name, count]) => [name, Number(count)] as const);
}
