import { expect } from "vitest";
import type { Json } from "../../src/domain/brand.ts";
import { type EpochMs, epochMs } from "../../src/domain/units.ts";
import type { Checkpoint, ObservationFilter, Store, StoredObservations } from "../../src/ports/store.ts";
import { change, collect, failureOf, type StoreCheck } from "./store-subject.ts";

const BUG = expect.objectContaining({ code: "BUG" });
const HOUR = 3_600_000;

/** A row as `[window, series, value, support, parts]`, windows in hours. */
type Row = readonly [number, string, number, number, (string | null)?];

function observationsOf(rows: readonly Row[], signalVersion = 1): StoredObservations {
  const hasParts = rows.some((row) => row.length === 5);
  return {
    signal: "kit.signal",
    signalVersion,
    rowCount: rows.length,
    windowStart: Float64Array.from(rows, ([window]) => window * HOUR),
    seriesKey: rows.map(([, seriesKey]) => seriesKey),
    value: Float64Array.from(rows, ([, , value]) => value),
    supportCount: Float64Array.from(rows, ([, , , supportCount]) => supportCount),
    parts: hasParts ? rows.map((row) => row[4] ?? null) : null,
  };
}

function filterOf(changes: Partial<ObservationFilter> = {}): ObservationFilter {
  return {
    signal: "kit.signal",
    signalVersion: 1,
    seriesKey: null,
    from: hour(0),
    until: hour(1_000_000),
    ...changes,
  };
}

function hour(count: number): EpochMs {
  return epochMs(count * HOUR);
}

async function rowsOf(store: Store, changes: Partial<ObservationFilter> = {}): Promise<readonly Row[]> {
  const batches = await collect(store.trustedObservations(filterOf(changes)));
  return batches.flatMap((batch) =>
    Array.from({ length: batch.rowCount }, (_, row): Row => {
      const window = (batch.windowStart[row] ?? Number.NaN) / HOUR;
      const scalar = [
        window,
        batch.seriesKey[row] ?? "?",
        batch.value[row] ?? -1,
        batch.supportCount[row] ?? -1,
      ] as const;
      return batch.parts === null ? scalar : [...scalar, batch.parts[row] ?? null];
    }),
  );
}

function append(store: Store, rows: readonly Row[], signalVersion = 1): Promise<void> {
  return change(store, (transaction) => transaction.appendObservations(observationsOf(rows, signalVersion)));
}

function disown(store: Store, changes: Partial<ObservationFilter>): Promise<number> {
  return change(store, (transaction) => transaction.disownObservations(filterOf(changes)));
}

