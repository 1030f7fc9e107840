import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabricksClient } from "../../src/databricks/open-databricks-client.ts";
import { DAY_MS, type DurationMs, epochMs } from "../../src/domain/units.ts";
import { openDatabricksEngine } from "../../src/engines/databricks/open-databricks-engine.ts";
import { openFolderEngine } from "../../src/engines/duckdb/open-folder-engine.ts";
import type { Engine } from "../../src/ports/engine.ts";
import { defineRelations } from "../../src/services/define-relations.ts";
import type { SignalDefinition } from "../../src/signals/define-signal.ts";
import { SIGNALS } from "../../src/signals/registry.gen.ts";
import { filterAndMasksFor } from "../../src/simulator/account/effective-policies.ts";
import { principalIdOf } from "../../src/simulator/account/find-principal.ts";
import { type OpenedEmulator, openEmulator } from "../../src/simulator/emulator/open-emulator.ts";
import { statementRoutes } from "../../src/simulator/emulator/statements/statement-routes.ts";
import { writeExport } from "../../src/simulator/export/write-export.ts";
import { HISTORY_START, openSimulation } from "../../src/simulator/open-simulation.ts";
import type { Simulation } from "../../src/simulator/simulation.ts";
import type { Preset } from "../../src/simulator/world/world.ts";
import { SOURCES } from "../../src/sources/registry.gen.ts";
import { tableProfilesSource } from "../../src/sources/table-profiles.ts";

const DAY_COUNT = 3;
const PRESET: Preset = { id: "small", principalCount: 30, dayCount: DAY_COUNT, rowCount: DAY_COUNT * 2_000 };
const UNTIL = epochMs(HISTORY_START + DAY_COUNT * DAY_MS);
const { signal } = new AbortController();
const READS_PER_SECOND = 1_000;
const HOUR_MS = 3_600_000 as DurationMs;
const LIMITS = { signal, timeoutMs: HOUR_MS, rowLimit: 1_000_000 };

/** Relations that are made of profiles: a folder has those of every version, the engine profiles current ones alone. */
const PROFILED = new Set<string>(tableProfilesSource.produces.map(({ relation }) => relation));

interface SignalRow {
  /** Entity, window and part. */
  readonly key: string;
  readonly values: readonly (number | null)[];
  readonly window: string;
  /** First and second part of the entity; of a table or a column where it is one. */
  readonly table: string;
  readonly column: string;
  /** Rows behind it. */
  readonly count: number;
}

/** A version of a table, as far as a window tells it. */
function versionOf({ window, table }: SignalRow): string {
  return `${window} ${table}`;
}

const closers: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

function openAccount(): Promise<Simulation> {
  return openSimulation({
    preset: PRESET,
    seed: 7,
    startAt: HISTORY_START,
    memoryLimitMb: 512,
    threadCount: 2,
    placeStories: () => [],
  });
}

async function exportedEngine(): Promise<Engine> {
  const directory = mkdtempSync(join(tmpdir(), "emulated-scan-"));
  closers.push(() => rmSync(directory, { recursive: true }));
  const simulation = await openAccount();
  try {
    await writeExport({
      simulation,
      directory,
      isReplaced: false,
      until: UNTIL,
      deliveredWorkspaceId: null,
    });
  } finally {
    simulation.close();
  }
  const { engine } = await openFolderEngine({ directory, tables: SOURCES, isStrict: true, signal });
  closers.push(() => engine.close());
  return engine;
}

