import { DuckDBInstance, type DuckDBValue, type JS } from "@duckdb/node-api";
import { duckdbDialect } from "../../src/sql/dialects/duckdb.ts";
import { renderSql, type Sql } from "../../src/sql/sql.ts";

/** A cell as tests compare it: whole numbers as numbers, moments as epoch milliseconds. */
export type Cell = string | number | boolean | null | readonly Cell[];

export interface DuckdbRows {
  /** Runs statements without an answer. */
  run(text: string): Promise<void>;
  /** Result columns in order, rows in order. */
  query(
    sql: Sql,
  ): Promise<{ readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }>;
  close(): void;
}

/** An empty DuckDB in memory, one thread, for tests of SQL text alone. */
export async function openDuckdbRows(): Promise<DuckdbRows> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  return {
    async run(text) {
      await connection.run(text);
    },
    async query(sql) {
      const { text, values } = renderSql(sql, duckdbDialect.placeholder);
      const result = await connection.runAndReadAll(text, values as DuckDBValue[]);
      return { columns: result.columnNames(), rows: result.getRowsJS().map((row) => row.map(cell)) };
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function cell(value: JS): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.getTime();
  if (Array.isArray(value)) return value.map(cell);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return String(value);
}
