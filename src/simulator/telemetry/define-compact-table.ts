import { invariant } from "../../domain/gatehouse-error.ts";
import type { SourceDefinition } from "../../sources/define-source.ts";
import { duckdbType } from "../../sql/duckdb-type.ts";
import { parseSparkType, type SparkType } from "../../sql/spark-type.ts";

/**
 * How a column is kept.
 *
 * | kind | what the log gives | what DuckDB keeps |
 * | --- | --- | --- |
 * | code | code of a text (`Dictionaries.text`), 0 for NULL | INTEGER, joined with `telemetry.texts` under the column's name |
 * | whole | whole number, NaN for NULL | BIGINT |
 * | real | number, NaN for NULL | DOUBLE |
 * | moment | epoch milliseconds, NaN for NULL | TIMESTAMP, UTC |
 * | text | text that hardly ever repeats, `""` for NULL | VARCHAR |
 * | map | code of a map (`Dictionaries.map`), 0 for NULL | INTEGER, joined with `telemetry.maps` under the column's name |
 * | entries | values of `Dictionaries.ownValues`, `""` for none; needs a code column `<name>_keys` | STRUCT(key, value)[] |
 */
export type CompactKind = "code" | "whole" | "real" | "moment" | "text" | "map" | "entries";

/** A system table as flat columns, and how its documented columns follow from them. */
export interface CompactTable<Column extends string = string> {
  readonly source: SourceDefinition;
  readonly columns: Readonly<Record<Column, CompactKind>>;
  /**
   * DuckDB text by documented column, or by place within a struct (`user_identity.email`), over the row `r` and the
   * joined dictionaries (`actor.text`, `params.entries`). What is not named is NULL.
   */
  readonly expressions: Readonly<Record<string, string>>;
  /** Structs by place that are NULL as a whole unless the condition holds. */
  readonly presence: Readonly<Record<string, string>>;
}

export function defineCompactTable<Column extends string>(table: CompactTable<Column>): CompactTable<Column> {
  return Object.freeze(table);
}

/** Columns that every table keeps beside its own: number of the logged row, when it became visible, an id drawn from both. */
export const KEPT_COLUMNS = { seq: "whole", visible_at: "moment" } as const;

/** Name of the table in DuckDB that keeps the rows. */
export function keptTable(table: CompactTable): string {
  return `telemetry."${table.source.table}"`;
}

/**
 * SELECT list with the documented columns in order, cast to the declared types, so that a relation cannot drift from
 * `sources/`.
 * @throws BUG when an expression names a place that the source does not declare.
 */
export function documentedColumns(table: CompactTable): string {
  const used = new Set<string>();
  const columns = Object.entries(table.source.columns).map(([name, type]) => {
    const parsed = parseSparkType(type);
    const value = expressionAt(table, { path: name, type: parsed, used });
    return `CAST(${value ?? "NULL"} AS ${duckdbType(parsed)}) AS "${name}"`;
  });
  for (const path of [...Object.keys(table.expressions), ...Object.keys(table.presence)])
    invariant(used.has(path), `\`${table.source.table}\` declares no \`${path}\``);
  return columns.join(", ");
}

interface Place {
  readonly path: string;
  readonly type: SparkType;
  readonly used: Set<string>;
}

/** Null where neither the place nor anything below it has an expression. */
function expressionAt(table: CompactTable, place: Place): string | null {
  const { path, type, used } = place;
  const own = table.expressions[path];
  if (own !== undefined) {
    used.add(path);
    return own;
  }
  if (type.kind !== "struct") return null;
  const fields = type.fields.map((field) => ({
    field,
    value: expressionAt(table, { path: `${path}.${field.name}`, type: field.type, used }),
  }));
  if (fields.every(({ value }) => value === null)) return null;
  const packed = fields.map(
    ({ field, value }) => `"${field.name}" := CAST(${value ?? "NULL"} AS ${duckdbType(field.type)})`,
  );
  const struct = `struct_pack(${packed.join(", ")})`;
  const condition = table.presence[path];
  if (condition === undefined) return struct;
  used.add(path);
  return `CASE WHEN ${condition} THEN ${struct} END`;
}
