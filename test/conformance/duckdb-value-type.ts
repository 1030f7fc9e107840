import { DuckDBListType, DuckDBMapType, DuckDBStructType, type DuckDBType } from "@duckdb/node-api";
import { fieldType, type Kind, UNKNOWN, type ValueType } from "../../src/simulator/databricks-sql/renderer/value-type.ts";

const KINDS: readonly (readonly [RegExp, readonly Kind[]])[] = [
  [/^VARCHAR$/, ["string"]],
  [/^BOOLEAN$/, ["boolean"]],
  [/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/, ["int"]],
  [/^DECIMAL/, ["decimal"]],
  [/^(DOUBLE|FLOAT)$/, ["double"]],
  [/^DATE$/, ["date"]],
  [/^TIMESTAMP/, ["timestamp"]],
  [/^INTERVAL$/, ["interval", "day_interval"]],
  [/^BLOB$/, ["binary"]],
];

/** Where a type that was inferred differs from DuckDB's; null where it does not, or where nothing was inferred. */
export function typeFault(inferred: ValueType, type: DuckDBType): string | null {
  // What is NULL throughout has whatever type DuckDB gives it.
  if (inferred.kind === "unknown" || inferred.kind === "null") return null;
  const fault = `inferred ${inferred.kind}, bound ${String(type)}`;
  if (type instanceof DuckDBListType)
    return inferred.kind === "array" ? typeFault(inferred.item ?? UNKNOWN, type.valueType) : fault;
  if (type instanceof DuckDBMapType)
    return inferred.kind === "map"
      ? (typeFault(inferred.key ?? UNKNOWN, type.keyType) ?? typeFault(inferred.item ?? UNKNOWN, type.valueType))
      : fault;
  if (type instanceof DuckDBStructType) {
    if (inferred.kind !== "struct") return fault;
    if (inferred.fields !== undefined && inferred.fields.length !== type.entryCount) return fault;
    const faults = type.entryNames.map((name, index) =>
      typeFault(fieldType(inferred, name), type.entryTypes[index] ?? type),
    );
    return faults.find((each) => each !== null) ?? null;
  }
  const kinds = KINDS.find(([form]) => form.test(String(type)))?.[1] ?? [];
  return kinds.includes(inferred.kind) ? null : fault;
}
