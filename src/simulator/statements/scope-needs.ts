import { DuckDBDataChunk, VARCHAR } from "@duckdb/node-api";
import type { InformationSchemaTable } from "../account/information-schema.ts";
import { identifier } from "./materialize-result.ts";
import { createResultSchema, nextResultTable } from "./result-table.ts";
import type { StatementParts } from "./statement-parts.ts";
import { withConnection } from "./with-connection.ts";

/** What a rewritten text reads, gathered while it is written: made ready before it runs. */
export interface ScopeNeeds {
  /** Whether a system table is among it. */
  hasTelemetry: boolean;
  /** Full names of tables with real rows. */
  readonly tables: Set<string>;
  /** Tables of information_schema by full name, as the session's user sees them. */
  readonly shown: Map<string, ShownTable>;
}

interface ShownTable {
  /** DuckDB table that will hold its rows. */
  readonly table: string;
  readonly content: InformationSchemaTable;
}

export function noNeeds(): ScopeNeeds {
  return { hasTelemetry: false, tables: new Set(), shown: new Map() };
}

/** DuckDB table that will hold a table of information_schema once the needs are met. */
export function needShown(needs: ScopeNeeds, name: string, content: InformationSchemaTable): string {
  const known = needs.shown.get(name);
  if (known !== undefined) return known.table;
  const table = nextResultTable();
  needs.shown.set(name, { table, content });
  return table;
}

/** Brings up to date what is read. Cost: that of what was logged or written since; 1 µs a cell of information_schema. */
export async function meetNeeds(
  { telemetry, rows, database }: StatementParts,
  needs: ScopeNeeds,
  signal: AbortSignal,
): Promise<void> {
  if (needs.hasTelemetry) await telemetry.flush();
  if (needs.tables.size > 0) await rows.flush([...needs.tables]);
  for (const shown of needs.shown.values()) await loadShown(database, shown, signal);
}

/** Lets go of what the needs made. */
export async function dropNeeds({ database }: StatementParts, needs: ScopeNeeds): Promise<void> {
  for (const { table } of needs.shown.values()) await database.run(`DROP TABLE IF EXISTS ${table}`);
}

/** Types of information_schema's columns in DuckDB's words. */
const DUCKDB_TYPES: Readonly<Record<string, string>> = {
  string: "VARCHAR",
  boolean: "BOOLEAN",
  int: "INTEGER",
  bigint: "BIGINT",
  timestamp: "TIMESTAMP",
};

/** Rows that go to the database at once; what DuckDB calls a vector. */
const CHUNK_ROW_COUNT = 2_048;

/** Rows go over as texts, which the table's own types are cast from. */
async function loadShown(
  database: StatementParts["database"],
  { table, content: { columns, rows } }: ShownTable,
  signal: AbortSignal,
): Promise<void> {
  await withConnection(database, signal, async (connection) => {
    await createResultSchema(connection);
    const texts = `${table}_text`;
    const names = columns.map(({ name }) => identifier(name));
    await connection.run(`CREATE TABLE ${texts} (${names.map((name) => `${name} VARCHAR`).join(", ")})`);
    const [schema = "", name = ""] = texts.split(".");
    const appender = await connection.createAppender(name, schema);
    const types = columns.map(() => VARCHAR);
    for (let from = 0; from < rows.length; from += CHUNK_ROW_COUNT) {
      const part = rows.slice(from, from + CHUNK_ROW_COUNT);
      const chunk = DuckDBDataChunk.create(types, part.length);
      chunk.setColumns(columns.map((_, index) => part.map((row) => cellText(row[index]))));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    const list = columns.map(
      ({ type }, index) => `CAST(${names[index]} AS ${DUCKDB_TYPES[type] ?? "VARCHAR"}) AS ${names[index]}`,
    );
    await connection.run(`CREATE TABLE ${table} AS SELECT ${list.join(", ")} FROM ${texts}`);
    await connection.run(`DROP TABLE ${texts}`);
  });
}

function cellText(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
