import type { DuckDBConnection, DuckDBResult, DuckDBType } from "@duckdb/node-api";
import { BIGINT, BOOLEAN, DOUBLE, HUGEINT, INTEGER, SQLNULL, VARCHAR } from "@duckdb/node-api";
import { duckdbDialect } from "../../sql/dialects/duckdb.ts";
import { renderSql, type Sql, type SqlValue } from "../../sql/sql.ts";

/** Text and values of `part` as DuckDB takes them. */
export function rendered(part: Sql): { readonly text: string; readonly values: readonly SqlValue[] } {
  return renderSql(part, duckdbDialect.placeholder);
}

/** Runs one statement and hands its rows on as they come, so that no answer is held whole. */
export function startStatement(connection: DuckDBConnection, part: Sql): Promise<DuckDBResult> {
  const { text, values } = rendered(part);
  return values.length === 0
    ? connection.stream(text)
    : connection.stream(text, [...values], values.map(boundType));
}

/** Runs one statement to its end; the number of rows that it changed. */
export async function runStatement(connection: DuckDBConnection, part: Sql): Promise<number> {
  const { text, values } = rendered(part);
  const result =
    values.length === 0
      ? await connection.run(text)
      : await connection.run(text, [...values], values.map(boundType));
  return result.rowsChanged;
}

const INT32_MAX = 2_147_483_647;
const INT64_MAX = 9_223_372_036_854_775_807n;

/** Type under which a value is bound: the narrowest usual one, never HUGEINT where BIGINT holds it. */
function boundType(value: SqlValue): DuckDBType {
  if (value === null) return SQLNULL;
  if (typeof value === "string") return VARCHAR;
  if (typeof value === "boolean") return BOOLEAN;
  if (typeof value === "bigint") return value <= INT64_MAX && value >= -INT64_MAX ? BIGINT : HUGEINT;
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return DOUBLE;
  return Math.abs(value) <= INT32_MAX ? INTEGER : BIGINT;
}
