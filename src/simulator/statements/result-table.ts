import type { DuckDBConnection } from "@duckdb/node-api";

const SCHEMA = "statement_results";

let tableCount = 0;

/** Name of a DuckDB table that no other statement has, in a schema of what statements keep. */
export function nextResultTable(): string {
  tableCount += 1;
  return `${SCHEMA}.r${tableCount}`;
}

export async function createResultSchema(connection: DuckDBConnection): Promise<void> {
  await connection.run(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
}
