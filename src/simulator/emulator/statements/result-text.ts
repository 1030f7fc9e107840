import type { SimulatorDatabase } from "../../simulator-database.ts";
import type { ResultColumn } from "../../statements/statement-runner.ts";
import { baseType } from "./result-columns.ts";

/** A part of a result: rows `[fromRow, untilRow)` of its table. */
export interface ResultPart {
  readonly table: string;
  readonly columns: readonly ResultColumn[];
  readonly fromRow: number;
  readonly untilRow: number;
}

export type TextRow = readonly (string | null)[];

/** Rows as the JSON_ARRAY format has them: every value a text or null, whatever its type. */
export async function textRows(database: SimulatorDatabase, part: ResultPart): Promise<readonly TextRow[]> {
  if (part.columns.length === 0 || part.untilRow <= part.fromRow) return [];
  const list = part.columns.map((column, index) => textOf(baseType(column), `c${index}`)).join(", ");
  const connection = await database.connect();
  try {
    const reader = await connection.runAndReadAll(`SELECT ${list} FROM ${part.table} ${partClause(part)}`);
    return reader.getRowsJson().map((row) => row.map((value) => (value === null ? null : String(value))));
  } finally {
    connection.closeSync();
  }
}

export function partClause({ fromRow, untilRow }: ResultPart): string {
  return `WHERE row_index >= ${fromRow} AND row_index < ${untilRow} ORDER BY row_index`;
}

/** DuckDB text of a value written as Databricks writes it. */
function textOf(base: string, column: string): string {
  switch (base) {
    case "TIMESTAMP":
      return `strftime(${column} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ')`;
    case "TIMESTAMP_NTZ":
      return `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%g')`;
    case "BINARY":
      return `to_base64(${column})`;
    case "DOUBLE":
    case "FLOAT":
      return `CASE WHEN isnan(${column}) THEN 'NaN' WHEN isinf(${column}) THEN if(${column} > 0, 'Infinity', '-Infinity') ELSE upper(CAST(${column} AS VARCHAR)) END`;
    case "ARRAY":
    case "MAP":
    case "STRUCT":
      return `CAST(to_json(${column}) AS VARCHAR)`;
    default:
      return `CAST(${column} AS VARCHAR)`;
  }
}

/** RFC 4180, with a header. NULL is an empty cell. */
export function csvText(columns: readonly ResultColumn[], rows: readonly TextRow[]): string {
  const lines = [columns.map(({ name }) => name), ...rows].map((row) => row.map(csvCell).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

function csvCell(value: string | null): string {
  if (value === null) return "";
  return value === "" || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
