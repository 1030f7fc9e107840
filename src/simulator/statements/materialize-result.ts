import type { DuckDBConnection } from "@duckdb/node-api";
import type { SimulatorDatabase } from "../simulator-database.ts";
import { loadRows } from "./load-rows.ts";
import { createResultSchema, nextResultTable } from "./result-table.ts";
import { resultType } from "./result-type.ts";
import type { ResultColumn, RowsResult } from "./statement-runner.ts";
import { withConnection } from "./with-connection.ts";

interface QueryToRun {
  /** DuckDB text. */
  readonly text: string;
  readonly rowLimit: number | null;
  readonly signal: AbortSignal;
}

/**
 * Runs a query and keeps its rows, in order, in a table of their own.
 * @throws a refusal for what the query meets, and when it was canceled.
 */
export async function materializeQuery(
  database: SimulatorDatabase,
  { text, rowLimit, signal }: QueryToRun,
): Promise<RowsResult> {
  return withConnection(database, signal, async (connection) => {
    const columns = await preparedColumns(connection, text);
    const table = nextResultTable();
    await createResultSchema(connection);
    const cut = rowLimit === null ? "" : `LIMIT ${Math.trunc(rowLimit) + 1}`;
    const names = columns.map((_, index) => `c${index}`).join(", ");
    await connection.run(
      `CREATE TABLE ${table} AS SELECT row_number() OVER () - 1 AS row_index, kept.*
       FROM (SELECT * FROM (${text}\n) AS answer(${names}) ${cut}) AS kept`,
    );
    const rowCount = await countRows(connection, table);
    const isTruncated = rowLimit !== null && rowCount > rowLimit;
    if (isTruncated) await connection.run(`DELETE FROM ${table} WHERE row_index >= ${Math.trunc(rowLimit)}`);
    return {
      kind: "rows",
      columns,
      rowCount: isTruncated ? rowLimit : rowCount,
      isTruncated,
      table,
      use: null,
      drop: () => database.run(`DROP TABLE IF EXISTS ${table}`),
    };
  });
}

/** Columns that a query would have; it is not run. @throws a refusal for a query that cannot be. */
export async function columnsOfQuery(
  database: SimulatorDatabase,
  text: string,
  signal: AbortSignal,
): Promise<readonly ResultColumn[]> {
  return withConnection(database, signal, (connection) => preparedColumns(connection, text));
}

/** Types of columns that are computed here, in DuckDB's and in Databricks' words. */
const COMPUTED_TYPES = {
  VARCHAR: "STRING",
  BOOLEAN: "BOOLEAN",
  INTEGER: "INT",
  BIGINT: "BIGINT",
  TIMESTAMPTZ: "TIMESTAMP",
} as const;

/** Rows that were computed here, all of type STRING unless `type` says otherwise. */
export async function materializeRows(
  database: SimulatorDatabase,
  columns: readonly { readonly name: string; readonly type?: keyof typeof COMPUTED_TYPES }[],
  rows: readonly (readonly (string | number | boolean | null)[])[],
): Promise<RowsResult> {
  const table = nextResultTable();
  const connection = await database.connect();
  try {
    await loadRows(connection, table, {
      columns: [
        { name: "row_index", type: "BIGINT" },
        ...columns.map(({ type = "VARCHAR" }, index) => ({ name: `c${index}`, type })),
      ],
      rows: rows.map((row, index) => [index, ...row]),
    });
  } finally {
    connection.closeSync();
  }
  return {
    kind: "rows",
    columns: columns.map(({ name, type = "VARCHAR" }) => ({ name, typeText: COMPUTED_TYPES[type] })),
    rowCount: rows.length,
    isTruncated: false,
    table,
    use: null,
    drop: () => database.run(`DROP TABLE IF EXISTS ${table}`),
  };
}

export function textLiteral(text: string): string {
  return `'${text.replaceAll("\u0000", "").replaceAll("'", "''")}'`;
}

export function identifier(name: string): string {
  return `"${name.replaceAll("\u0000", "").replaceAll('"', '""')}"`;
}

async function preparedColumns(connection: DuckDBConnection, text: string): Promise<readonly ResultColumn[]> {
  const prepared = await connection.prepare(text);
  try {
    return Array.from({ length: prepared.columnCount }, (_, index) => ({
      name: prepared.columnName(index),
      typeText: resultType(prepared.columnType(index)),
    }));
  } finally {
    prepared.destroySync();
  }
}

async function countRows(connection: DuckDBConnection, table: string): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM ${table}`);
  return Number(reader.getRows()[0]?.[0] ?? 0);
}
