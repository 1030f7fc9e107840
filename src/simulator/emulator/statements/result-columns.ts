import type { ResultColumn } from "../../statements/statement-runner.ts";
import type { JsonObject } from "../json.ts";

/** Names of types in the manifest where they differ from their spelling in SQL. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  TINYINT: "BYTE",
  SMALLINT: "SHORT",
  BIGINT: "LONG",
  VOID: "NULL",
};

/** Type of a column without its parameters: `DECIMAL` of `DECIMAL(10,2)`, `ARRAY` of `ARRAY<INT>`. */
export function baseType({ typeText }: ResultColumn): string {
  return typeText.replace(/[(<].*$/s, "");
}

/** Schema of a result as the manifest tells it. */
export function manifestSchema(columns: readonly ResultColumn[]): JsonObject {
  return { column_count: columns.length, columns: columns.map(manifestColumn) };
}

function manifestColumn(column: ResultColumn, position: number): JsonObject {
  const base = baseType(column);
  const [, precision, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(column.typeText) ?? [];
  return {
    name: column.name,
    position,
    type_name: TYPE_NAMES[base] ?? base,
    type_text: column.typeText,
    ...(precision === undefined ? {} : { type_precision: Number(precision), type_scale: Number(scale) }),
  };
}