async function emulatedEngine(): Promise<{ readonly engine: Engine; readonly simulation: Simulation }> {
  const simulation = await openAccount();
  closers.push(() => simulation.close());
  await simulation.advanceTo(UNTIL);
  const emulator = await openEmulator({
    simulation,
    port: 0,
    wallClock: () => Date.now(),
    seed: 1,
    identities: [simulation.world.keyPrincipals.readerName],
    routeGroups: [statementRoutes],
    speed: null,
  });
  closers.push(() => emulator.close());
  const { engine, skippedTables } = await openDatabricksEngine({
    client: clientOf(simulation, emulator),
    warehouseId: warehouseOf(simulation),
    tables: SOURCES,
    span: { since: null, until: null },
    watched: {
      profileTable: tableProfilesSource.table,
      tables: simulation.world.tables.map(({ table }) => table),
    },
    signal,
  });
  expect(skippedTables).toEqual([]);
  closers.push(() => engine.close());
  return { engine, simulation };
}

function clientOf(simulation: Simulation, { url, credentials }: OpenedEmulator & { readonly url: string }) {
  const [reader] = credentials;
  const [workspaceId = ""] = simulation.account.workspaces.keys();
  return openDatabricksClient({
    host: url,
    credential: {
      kind: "oauth_client",
      clientId: reader?.name ?? "",
      clientSecret: reader?.clientSecret ?? "",
    },
    workspaceId,
    accountId: null,
    version: "0",
    readCountPerSecond: READS_PER_SECOND,
    writeCountPerSecond: READS_PER_SECOND,
  });
}

function warehouseOf({ account }: Simulation): string {
  const [workspaceId] = account.workspaces.keys();
  return [...account.warehouses.values()].find((each) => each.workspaceId === workspaceId)?.id ?? "";
}

/** A rollup's rows, in any order. */
async function signalRows(engine: Engine, definition: SignalDefinition): Promise<readonly SignalRow[]> {
  const rows = await engine.query(
    { name: definition.id, sql: definition.rollup(engine.dialect), row: (raw) => raw },
    LIMITS,
  );
  return rows.map((raw) => ({
    key: JSON.stringify(KEY_COLUMNS.map((name) => plain(raw[name]))),
    values: VALUE_COLUMNS.map((name) => numberOf(raw[name])),
    window: String(plain(raw["window_start"])),
    table: String(raw["entity_1"]),
    column: String(raw["entity_2"] ?? ""),
    count: Number(raw["support_count"]),
  }));
}

const KEY_COLUMNS = ["window_start", "entity_1", "entity_2", "bucket", "category"];
const VALUE_COLUMNS = ["value", "support_count", "item_count"];

function plain(value: unknown): unknown {
  if (value === undefined) return null;
  if (value instanceof Date) return value.getTime();
  if (typeof value === "string" && /^\d{4}-\d\d-\d\d[T ]/.test(value)) return Date.parse(zoned(value));
  return typeof value === "string" || value === null ? value : Number(value);
}

function numberOf(value: unknown): number | null {
  return value === undefined || value === null ? null : Number(value);
}

function zoned(moment: string): string {
  return /(Z|[+-]\d\d(:?\d\d)?)$/.test(moment.slice("2026-03-02".length))
    ? moment.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00")
    : `${moment.replace(" ", "T")}Z`;
}

/** Sums of the same numbers in another order differ by less. */
const RELATIVE_ERROR_MAX = 1e-9;

/** Rows that only one side has, and rows whose values differ. */
function differences(left: readonly SignalRow[], right: readonly SignalRow[]): readonly unknown[] {
  const others = new Map(right.map((row) => [row.key, row]));
  const keys = new Set(left.map(({ key }) => key));
  const differing = left.filter(({ key, values }) => {
    const other = others.get(key);
    return other === undefined || values.some((value, index) => !isSame(value, other.values[index] ?? null));
  });
  return [
    ...differing.map(({ key, values }) => ({ key, values, other: others.get(key)?.values })),
    ...right.filter(({ key }) => !keys.has(key)),
  ];
}

function isSame(left: number | null, right: number | null): boolean {
  if (left === null || right === null) return left === right;
  return Math.abs(left - right) <= RELATIVE_ERROR_MAX * Math.max(Math.abs(left), Math.abs(right));
}

