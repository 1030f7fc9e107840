import type { TableColumn } from "../account/account.ts";
import { fnvHash } from "./fnv-hash.ts";
import { identifier } from "./materialize-result.ts";

/**
 * DuckDB text of the rows of a table that keeps none: as many as the account says the table has, each value a function
 * of the seed, the table, the column and the row, so that every reader sees the same rows at any time. Only tables
 * without a plan are like this; watched tables keep their rows (`tables/`).
 */
export function virtualRows(
  table: { readonly name: string; readonly columns: readonly TableColumn[]; readonly rowCount: number },
  seed: number,
): string {
  const columns = table.columns.map(
    (column) =>
      `${drawnValue(column.type, fnvHash(`${seed} ${table.name} ${column.name}`))} AS ${identifier(column.name)}`,
  );
  const list = columns.length === 0 ? "1 AS nothing" : columns.join(", ");
  return `(SELECT ${list} FROM range(${Math.max(0, Math.trunc(table.rowCount))}) AS virtual(row))`;
}

/** 2³¹ − 1, a prime: multiplying by a number below it permutes the remainders. */
const PRIME = 2_147_483_647;
/** 2026-01-01T00:00:00Z in seconds; moments lie in the year before it. */
const NEWEST_SECOND = 1_767_225_600;
const YEAR_SECONDS = 31_536_000;

function drawnValue(type: string, salt: number): string {
  const draw = `((row + 1) * ${1 + (salt % (PRIME - 1))} % ${PRIME})`;
  const base = type.replace(/[(<].*$/s, "");
  switch (base) {
    case "bigint":
    case "long":
      return `row + 1`;
    case "int":
    case "integer":
      return `CAST(${draw} % 1000 AS INTEGER)`;
    case "smallint":
    case "short":
      return `CAST(${draw} % 1000 AS SMALLINT)`;
    case "tinyint":
    case "byte":
      return `CAST(${draw} % 100 AS TINYINT)`;
    case "double":
      return `CAST(${draw} AS DOUBLE) / ${PRIME} * 1000`;
    case "float":
    case "real":
      return `CAST(CAST(${draw} AS DOUBLE) / ${PRIME} * 1000 AS FLOAT)`;
    case "decimal":
      return `CAST((${draw} % 1000000) / 100 AS ${type.toUpperCase()})`;
    case "boolean":
      return `${draw} % 2 = 0`;
    case "date":
      return `CAST(to_timestamp(${NEWEST_SECOND} - ${draw} % ${YEAR_SECONDS}) AS DATE)`;
    case "timestamp":
      return `to_timestamp(${NEWEST_SECOND} - ${draw} % ${YEAR_SECONDS})`;
    case "string":
      return `'v' || CAST(${draw} % 500 AS VARCHAR)`;
    default:
      return `CAST(NULL AS ${NESTED[base] ?? "VARCHAR"})`;
  }
}

/** Nested columns of tables without rows are NULL. */
const NESTED: Readonly<Record<string, string>> = {
  array: "VARCHAR[]",
  map: "MAP(VARCHAR, VARCHAR)",
  struct: "STRUCT(value VARCHAR)",
  binary: "BLOB",
  timestamp_ntz: "TIMESTAMP_NS",
};
