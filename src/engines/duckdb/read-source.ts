import type { RawTable } from "../../domain/raw-table.ts";
import { duckdbDialect } from "../../sql/dialects/duckdb.ts";
import { parseSparkType, type SparkType } from "../../sql/spark-type.ts";
import { joinSql, rawSql, type Sql, sql } from "../../sql/sql.ts";
import { anyOf, orFailure, readFailure, textValue, typeName } from "./column-value.ts";
import { OBJECT_BYTES_MAX } from "./files/split-text.ts";
import { NULL_PARTITION } from "./files/table-of-path.ts";
import { parquetValue } from "./parquet-value.ts";
import type { InPlace, ParquetColumn } from "./table-input.ts";

const { quoteIdentifier, textLiteral } = duckdbDialect;

/** The declared columns with their types read. */
export function typedColumns(
  columns: Readonly<Record<string, string>>,
): readonly (readonly [name: string, type: SparkType])[] {
  return Object.entries(columns).map(([name, type]) => [name, parseSparkType(type)] as const);
}

/**
 * SELECT of a table's declared columns over files that are read the same way, where they lie. Each file is parsed once,
 * and only the columns that a query asks for. A value that does not fit fails the statement and names the file.
 */
export function inPlaceSelect(table: RawTable, how: InPlace, paths: readonly string[]): Sql {
  if (how.kind === "parquet") return parquetSelect(table, how, paths);
  return how.form === null
    ? exportedLinesSelect(table, how, paths)
    : deliveredLinesSelect(table, { ...how, form: how.form }, paths);
}

/** SELECT over Parquet files of ours that hold exactly the declared columns. */
export function convertedSelect(table: RawTable, paths: readonly string[]): Sql {
  return sql`SELECT ${joinSql(Object.keys(table.columns).map(quoteIdentifier), ", ")}
    FROM read_parquet(${pathList(paths)}, hive_partitioning = false)`;
}

/** SELECT of no row of the declared shape. */
export function emptySelect(table: RawTable): Sql {
  const columns = typedColumns(table.columns).map(
    ([name, type]) => sql`CAST(NULL AS ${typeName(type)}) AS ${quoteIdentifier(name)}`,
  );
  return sql`SELECT ${joinSql(columns, ", ")} WHERE false`;
}

/** Paths as a list of literals; DuckDB would take `*`, `?` and `[` for a pattern. */
export function pathList(paths: readonly string[]): Sql {
  return sql`[${joinSql(
    paths.map((path) => textLiteral(path.replace(/[*?[]/g, "[$&]"))),
    ", ",
  )}]`;
}

/** Table expression over files of one object a line, with exactly the given columns. */
export function readJsonLines(
  paths: readonly string[],
  options: { readonly columns: Sql; readonly isGzip: boolean; readonly objectBytesMax?: number },
): Sql {
  const compression = textLiteral(options.isGzip ? "gzip" : "uncompressed");
  const objectBytesMax = rawSql(String(options.objectBytesMax ?? OBJECT_BYTES_MAX));
  return sql`read_json(${pathList(paths)}, format = 'newline_delimited', compression = ${compression},
    columns = ${options.columns}, maximum_object_size = ${objectBytesMax}, hive_partitioning = false)`;
}

type Lines = Extract<InPlace, { readonly kind: "lines" }>;
type Delivered = Lines & { readonly form: NonNullable<Lines["form"]> };

function exportedLinesSelect(table: RawTable, how: Lines, paths: readonly string[]): Sql {
  const spelled = (name: string) => how.spelling[name] ?? name;
  const isInFile = (name: string) => !how.partitionColumns.includes(name);
  const columns = typedColumns(table.columns);
  const shape = columns
    .filter(([name]) => isInFile(name))
    .map(([name, type]): readonly [string, Sql] => [spelled(name), typeName(type)]);
  const selected = columns.map(([name, type]) => {
    const value = isInFile(name) ? quoteIdentifier(spelled(name)) : partitionValue(name, type);
    return sql`${value} AS ${quoteIdentifier(name)}`;
  });
  const required = table.requiredColumns.filter(isInFile);
  const isForeign = joinSql(
    required.map((name) => sql`${quoteIdentifier(spelled(name))} IS NULL`),
    " AND ",
  );
  return sql`SELECT ${joinSql(selected, ", ")}
    FROM ${readJsonLines(paths, { columns: shapeSql(shape), isGzip: how.isGzip })}
    WHERE ${required.length === 0 ? sql`true` : noneForeign(isForeign)}`;
}

function deliveredLinesSelect(table: RawTable, how: Delivered, paths: readonly string[]): Sql {
  const keys = typedColumns(how.form.keys).map(([name, type]): readonly [string, Sql] => [
    name,
    typeName(type),
  ]);
  const markers = how.form.markerKeys.filter((name) => how.form.keys[name] === undefined);
  const shape = [...keys, ...markers.map((name): readonly [string, Sql] => [name, rawSql("JSON")])];
  const isForeign = anyOf(how.form.markerKeys.map((name) => sql`${quoteIdentifier(name)} IS NULL`));
  return sql`SELECT ${joinSql(formColumns(table, how.form), ", ")}
    FROM ${readJsonLines(paths, { columns: shapeSql(shape), isGzip: how.isGzip })}
    WHERE ${noneForeign(isForeign)}`;
}

/** Expressions of a form cast to the declared types; columns without one are NULL. */
function formColumns(table: RawTable, form: Delivered["form"]): readonly Sql[] {
  return typedColumns(table.columns).map(
    ([name, type]) =>
      sql`CAST((${rawSql(form.toColumns[name] ?? "NULL")}) AS ${typeName(type)}) AS ${quoteIdentifier(name)}`,
  );
}

function parquetSelect(
  table: RawTable,
  how: Extract<InPlace, { readonly kind: "parquet" }>,
  paths: readonly string[],
): Sql {
  const columns = typedColumns(table.columns).map(([name, type]) => {
    const value = how.partitionColumns.includes(name)
      ? partitionValue(name, type)
      : columnOf(how.columns[name], type);
    return sql`${value} AS ${quoteIdentifier(name)}`;
  });
  return sql`SELECT ${joinSql(columns, ", ")}
    FROM read_parquet(${pathList(paths)}, hive_partitioning = false, binary_as_string = true)`;
}

function columnOf(column: ParquetColumn | undefined, type: SparkType): Sql {
  const read = column === undefined ? null : parquetValue(quoteIdentifier(column.name), column.type, type);
  return read === null ? sql`CAST(NULL AS ${typeName(type)})` : orFailure(read, rawSql("filename"));
}

/** A column's value as a folder's name states it, the way Hive writes it. */
function partitionValue(name: string, type: SparkType): Sql {
  const folder = sql`regexp_extract(filename, ${textLiteral(`(?i)/${name}=([^/]*)/`)}, 1)`;
  const text = sql`nullif(url_decode(${folder}), ${textLiteral(NULL_PARTITION)})`;
  return orFailure(textValue(text, type), rawSql("filename"));
}

function shapeSql(columns: readonly (readonly [string, Sql])[]): Sql {
  const entries = columns.map(([name, type]) => sql`${textLiteral(name)}: '${type}'`);
  return sql`{${joinSql(entries, ", ")}}`;
}

/** A row of another kind fails the statement; a test that drops it would lose it without a word. */
function noneForeign(isForeign: Sql): Sql {
  return sql`CASE WHEN ${isForeign} THEN error(${readFailure(rawSql("filename"))}) ELSE true END`;
}