/** `table` or `table column` in lower case: what a policy of the account hides from the reader, in SQL alone. */
function hiddenFromReader({ account, world }: Simulation): ReadonlySet<string> {
  const readerId = principalIdOf(account, world.keyPrincipals.readerName) ?? "";
  const hidden = world.tables.flatMap(({ table }) => {
    const policies = filterAndMasksFor(account, readerId, table);
    if (policies.kind === "refused") throw new Error(policies.refusal.message);
    const masked = [...policies.masks.keys()].map((column) => `${table} ${column}`);
    return policies.rowFilter === null ? masked : [table, ...masked];
  });
  return new Set(hidden.map((name) => name.toLowerCase()));
}

const isProfiled = ({ reads }: SignalDefinition): boolean => reads.some((name) => PROFILED.has(name));

/** Signals that count versions: a day in which a table got several has more of them in files. */
const COUNTS_VERSIONS = /^table_version[.](versions|writers)_per_table$/;

/** Most kinds of telemetry come about in a few days. */
const SIGNALS_WITH_ROWS_MIN = 45;

describe("an account that is scanned as files and over its SQL", () => {
  let files: Engine;
  let sql: Engine;
  let hidden: ReadonlySet<string>;
  let withRowsCount = 0;
  beforeAll(async () => {
    files = await exportedEngine();
    const emulated = await emulatedEngine();
    [sql, hidden] = [emulated.engine, hiddenFromReader(emulated.simulation)];
    for (const engine of [files, sql])
      await defineRelations(engine, { sources: SOURCES, notAfter: UNTIL, signal });
  }, 300_000);

  it.each(SIGNALS.filter((definition) => !isProfiled(definition)))(
    "$id has the same rows",
    async (definition) => {
      const [fromFiles, fromSql] = [await signalRows(files, definition), await signalRows(sql, definition)];
      expect(fromSql).toHaveLength(fromFiles.length);
      expect(differences(fromFiles, fromSql)).toEqual([]);
      if (fromSql.length > 0) withRowsCount += 1;
    },
  );

  it("most of them have rows", () => {
    expect(withRowsCount).toBeGreaterThanOrEqual(SIGNALS_WITH_ROWS_MIN);
  });

  /**
   * Files hold the versions that were profiled as they were written, SQL the current version of each watched table.
   * Compared is what SQL tells of windows in which files have that table too, but for tables with a row filter and
   * columns with a mask, of which the reader sees less.
   */
  it.each(SIGNALS.filter((each) => isProfiled(each) && !COUNTS_VERSIONS.test(each.id)))(
    "$id has the same values of versions that both have profiled",
    async (definition) => {
      const [fromFiles, fromSql] = [await signalRows(files, definition), await signalRows(sql, definition)];
      const isCompared = ({ table, column }: SignalRow): boolean =>
        !hidden.has(table) && (column === "" || !hidden.has(`${table} ${column}`));
      const profiled = new Set(fromFiles.map(versionOf));
      const told = fromSql.filter((row) => isCompared(row) && profiled.has(versionOf(row)));
      const versions = new Set(told.map(versionOf));
      const written = fromFiles.filter((row) => isCompared(row) && versions.has(versionOf(row)));
      expect(versions.size).toBeGreaterThan(0);
      expect(told).toHaveLength(written.length);
      expect(differences(written, told)).toEqual([]);
    },
  );

  it.each(SIGNALS.filter(({ id }) => COUNTS_VERSIONS.test(id)))(
    "$id counts the current version, which files have among others",
    async (definition) => {
      const known = new Map((await signalRows(files, definition)).map(({ key, count }) => [key, count]));
      const fromSql = await signalRows(sql, definition);
      expect(fromSql.length).toBeGreaterThan(0);
      for (const { key, count } of fromSql) {
        expect(count).toBe(1);
        expect(known.get(key)).toBeGreaterThanOrEqual(count);
      }
    },
  );
});
