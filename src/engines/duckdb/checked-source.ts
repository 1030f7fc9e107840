import { duckdbDialect } from "../../sql/dialects/duckdb.ts";
import { parseSparkType, type SparkType } from "../../sql/spark-type.ts";
import { joinSql, rawSql, type Sql, sql } from "../../sql/sql.ts";
import { type ColumnValue, jsonField, jsonValue, textValue } from "./column-value.ts";
import { OBJECT_BYTES_MAX } from "./files/split-text.ts";
import type { CheckedSource } from "./load-checked.ts";
import { parquetValue } from "./parquet-value.ts";
import { pathList, readJsonLines, typedColumns } from "./read-source.ts";
import type { Conversion, TableFile } from "./table-input.ts";

const { quoteIdentifier, textLiteral } = duckdbDialect;

/** What `cleanText` adds around an object: `{"position":…,"object":…}`. */
const ENVELOPE_BYTES = 64;

/** Rows of a text that `cleanText` wrote to `path`. */
export function textSource(
  { table, partition }: TableFile,
  { form, spelling }: Extract<Conversion, { readonly kind: "text" }>,
  path: string,
): CheckedSource {
  const markers = form === null ? [] : form.markerKeys.map((name): [string, string] => [name, "string"]);
  const types = form === null ? table.columns : { ...Object.fromEntries(markers), ...form.keys };
  const keys = typedColumns(types).map(([name, type]): [string, ColumnValue] => [
    name,
    jsonValue(jsonField(rawSql("object"), spelling[name] ?? name), type),
  ]);
  return {
    table,
    form,
    from: readJsonLines([path], {
      columns: sql`{position: 'BIGINT', object: 'JSON'}`,
      isGzip: false,
      objectBytesMax: OBJECT_BYTES_MAX + ENVELOPE_BYTES,
    }),
    position: rawSql("position"),
    keys: { ...Object.fromEntries(keys), ...partitionKeys(table.columns, partition) },
  };
}

/** Table that takes what DuckDB refuses of a CSV file; temporary, of one connection. */
export const CSV_REJECTS = rawSql("csv_reject");

/** Rows of a CSV file, nested columns as JSON text; empty fields are NULL, quoted ones empty text. */
export function csvSource(
  { table, partition }: TableFile,
  { header }: Extract<Conversion, { readonly kind: "csv" }>,
  path: string,
): CheckedSource {
  const fields = header.columns.map((_name, index) => `field${index}`);
  const keys = typedColumns(table.columns).flatMap(([name, type]): [string, ColumnValue][] => {
    const index = header.columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
    return index < 0 ? [] : [[name, textValue(quoteIdentifier(`field${index}`), type)]];
  });
  const columns = joinSql(
    fields.map((field) => sql`${rawSql(field)}: 'VARCHAR'`),
    ", ",
  );
  const bytesMax = (factor: number) => rawSql(String(factor * OBJECT_BYTES_MAX));
  const from = sql`(SELECT row_number() OVER () AS position, * FROM read_csv(${pathList([path])},
    auto_detect = false, header = true, columns = {${columns}}, delim = ${textLiteral(header.delimiter)},
    quote = '"', escape = ${textLiteral(header.escape)}, nullstr = '', allow_quoted_nulls = false,
    max_line_size = ${bytesMax(1)}, buffer_size = ${bytesMax(2)}, hive_partitioning = false, parallel = false,
    store_rejects = true, rejects_table = '${CSV_REJECTS}', rejects_scan = 'csv_reject_scan', rejects_limit = 0)) AS line`;
  return {
    table,
    form: null,
    from,
    position: rawSql("position"),
    keys: { ...Object.fromEntries(keys), ...partitionKeys(table.columns, partition) },
  };
}

/** Rows of a Parquet file, value by value. */
export function parquetSource(
  { table, partition }: TableFile,
  { columns }: Extract<Conversion, { readonly kind: "parquet" }>,
  path: string,
): CheckedSource {
  const keys = typedColumns(table.columns).flatMap(([name, type]): [string, ColumnValue][] => {
    const column = columns[name];
    const value = column === undefined ? null : parquetValue(quoteIdentifier(column.name), column.type, type);
    return value === null ? [] : [[name, value]];
  });
  return {
    table,
    form: null,
    from: sql`read_parquet(${pathList([path])}, hive_partitioning = false, binary_as_string = true, file_row_number = true)`,
    position: rawSql("file_row_number + 1"),
    keys: { ...Object.fromEntries(keys), ...partitionKeys(table.columns, partition) },
  };
}

function partitionKeys(
  columns: Readonly<Record<string, string>>,
  partition: Readonly<Record<string, string | null>>,
): Readonly<Record<string, ColumnValue>> {
  return Object.fromEntries(
    Object.entries(partition).map(([name, text]) => [
      name,
      partitionValue(text, parseSparkType(columns[name] ?? "string")),
    ]),
  );
}

function partitionValue(text: string | null, type: SparkType): ColumnValue {
  const value: Sql = text === null ? sql`CAST(NULL AS VARCHAR)` : textLiteral(text);
  return textValue(value, type);
}
