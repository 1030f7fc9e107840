import type { SparkType } from "./spark-type.ts";

const PLAIN_NAMES = {
  string: "VARCHAR",
  boolean: "BOOLEAN",
  tinyint: "TINYINT",
  smallint: "SMALLINT",
  int: "INTEGER",
  bigint: "BIGINT",
  float: "FLOAT",
  double: "DOUBLE",
  date: "DATE",
  timestamp: "TIMESTAMP",
  binary: "BLOB",
} as const satisfies Readonly<Record<string, string>>;

/** The same type in DuckDB's spelling; a timestamp is the TIMESTAMP that holds UTC, as the dialect takes it. */
export function duckdbType(type: SparkType): string {
  switch (type.kind) {
    case "decimal":
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case "array":
      return `${duckdbType(type.element)}[]`;
    case "map":
      return `MAP(${duckdbType(type.key)}, ${duckdbType(type.value)})`;
    case "struct":
      return `STRUCT(${type.fields.map((field) => `"${field.name}" ${duckdbType(field.type)}`).join(", ")})`;
    default:
      return PLAIN_NAMES[type.kind];
  }
}
