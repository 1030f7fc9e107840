import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { RawTable } from "../../src/domain/raw-table.ts";
import { type DurationMs, durationMs, epochMs } from "../../src/domain/units.ts";
import {
  type FolderEngine,
  type FolderEngineOptions,
  openFolderEngine,
} from "../../src/engines/duckdb/open-folder-engine.ts";
import type { Engine, EngineRelation, RelationSummary } from "../../src/ports/engine.ts";
import { rawSql, type Sql, sql } from "../../src/sql/sql.ts";

/** A table with one column of each kind that the system tables have. */
export const EVENT: RawTable = {
  table: "system.access.event",
  columns: {
    event_id: "string",
    event_time: "timestamp",
    event_date: "date",
    arrived_at: "timestamp",
    place: "bigint",
    factor: "decimal(38,18)",
    ratio: "double",
    is_direct: "boolean",
    params: "map<string,string>",
    who: "struct<email:string,status:int>",
    names: "array<string>",
    parts: "array<struct<kind:string,count:int>>",
  },
  requiredColumns: ["event_id", "event_time"],
  naturalKey: ["event_id"],
  watermark: { column: "event_time", latenessMs: durationMs(60_000) },
  arrival: { eventColumn: "event_time", arrivalColumn: "arrived_at" },
  deliveredForms: [
    {
      id: "record",
      title: "delivered event",
      markerKeys: ["eventId", "timestamp"],
      keys: { eventId: "string", timestamp: "bigint", requestParams: "map<string,string>", place: "string" },
      toColumns: {
        event_id: '"eventId"',
        event_time: 'make_timestamp_ms("timestamp")',
        params: '"requestParams"',
        place: 'CAST("place" AS BIGINT)',
      },
    },
    {
      id: "wrapped",
      title: "event in a node",
      markerKeys: ["node"],
      keys: { node: "struct<id:string,at:string>" },
      toColumns: { event_id: "node.id", event_time: "CAST(node.at AS TIMESTAMP)" },
    },
  ],
};

export const RUN: RawTable = {
  table: "system.lakeflow.run",
  columns: { run_id: "string", event_time: "timestamp" },
  requiredColumns: ["run_id", "event_time"],
  naturalKey: ["run_id"],
  watermark: null,
  arrival: null,
  deliveredForms: [],
};

const START_MS = Date.UTC(2026, 0, 1);

/** A row of {@link EVENT} as exported to JSON. */
export function eventRow(index: number, more: Readonly<Record<string, unknown>> = {}): object {
  return {
    event_id: `e${index}`,
    event_time: new Date(START_MS + index * 1_000).toISOString(),
    place: index,
    ...more,
  };
}

/** Rows 0 … count − 1, one a line. */
export function eventLines(rowCount: number, first = 0): string {
  const rows = Array.from({ length: rowCount }, (_item, index) => JSON.stringify(eventRow(first + index)));
  return rows.map((row) => `${row}\n`).join("");
}

export type FolderFiles = Readonly<Record<string, string | Uint8Array>>;

/** Runs `use` with a folder of files that is removed afterwards. */
export async function withFiles<Result>(
  files: FolderFiles,
  use: (directory: string) => Promise<Result>,
): Promise<Result> {
  const parent = await mkdtemp(join(tmpdir(), "gatehouse-test-"));
  const directory = join(parent, "folder");
  try {
    await mkdir(directory);
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), content);
    }
    return await use(directory);
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

export const NEVER = new AbortController().signal;
export const LIMITS = { timeoutMs: durationMs(60_000) satisfies DurationMs, signal: NEVER };

export function openFolder(
  directory: string,
  options: Partial<FolderEngineOptions> = {},
): Promise<FolderEngine> {
  return openFolderEngine({
    directory,
    tables: [EVENT, RUN],
    workDirectory: `${directory}-work`,
    memoryLimitBytes: 500_000_000,
    threadCount: 2,
    isStrict: false,
    signal: NEVER,
    ...options,
  });
}

/** Runs `use` with an engine over a folder of files; all is closed and removed afterwards. */
export function withFolder<Result>(
  files: FolderFiles,
  use: (folder: FolderEngine, directory: string) => Promise<Result>,
  options: Partial<FolderEngineOptions> = {},
): Promise<Result> {
  return withFiles(files, async (directory) => {
    const folder = await openFolder(directory, options);
    try {
      return await use(folder, directory);
    } finally {
      await folder.engine.close();
    }
  });
}

export type Row = Readonly<Record<string, unknown>>;

/** All rows of a SELECT. */
export function rowsOf(engine: Engine, text: string | Sql): Promise<readonly Row[]> {
  const part = typeof text === "string" ? rawSql(text) : text;
  return engine.query({ name: "test", sql: part, row: (row) => row }, { ...LIMITS, rowLimit: 100_000 });
}

/** Defines the relation `event` over all of {@link EVENT}. */
export function defineEvents(engine: Engine, more: Partial<EngineRelation> = {}): Promise<RelationSummary> {
  return engine.defineRelation(
    {
      name: "event",
      sql: sql`SELECT * FROM ${engine.dialect.rawTable(EVENT.table)}`,
      collapse: null,
      notAfter: epochMs(Date.UTC(2100, 0, 1)),
      ...more,
    },
    LIMITS,
  );
}

/** Ids of all events, in order. */
export async function eventIds(folder: FolderEngine): Promise<readonly unknown[]> {
  await defineEvents(folder.engine);
  const rows = await rowsOf(folder.engine, "SELECT event_id FROM event ORDER BY event_time, event_id");
  return rows.map((row) => row["event_id"]);
}

/** What is known of one table. */
export async function coverageOf(folder: FolderEngine, table: RawTable = EVENT) {
  const found = (await folder.coverage(NEVER)).find((each) => each.table === table.table);
  if (found === undefined) throw new Error(`no coverage of ${table.table}`);
  return found;
}

/** `e0` … */
export function ids(rowCount: number): readonly string[] {
  return Array.from({ length: rowCount }, (_item, index) => `e${index}`);
}