export const OBSERVATION_CHECKS: readonly StoreCheck[] = [
  {
    guarantee: "observations come back in order of window then series, whatever the order they came in",
    run: async ({ store }) => {
      await append(store, [
        [2, "b", 3, 1],
        [1, "b", 2, 1],
        [2, "a", 5, 0],
      ]);
      await append(store, [[0, "z", 0.1 + 0.2, 7]]);
      expect(await rowsOf(store)).toEqual([
        [0, "z", 0.1 + 0.2, 7],
        [1, "b", 2, 1],
        [2, "a", 5, 0],
        [2, "b", 3, 1],
      ]);
    },
  },
  {
    guarantee: "keys and parts survive whatever text they are",
    run: async ({ store }) => {
      const rows: readonly Row[] = ["", " ", "'; DROP TABLE x; --", "__proto__", "a\u0000b", "é", "😀"].map(
        (key): Row => [1, key, 1, 1, key === "" ? null : JSON.stringify({ [key]: 1 })],
      );
      await append(store, rows);
      expect(new Set(await rowsOf(store))).toEqual(new Set(rows));
      expect(await rowsOf(store, { seriesKey: "a\u0000b" })).toHaveLength(1);
    },
  },
  {
    guarantee: "bounds are half-open, and signal, version and series tell observations apart",
    run: async ({ store }) => {
      await append(store, [
        [1, "a", 1, 1],
        [2, "a", 2, 1],
        [2, "b", 3, 1],
        [3, "a", 4, 1],
      ]);
      await append(store, [[2, "a", 9, 9]], 2);
      expect(await rowsOf(store, { from: hour(2), until: hour(3) })).toEqual([
        [2, "a", 2, 1],
        [2, "b", 3, 1],
      ]);
      expect(await rowsOf(store, { seriesKey: "b" })).toEqual([[2, "b", 3, 1]]);
      expect(await rowsOf(store, { signalVersion: 2 })).toEqual([[2, "a", 9, 9]]);
      expect(await rowsOf(store, { signal: "kit.other" })).toEqual([]);
    },
  },
  {
    guarantee: "an observation that is stored again takes the place of the old one",
    run: async ({ store }) => {
      await append(store, [
        [1, "a", 1, 1],
        [1, "b", 2, 2],
      ]);
      await append(store, [
        [1, "a", 10, 5],
        [2, "a", 3, 3],
      ]);
      expect(await rowsOf(store)).toEqual([
        [1, "a", 10, 5],
        [1, "b", 2, 2],
        [2, "a", 3, 3],
      ]);
    },
  },
  {
    guarantee:
      "a series twice in one window, columns of different length, and values that are not finite are refused",
    run: async ({ store }) => {
      const good = observationsOf([[1, "a", 1, 1]]);
      const repeated = observationsOf([
        [1, "a", 1, 1],
        [1, "a", 1, 1],
      ]);
      for (const wrong of [
        repeated,
        { ...good, rowCount: 2 },
        { ...good, parts: [] },
        { ...good, value: Float64Array.of(Number.NaN) },
        { ...good, supportCount: Float64Array.of(-1) },
        { ...good, windowStart: [0.5] },
      ])
        expect(
          await failureOf(change(store, (transaction) => transaction.appendObservations(wrong))),
        ).toEqual(BUG);
      expect(await rowsOf(store)).toEqual([]);
    },
  },
  {
    guarantee:
      "disowned observations are counted once, leave every later fold, and stay out when stored again",
    run: async ({ store }) => {
      await append(store, [
        [1, "a", 1, 1],
        [2, "a", 2, 1],
        [2, "b", 3, 1],
        [3, "a", 4, 1],
      ]);
      expect(await disown(store, { seriesKey: "a", from: hour(2), until: hour(3) })).toBe(1);
      expect(await disown(store, { seriesKey: "a", from: hour(2), until: hour(3) })).toBe(0);
      await append(store, [
        [2, "a", 5, 5],
        [2, "b", 6, 6],
      ]);
      expect(await rowsOf(store)).toEqual([
        [1, "a", 1, 1],
        [2, "b", 6, 6],
        [3, "a", 4, 1],
      ]);
    },
  },
  {
    guarantee: "batches hold whole windows, so that one window is never split",
    run: async ({ store }) => {
      const seriesCount = 30_000;
      const rows = [1, 2, 3].flatMap((window) =>
        Array.from({ length: seriesCount }, (_, index): Row => [window, `s${index}`, index, 1]),
      );
      await append(store, rows);
      const batches = await collect(store.trustedObservations(filterOf()));
      expect(batches.map((batch) => batch.rowCount)).toEqual([2 * seriesCount, seriesCount]);
      expect(batches.map((batch) => new Set(batch.windowStart).size)).toEqual([2, 1]);
    },
  },
];

function checkpointOf(windowHour: number, changes: Partial<Checkpoint> = {}): Checkpoint {
  return {
    signal: "kit.signal",
    signalVersion: 1,
    detector: "kit-detector",
    detectorVersion: 1,
    windowStart: hour(windowHour),
    pool: { window: windowHour },
    series: {},
    ...changes,
  };
}

const KEY = { signal: "kit.signal", signalVersion: 1, detector: "kit-detector", detectorVersion: 1 };

function save(store: Store, ...checkpoints: readonly Checkpoint[]): Promise<void> {
  return change(store, async (transaction) => {
    for (const checkpoint of checkpoints) await transaction.saveCheckpoint(checkpoint);
  });
}

async function poolBefore(store: Store, windowHour: number): Promise<Json | undefined> {
  return (await store.checkpointBefore({ ...KEY, notAfter: hour(windowHour) }))?.pool;
}

