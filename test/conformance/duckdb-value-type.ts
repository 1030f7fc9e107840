import { DuckDBListType, DuckDBMapType, DuckDBStructType, type DuckDBType } from "@duckdb/node-api";
import {
  fieldType,
  type Kind,
  UNKNOWN,
  type ValueType,
} from "../../src/simulator/databricks-sql/renderer/value-type.ts";

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
  const { kinds, parts } = boundType(inferred, type);
  if (!kinds.includes(inferred.kind)) return `inferred ${inferred.kind}, bound ${String(type)}`;
  return (
    parts.map(([part, bound]) => typeFault(part ?? UNKNOWN, bound)).find((fault) => fault !== null) ?? null
  );
}

interface BoundType {
  /** Kinds that DuckDB's type may have been inferred as. */
  readonly kinds: readonly Kind[];
  /** Types of its parts beside those that were inferred for them. */
  readonly parts: readonly (readonly [ValueType | undefined, DuckDBType])[];
}

function boundType(inferred: ValueType, type: DuckDBType): BoundType {
  if (type instanceof DuckDBListType) return { kinds: ["array"], parts: [[inferred.item, type.valueType]] };
  if (type instanceof DuckDBMapType)
    return {
      kinds: ["map"],
      parts: [
        [inferred.key, type.keyType],
        [inferred.item, type.valueType],
      ],
    };
  if (type instanceof DuckDBStructType)
    return {
      kinds: ["struct"],
      parts: type.entryTypes.map((bound, index) => [
        fieldType(inferred, type.entryNames[index] ?? ""),
        bound,
      ]),
    };
  return { kinds: KINDS.find(([form]) => form.test(String(type)))?.[1] ?? [], parts: [] };
}
