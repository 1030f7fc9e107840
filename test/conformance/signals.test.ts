import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SURFACES } from "../../src/domain/measure.ts";
import { durationMs, HOUR_MS } from "../../src/domain/units.ts";
import { defineSignal, type SignalDefinition } from "../../src/signals/define-signal.ts";
import { type Sql, sql } from "../../src/sql/sql.ts";
import { type DuckdbRows, openDuckdbRows } from "./dialect-duckdb-rows.ts";
import { SIGNAL_EXPECTATIONS } from "./signal-expectations.ts";
import { loadSignalFiles } from "./signal-files.ts";
import { createSignalFixture } from "./signal-fixture.ts";
import { definitionFaults, readsFaults, runOnFixture, textFaults } from "./signal-kit.ts";

const files = await loadSignalFiles();
let duckdb: DuckdbRows;
beforeAll(async () => {
  duckdb = await openDuckdbRows();
  await createSignalFixture(duckdb);
});
afterAll(() => duckdb.close());

describe("signals", () => {
  it.each(files)("$signal.id keeps the contract of its definition", async (file) => {
    expect(definitionFaults(file)).toEqual([]);
    expect(textFaults(file.signal)).toEqual([]);
    expect(await readsFaults(duckdb, file.signal)).toEqual([]);
  });

  it.each(files)("$signal.id gives the values worked out by hand", async ({ signal }) => {
    const outcome = await runOnFixture(duckdb, signal);
    expect(outcome.faults).toEqual([]);
    expect(outcome.lines).toEqual([...(SIGNAL_EXPECTATIONS[signal.id] ?? ["no expectation"])].sort());
  });

  it("every expectation belongs to a signal, and every id to one", () => {
    const ids = files.map((file) => file.signal.id);
    expect(Object.keys(SIGNAL_EXPECTATIONS).sort()).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("every surface has at least four signals, and every measure occurs", () => {
    for (const surface of SURFACES)
      expect(files.filter((file) => file.signal.surface === surface).length, surface).toBeGreaterThanOrEqual(
        4,
      );
    expect(new Set(files.map((file) => file.signal.measure)).size).toBe(5);
  });
});

describe("signal kit", () => {
  const text = sql`SELECT time_bucket(INTERVAL '1 hour', event_time) AS window_start, principal AS entity_1, CAST(count(*) AS DOUBLE) AS value, count(*) AS support_count FROM audit_event WHERE principal IS NOT NULL GROUP BY 1, 2`;
  const sound: SignalDefinition = defineSignal({
    id: "audit_event.calls_per_principal",
    title: "Calls",
    sentence: "{entity} made {value} calls",
    surface: "api_call_frequency",
    version: 1,
    plane: "control",
    unit: "1",
    measure: "count",
    tail: "upper",
    entity: "principal",
    windowMs: HOUR_MS,
    reads: ["audit_event"],
    materialityFloor: 0,
    toleranceRatio: 0,
    rollup: () => text,
  });
  const file = (signal: SignalDefinition) => ({
    fileName: "calls-per-principal",
    exportName: "callsPerPrincipalSignal",
    signal: Object.freeze(signal),
  });
  const rolling = (rollup: Sql): SignalDefinition => ({ ...sound, rollup: () => rollup });

  it("passes a sound signal", async () => {
    expect(definitionFaults(file(sound))).toEqual([]);
    expect(await readsFaults(duckdb, sound)).toEqual([]);
    expect((await runOnFixture(duckdb, sound)).faults).toEqual([]);
  });

  it("finds a unit, an entity type, a plane or a name that does not fit", () => {
    const broken: readonly SignalDefinition[] = [
      { ...sound, unit: "ms" },
      { ...sound, entityType: "network" },
      { ...sound, plane: "data" },
      { ...sound, sentence: "{entity} made calls" },
      { ...sound, version: 0 },
      { ...sound, reads: ["usage"] },
    ];
    for (const signal of broken) expect(definitionFaults(file(signal))).toHaveLength(1);
    expect(definitionFaults({ ...file(sound), exportName: "calls" })).toHaveLength(1);
  });

  it("finds relations that are read undeclared or declared unread", async () => {
    expect(await readsFaults(duckdb, { ...sound, reads: ["usage"] })).toEqual([
      "reads more than it declares",
    ]);
    expect(await readsFaults(duckdb, { ...sound, reads: ["audit_event", "usage"] })).toEqual([
      "declares `usage` without reading it",
    ]);
  });

  it("finds windows that are not aligned, entities that are NULL and columns that are missing", async () => {
    const wide = { ...sound, windowMs: durationMs(7 * HOUR_MS) };
    expect((await runOnFixture(duckdb, wide)).faults).toEqual(["a window is not aligned"]);
    const open = sql`SELECT time_bucket(INTERVAL '1 hour', event_time) AS window_start, principal AS entity_1, CAST(count(*) AS DOUBLE) AS value, count(*) AS support_count FROM audit_event GROUP BY 1, 2`;
    expect((await runOnFixture(duckdb, rolling(open))).faults).toContain("a cell is NULL");
    const narrow = sql`SELECT time_bucket(INTERVAL '1 hour', event_time) AS window_start, principal AS entity_1, 1.0 AS value FROM audit_event`;
    expect((await runOnFixture(duckdb, rolling(narrow))).faults[0]).toMatch(/^gives columns/);
  });

  it("finds bound values and text that Databricks would refuse", () => {
    expect(textFaults(rolling(sql`SELECT ${1} AS x`))).toEqual([
      "rollup binds values; use the dialect's literals",
    ]);
    expect(textFaults(rolling(sql`SELECT epoch_ms(event_time) FROM audit_event`))).toEqual([
      "calls unknown function `epoch_ms`",
    ]);
  });
});
