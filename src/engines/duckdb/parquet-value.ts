import { type DuckDBType, DuckDBTypeId } from "@duckdb/node-api";
import { duckdbType } from "../../sql/duckdb-type.ts";
import type { SparkType } from "../../sql/spark-type.ts";
import { type Sql, sql } from "../../sql/sql.ts";
import { type ColumnValue, castValue, isNested, jsonValue, textValue, typeName } from "./column-value.ts";

type Family = "number" | "boolean" | "moment" | "text" | "struct" | "nested" | "other";

const FAMILIES: ReadonlyMap<DuckDBTypeId, Family> = new Map([
  [DuckDBTypeId.TINYINT, "number"],
  [DuckDBTypeId.SMALLINT, "number"],
  [DuckDBTypeId.INTEGER, "number"],
  [DuckDBTypeId.BIGINT, "number"],
  [DuckDBTypeId.HUGEINT, "number"],
  [DuckDBTypeId.UTINYINT, "number"],
  [DuckDBTypeId.USMALLINT, "number"],
  [DuckDBTypeId.UINTEGER, "number"],
  [DuckDBTypeId.UBIGINT, "number"],
  [DuckDBTypeId.FLOAT, "number"],
  [DuckDBTypeId.DOUBLE, "number"],
  [DuckDBTypeId.DECIMAL, "number"],
  [DuckDBTypeId.BOOLEAN, "boolean"],
  [DuckDBTypeId.DATE, "moment"],
  [DuckDBTypeId.TIMESTAMP, "moment"],
  [DuckDBTypeId.TIMESTAMP_TZ, "moment"],
  [DuckDBTypeId.TIMESTAMP_S, "moment"],
  [DuckDBTypeId.TIMESTAMP_MS, "moment"],
  [DuckDBTypeId.TIMESTAMP_NS, "moment"],
  [DuckDBTypeId.VARCHAR, "text"],
  [DuckDBTypeId.ENUM, "text"],
  [DuckDBTypeId.UUID, "text"],
  [DuckDBTypeId.STRUCT, "struct"],
  [DuckDBTypeId.MAP, "nested"],
  [DuckDBTypeId.LIST, "nested"],
  [DuckDBTypeId.ARRAY, "nested"],
]);

/** Families of which a value may be read as a declared scalar; text is tried value by value. */
const SCALAR_FAMILIES: Readonly<Partial<Record<SparkType["kind"], readonly Family[]>>> = {
  boolean: ["boolean", "number"],
  tinyint: ["number", "boolean"],
  smallint: ["number", "boolean"],
  int: ["number", "boolean"],
  bigint: ["number", "boolean"],
  float: ["number", "boolean"],
  double: ["number", "boolean"],
  decimal: ["number", "boolean"],
  date: ["moment"],
  timestamp: ["moment"],
};

/**
 * What a column of a Parquet file is as the declared type; null when no value of it could be: a timestamp is not made
 * of a number whose unit nobody states.
 */
export function parquetValue(column: Sql, from: DuckDBType, to: SparkType): ColumnValue | null {
  if (typeText(from.toString()) === typeText(duckdbType(to))) return always(column);
  const family = FAMILIES.get(from.typeId) ?? "other";
  if (family === "text" && to.kind !== "string") return textValue(sql`CAST(${column} AS VARCHAR)`, to);
  if (to.kind === "string") return textOf(column, family);
  if (isNested(to)) return nestedValue(column, family, to);
  if (SCALAR_FAMILIES[to.kind]?.includes(family) !== true) return null;
  // A cast from TIMESTAMPTZ asks the calendar of the session's time zone and costs 20 times as much.
  if (to.kind === "timestamp" && from.typeId === DuckDBTypeId.TIMESTAMP_TZ)
    return always(sql`make_timestamp(epoch_us(${column}))`);
  return castValue(column, to);
}

function always(value: Sql): ColumnValue {
  return { value, isMisfit: null };
}

/** Type names differ by blanks and quotes between those who write them. */
function typeText(text: string): string {
  return text.replace(/[\s"]/g, "").toLowerCase();
}

function textOf(column: Sql, family: Family): ColumnValue {
  const isStructured = family === "struct" || family === "nested";
  return always(isStructured ? sql`CAST(to_json(${column}) AS VARCHAR)` : sql`CAST(${column} AS VARCHAR)`);
}

function nestedValue(column: Sql, family: Family, to: SparkType): ColumnValue | null {
  if (family === "struct" && to.kind === "map") {
    const { value, isMisfit } = jsonValue(sql`to_json(${column})`, to);
    // A struct has every field in every row; what is NULL was not in the row's map.
    const filled = sql`list_filter(map_entries(${value}), lambda entry: entry.value IS NOT NULL)`;
    return {
      value: sql`CASE WHEN ${column} IS NOT NULL THEN CAST(map_from_entries(${filled}) AS ${typeName(to)}) END`,
      isMisfit,
    };
  }
  const isAlike = to.kind === "struct" ? family === "struct" : family === "nested";
  return isAlike ? castValue(column, to) : null;
}
