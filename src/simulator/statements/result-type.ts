import {
  DuckDBArrayType,
  DuckDBDecimalType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from "@duckdb/node-api";

const SCALARS: Readonly<Partial<Record<DuckDBTypeId, string>>> = {
  [DuckDBTypeId.BOOLEAN]: "BOOLEAN",
  [DuckDBTypeId.TINYINT]: "TINYINT",
  [DuckDBTypeId.UTINYINT]: "SMALLINT",
  [DuckDBTypeId.SMALLINT]: "SMALLINT",
  [DuckDBTypeId.USMALLINT]: "INT",
  [DuckDBTypeId.INTEGER]: "INT",
  [DuckDBTypeId.UINTEGER]: "BIGINT",
  [DuckDBTypeId.BIGINT]: "BIGINT",
  [DuckDBTypeId.UBIGINT]: "DECIMAL(20,0)",
  [DuckDBTypeId.HUGEINT]: "DECIMAL(38,0)",
  [DuckDBTypeId.FLOAT]: "FLOAT",
  [DuckDBTypeId.DOUBLE]: "DOUBLE",
  [DuckDBTypeId.DATE]: "DATE",
  // Tables and telemetry hold a timestamp as DuckDB's TIMESTAMP in UTC (`sql/duckdb-type.ts`).
  [DuckDBTypeId.TIMESTAMP]: "TIMESTAMP",
  [DuckDBTypeId.TIMESTAMP_TZ]: "TIMESTAMP",
  [DuckDBTypeId.TIMESTAMP_NS]: "TIMESTAMP_NTZ",
  [DuckDBTypeId.BLOB]: "BINARY",
  [DuckDBTypeId.INTERVAL]: "INTERVAL",
  [DuckDBTypeId.SQLNULL]: "VOID",
};

/** Databricks' name of the type of a result column; what it has no type for goes out as text. */
export function resultType(type: DuckDBType): string {
  if (type instanceof DuckDBDecimalType) return `DECIMAL(${type.width},${type.scale})`;
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType)
    return `ARRAY<${resultType(type.valueType)}>`;
  if (type instanceof DuckDBMapType) return `MAP<${resultType(type.keyType)}, ${resultType(type.valueType)}>`;
  if (type instanceof DuckDBStructType)
    return `STRUCT<${type.entryNames
      .map((name, index) => `${fieldName(name)}: ${resultType(type.entryTypes[index] ?? type)}`)
      .join(", ")}>`;
  return SCALARS[type.typeId] ?? "STRING";
}

/** Field names that are no plain identifiers stand in backticks. */
function fieldName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `\`${name.replaceAll("`", "``")}\``;
}
