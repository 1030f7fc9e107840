/** Types without parameters, in Databricks' words. */
export const PLAIN_TYPES = [
  "string",
  "boolean",
  "tinyint",
  "smallint",
  "int",
  "bigint",
  "float",
  "double",
  "date",
  "timestamp",
  "timestamp_ntz",
  "binary",
  "interval",
  "void",
] as const;

export type PlainType = (typeof PLAIN_TYPES)[number];

export type DataType =
  | { readonly kind: PlainType }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "array"; readonly element: DataType }
  | { readonly kind: "map"; readonly key: DataType; readonly value: DataType }
  | {
      readonly kind: "struct";
      readonly fields: readonly { readonly name: string; readonly type: DataType }[];
    };

/**
 * A timestamp without zone is told from the other, which tables keep as DuckDB's TIMESTAMP in UTC, by being one of
 * nanoseconds; so it lies between the years 1678 and 2261.
 */
const DUCKDB_NAMES: Readonly<Record<PlainType, string>> = {
  string: "VARCHAR",
  boolean: "BOOLEAN",
  tinyint: "TINYINT",
  smallint: "SMALLINT",
  int: "INTEGER",
  bigint: "BIGINT",
  float: "FLOAT",
  double: "DOUBLE",
  date: "DATE",
  timestamp: "TIMESTAMPTZ",
  timestamp_ntz: "TIMESTAMP_NS",
  binary: "BLOB",
  interval: "INTERVAL",
  void: "INTEGER",
};

export function duckdbTypeText(type: DataType): string {
  switch (type.kind) {
    case "decimal":
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case "array":
      return `${duckdbTypeText(type.element)}[]`;
    case "map":
      return `MAP(${duckdbTypeText(type.key)}, ${duckdbTypeText(type.value)})`;
    case "struct":
      return `STRUCT(${type.fields.map(({ name, type: field }) => `"${name.replaceAll('"', '""')}" ${duckdbTypeText(field)}`).join(", ")})`;
    default:
      return DUCKDB_NAMES[type.kind];
  }
}

/** As `type_text` has it: lower case, without blanks. */
export function databricksTypeText(type: DataType): string {
  switch (type.kind) {
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "array":
      return `array<${databricksTypeText(type.element)}>`;
    case "map":
      return `map<${databricksTypeText(type.key)},${databricksTypeText(type.value)}>`;
    case "struct":
      return `struct<${type.fields.map(({ name, type: field }) => `${name}:${databricksTypeText(field)}`).join(",")}>`;
    default:
      return type.kind;
  }
}
