import { type DuckDBConnection, DuckDBDataChunk, VARCHAR } from "@duckdb/node-api";
import { createResultSchema } from "./result-table.ts";

interface LoadedColumn {
  /** Quoted where it needs to be. */
  readonly name: string;
  /** DuckDB's. */
  readonly type: string;
}

/** Rows that go to the database at once; what DuckDB calls a vector. */
const CHUNK_ROW_COUNT = 2_048;

/**
 * Makes a DuckDB table of rows that were computed here. They go over as texts in chunks, from which the table's own types
 * are cast. Cost: 1 µs a value.
 */
export async function loadRows(
  connection: DuckDBConnection,
  table: string,
  {
    columns,
    rows,
  }: { readonly columns: readonly LoadedColumn[]; readonly rows: readonly (readonly unknown[])[] },
): Promise<void> {
  await createResultSchema(connection);
  const texts = `${table}_text`;
  await connection.run(`CREATE TABLE ${texts} (${columns.map(({ name }) => `${name} VARCHAR`).join(", ")})`);
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
  const list = columns.map((column) => `CAST(${column.name} AS ${column.type}) AS ${column.name}`).join(", ");
  await connection.run(`CREATE TABLE ${table} AS SELECT ${list} FROM ${texts}`);
  await connection.run(`DROP TABLE ${texts}`);
}

function cellText(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