export const CHECKPOINT_CHECKS: readonly StoreCheck[] = [
  {
    guarantee: "a detector checkpoint comes back as it went in, whatever its keys",
    run: async ({ store }) => {
      const series: Record<string, Json> = Object.fromEntries([
        ["__proto__", { mean: 1e21 }],
        ["a\u0000b", [1, null, "😀", -0.1]],
        ["", null],
      ]);
      const checkpoint = checkpointOf(5, { series, pool: [1, { a: "ü" }] });
      await save(store, checkpoint);
      expect(await store.checkpointBefore({ ...KEY, notAfter: hour(5) })).toEqual(checkpoint);
    },
  },
  {
    guarantee: "the newest checkpoint that is not too new is found, and one of the same moment is replaced",
    run: async ({ store }) => {
      await save(store, checkpointOf(3), checkpointOf(1), checkpointOf(2), checkpointOf(2, { pool: "new" }));
      expect(await poolBefore(store, 0)).toBeUndefined();
      expect(await poolBefore(store, 1)).toEqual({ window: 1 });
      expect(await poolBefore(store, 2)).toBe("new");
      expect(await poolBefore(store, 9)).toEqual({ window: 3 });
    },
  },
  {
    guarantee: "checkpoints never cross signals, detectors, or their versions",
    run: async ({ store }) => {
      await save(
        store,
        checkpointOf(1),
        checkpointOf(2, { signal: "kit.other" }),
        checkpointOf(2, { signalVersion: 2 }),
        checkpointOf(2, { detector: "kit-other" }),
        checkpointOf(2, { detectorVersion: 2 }),
      );
      expect(await poolBefore(store, 9)).toEqual({ window: 1 });
      const found = await store.checkpointBefore({ ...KEY, detectorVersion: 2, notAfter: hour(9) });
      expect(found).toEqual(checkpointOf(2, { detectorVersion: 2 }));
    },
  },
  {
    guarantee: "a state that has learned what is disowned later cannot be found any more",
    run: async ({ store }) => {
      await append(store, [[2, "a", 1, 1]]);
      await save(store, checkpointOf(2), checkpointOf(3), checkpointOf(3, { signal: "kit.other" }));
      await disown(store, { from: hour(2), until: hour(3) });
      expect(await poolBefore(store, 9)).toEqual({ window: 2 });
      const other = await store.checkpointBefore({ ...KEY, signal: "kit.other", notAfter: hour(9) });
      expect(other).not.toBeNull();
    },
  },
  {
    guarantee: "a state that lacks what arrives late cannot be found any more",
    run: async ({ store }) => {
      await save(store, checkpointOf(2), checkpointOf(3));
      await append(store, [[2, "late", 1, 1]]);
      expect(await poolBefore(store, 9)).toEqual({ window: 2 });
    },
  },
  {
    guarantee: "the newest checkpoints of a detector stay when many are saved",
    run: async ({ store }) => {
      await save(store, ...Array.from({ length: 40 }, (_, index) => checkpointOf(index)));
      expect(await poolBefore(store, 39)).toEqual({ window: 39 });
      expect(await poolBefore(store, 36)).toEqual({ window: 36 });
    },
  },
];

export const DOCUMENT_CHECKS: readonly StoreCheck[] = [
  {
    guarantee: "documents come back by kind in the order of ids, each in its newest version",
    run: async ({ store }) => {
      await change(store, async (transaction) => {
        await transaction.saveDocument("incident", "b", { text: "é\u0000😀", list: [1, null] });
        await transaction.saveDocument("incident", "a", 1);
        await transaction.saveDocument("incident", "a", 2);
        await transaction.saveDocument("finding", "a", 3);
      });
      expect(await collect(store.documents("incident"))).toEqual([
        { id: "a", document: 2 },
        { id: "b", document: { text: "é\u0000😀", list: [1, null] } },
      ]);
      expect(await collect(store.documents("coverage"))).toEqual([]);
    },
  },
  {
    guarantee: "everything is there when the store is opened again",
    run: async ({ store, reopen }) => {
      if (reopen === null) return;
      await append(store, [[1, "a", 1, 1]]);
      await change(store, async (transaction) => {
        await transaction.saveCheckpoint(checkpointOf(2, { series: { a: 1 } }));
        await transaction.saveDocument("coverage", "c", true);
      });
      const records = await collect(store.ledgerRecords(null));
      const key = await store.ledgerVerifierKey();
      const again = await reopen();
      expect(await rowsOf(again)).toEqual([[1, "a", 1, 1]]);
      expect(await poolBefore(again, 2)).toEqual({ window: 2 });
      expect(await collect(again.documents("coverage"))).toEqual([{ id: "c", document: true }]);
      expect(await collect(again.ledgerRecords(null))).toEqual(records);
      expect(await again.ledgerVerifierKey()).toBe(key);
    },
  },
];
