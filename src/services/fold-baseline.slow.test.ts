import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DETECTORS } from "../detectors/registry.gen.ts";
import type { Json } from "../domain/brand.ts";
import { epochMs, HOUR_MS } from "../domain/units.ts";
import type { Environment } from "../ports/environment.ts";
import type { ObservationFilter, Store } from "../ports/store.ts";
import type { SignalDefinition } from "../signals/define-signal.ts";
import { SIGNALS } from "../signals/registry.gen.ts";
import { openDuckdbStore } from "../stores/duckdb/open-duckdb-store.ts";
import { appendLedgerEntry } from "./append-ledger-entry.ts";
import { disownObservations } from "./disown-observations.ts";
import { foldBaseline } from "./fold-baseline.ts";

const START_MS = Date.UTC(2026, 2, 2);
const SERIES_COUNT = 3;
const HOUR_COUNT = 60;

const environment: Environment = {
  now: () => epochMs(START_MS),
};
const actor = { kind: "operator", name: "tester" } as const;

interface Row {
  readonly hour: number;
  readonly series: number;
  readonly value: number;
}

function signalOf(id: string): SignalDefinition {
  const found = SIGNALS.find((signal) => signal.id === id);
  if (found === undefined) throw new Error(`no signal ${id}`);
  return found;
}

async function remember(store: Store, signal: SignalDefinition, rows: readonly Row[]): Promise<void> {
  await store.transaction(async (transaction) => {
    await transaction.appendObservations({
      signal: signal.id,
      signalVersion: signal.version,
      rowCount: rows.length,
      windowStart: Float64Array.from(rows, (row) => START_MS + row.hour * HOUR_MS),
      seriesKey: rows.map((row) => JSON.stringify([`p${row.series}`])),
      value: Float64Array.from(rows, (row) => row.value),
      supportCount: Float64Array.from(rows, (row) => row.value),
      parts:
        signal.measure === "categories" ? rows.map((row) => JSON.stringify({ [`c${row.value}`]: 1 })) : null,
    });
    await appendLedgerEntry(transaction, {
      at: environment.now(),
      actor,
      action: "baseline.learn",
      subject: signal.id,
      details: null,
    });
  });
}

/** State of every detector that suits the signal, after everything that the store trusts before an hour. */
async function foldedStates(store: Store, signal: SignalDefinition, untilHour: number): Promise<Json> {
  const states: Json[] = [];
  for (const definition of DETECTORS.filter(({ measures }) => measures.includes(signal.measure))) {
    const { table, seriesKeys } = await foldBaseline(store, {
      signal,
      definition,
      params: definition.defaults,
      materialityFloor: 0,
      until: epochMs(START_MS + untilHour * HOUR_MS),
    });
    const series = Object.fromEntries(seriesKeys.map((key, code) => [key, table.dump(code)]));
    states.push({ detector: definition.id, pool: table.dumpPool(), series });
  }
  return states;
}

function everyRow(values: readonly number[]): Row[] {
  return Array.from({ length: HOUR_COUNT * SERIES_COUNT }, (_, index) => ({
    hour: Math.floor(index / SERIES_COUNT),
    series: index % SERIES_COUNT,
    value: values[index % values.length] ?? 0,
  }));
}

function filterOf(
  signal: SignalDefinition,
  hours: { readonly from: number; readonly until: number },
): ObservationFilter {
  return {
    signal: signal.id,
    signalVersion: signal.version,
    seriesKey: JSON.stringify(["p1"]),
    from: epochMs(START_MS + hours.from * HOUR_MS),
    until: epochMs(START_MS + hours.until * HOUR_MS),
  };
}

async function withStores<Result>(work: (one: Store, other: Store) => Promise<Result>): Promise<Result> {
  const one = await openDuckdbStore({ path: ":memory:" });
  const other = await openDuckdbStore({ path: ":memory:" });
  try {
    return await work(one, other);
  } finally {
    await one.close();
    await other.close();
  }
}

describe("a disowned window", () => {
  it.each(["audit_event.api_calls_per_principal", "audit_event.actions_per_principal"])(
    "leaves exactly the state that never saw it: %s",
    async (id) => {
      const signal = signalOf(id);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 5, maxLength: 40 }),
          fc.integer({ min: 0, max: HOUR_COUNT - 1 }),
          fc.integer({ min: 1, max: 12 }),
          (values, from, length) =>
            withStores(async (disowning, unknowing) => {
              const rows = everyRow(values);
              const until = Math.min(HOUR_COUNT, from + length);
              await remember(disowning, signal, rows);
              const count = await disownObservations(disowning, filterOf(signal, { from, until }), {
                actor,
                environment,
                reason: "an export that was not allowed",
              });
              expect(count).toBe(until - from);
              await remember(
                unknowing,
                signal,
                rows.filter((row) => row.series !== 1 || row.hour < from || row.hour >= until),
              );
              expect(await foldedStates(disowning, signal, HOUR_COUNT)).toEqual(
                await foldedStates(unknowing, signal, HOUR_COUNT),
              );
            }),
        ),
        { seed: 5, numRuns: 8 },
      );
    },
  );

  it("is taken out with a ledger entry that says who, what and why", async () => {
    const signal = signalOf("audit_event.api_calls_per_principal");
    await withStores(async (store) => {
      await remember(store, signal, everyRow([1, 2, 3]));
      await disownObservations(store, filterOf(signal, { from: 3, until: 5 }), {
        actor,
        environment,
        reason: "attack",
      });
      const last = await store.lastLedgerEntry();
      expect(JSON.parse(last?.payload ?? "{}")).toMatchObject({
        action: "observations.disown",
        actor,
        subject: signal.id,
        details: { disownedCount: 2, reason: "attack" },
      });
    });
  });
});

describe("a baseline folded from a checkpoint", () => {
  it("equals the one folded from the beginning", async () => {
    const signal = signalOf("audit_event.api_calls_per_principal");
    await withStores(async (checkpointed, plain) => {
      const rows = everyRow([3, 0, 5, 1, 9, 2, 2]);
      await remember(checkpointed, signal, rows);
      await remember(plain, signal, rows);
      await saveCheckpoints(checkpointed, signal, 30);
      expect(await foldedStates(checkpointed, signal, HOUR_COUNT)).toEqual(
        await foldedStates(plain, signal, HOUR_COUNT),
      );
    });
  });
});

async function saveCheckpoints(store: Store, signal: SignalDefinition, hour: number): Promise<void> {
  const windowStart = epochMs(START_MS + hour * HOUR_MS);
  for (const definition of DETECTORS.filter(({ measures }) => measures.includes(signal.measure))) {
    const { table, seriesKeys } = await foldBaseline(store, {
      signal,
      definition,
      params: definition.defaults,
      materialityFloor: 0,
      until: windowStart,
    });
    await store.transaction(async (transaction) => {
      await transaction.saveCheckpoint({
        signal: signal.id,
        signalVersion: signal.version,
        detector: definition.id,
        detectorVersion: definition.version,
        windowStart,
        pool: table.dumpPool(),
        series: Object.fromEntries(seriesKeys.map((key, code) => [key, table.dump(code)])),
      });
      await appendLedgerEntry(transaction, {
        at: environment.now(),
        actor,
        action: "baseline.checkpoint",
        subject: signal.id,
        details: null,
      });
    });
  }
}
