import { SKETCH_ACCURACY_RATIO } from "../domain/sketch-bucket.ts";
import type { Dialect } from "./dialect.ts";
import { parseSparkType } from "./spark-type.ts";
import { joinSql, rawSql, type Sql, sql } from "./sql.ts";

/** A column to profile; `type` in Spark's spelling. */
export interface ProfiledColumn {
  readonly name: string;
  readonly type: string;
}

/** Least rows that a frequent value stands for: what fewer share may tell of a single person. */
export const FREQUENT_ROW_COUNT_MIN = 10;
/** Least share of the rows with a value; rarer ones are counted together. */
export const FREQUENT_RATIO_MIN = 0.005;
/** Most frequent values of a column that are told apart. */
export const FREQUENT_VALUE_COUNT_MAX = 32;
/** Stands for all values that are not told apart. */
export const OTHER_VALUES = "\u0000other";

const NUMERIC_KINDS: ReadonlySet<string> = new Set([
  "tinyint",
  "smallint",
  "int",
  "bigint",
  "float",
  "double",
  "decimal",
]);
const COUNTED_KINDS: ReadonlySet<string> = new Set(["string", "boolean", "date", "timestamp"]);

/** What is told of the values of a column: a sketch and a mean, frequent values, or nothing but NULLs. */
export function profileFormOf(type: string): "sketch" | "values" | "none" {
  const { kind } = parseSparkType(type);
  if (NUMERIC_KINDS.has(kind)) return "sketch";
  return COUNTED_KINDS.has(kind) ? "values" : "none";
}

/**
 * The profile of a table as it is now, one row for each thing that is told. Columns of the answer:
 *
 * | kind | column_index | bucket | item | row_count | null_count | distinct_count | mean |
 * | --- | --- | --- | --- | --- | --- | --- | --- |
 * | `table` | -1 | | | rows | | | |
 * | `column` | place in `columns` | | | rows | rows where it is NULL | different values | mean of a numeric column |
 * | `bucket` | the same | bucket of the sketch at 1 % accuracy | | rows in it | | | |
 * | `value` | the same | | a frequent value as text | rows with it | | | |
 *
 * Frequent values are at most {@link FREQUENT_VALUE_COUNT_MAX}, and only those that at least
 * {@link FREQUENT_ROW_COUNT_MIN} rows and {@link FREQUENT_RATIO_MIN} of the rows share, so that no value of a single
 * person leaves the engine. Binds no values. One statement in syntax that every engine reads; cost: two scans of each
 * column. Source of the sketch: `Dialect.sketchBucket`.
 */
export function profileQuery(
  dialect: Dialect,
  { table, columns }: { readonly table: Sql; readonly columns: readonly ProfiledColumn[] },
): Sql {
  const rows = sql`SELECT 'table' AS kind, -1 AS column_index, CAST(NULL AS INT) AS bucket, CAST(NULL AS STRING) AS item, count(*) AS row_count,
    CAST(NULL AS BIGINT) AS null_count, CAST(NULL AS BIGINT) AS distinct_count, CAST(NULL AS DOUBLE) AS mean FROM ${table}`;
  const parts = columns.flatMap((column, index) => {
    const name = dialect.quoteIdentifier(column.name);
    const place = { dialect, table, name, index: rawSql(String(index)) };
    const form = profileFormOf(column.type);
    if (form === "sketch")
      return [columnPart(place, sql`avg(CAST(${name} AS DOUBLE))`, true), bucketPart(place)];
    const noMean = sql`CAST(NULL AS DOUBLE)`;
    return form === "values"
      ? [columnPart(place, noMean, true), valuePart(place)]
      : [columnPart(place, noMean, false)];
  });
  return joinSql([rows, ...parts], " UNION ALL ");
}

interface ColumnPlace {
  readonly dialect: Dialect;
  readonly table: Sql;
  readonly name: Sql;
  readonly index: Sql;
}

function columnPart({ table, name, index }: ColumnPlace, mean: Sql, isComparable: boolean): Sql {
  const distinct = isComparable ? sql`count(DISTINCT ${name})` : sql`CAST(NULL AS BIGINT)`;
  return sql`SELECT 'column' AS kind, ${index} AS column_index, CAST(NULL AS INT) AS bucket, CAST(NULL AS STRING) AS item, count(*) AS row_count,
    count(*) - count(${name}) AS null_count, ${distinct} AS distinct_count, ${mean} AS mean FROM ${table}`;
}

function bucketPart({ dialect, table, name, index }: ColumnPlace): Sql {
  return sql`SELECT 'bucket' AS kind, ${index} AS column_index, bucket, CAST(NULL AS STRING) AS item, count(*) AS row_count,
    CAST(NULL AS BIGINT) AS null_count, CAST(NULL AS BIGINT) AS distinct_count, CAST(NULL AS DOUBLE) AS mean
    FROM (SELECT ${dialect.sketchBucket(name, SKETCH_ACCURACY_RATIO)} AS bucket FROM ${table} WHERE ${name} IS NOT NULL) AS sketched
    WHERE bucket IS NOT NULL GROUP BY bucket`;
}

function valuePart({ table, name, index }: ColumnPlace): Sql {
  const least = rawSql(String(FREQUENT_ROW_COUNT_MIN));
  const ratio = rawSql(FREQUENT_RATIO_MIN.toExponential());
  return sql`SELECT 'value' AS kind, ${index} AS column_index, CAST(NULL AS INT) AS bucket, item, row_count,
    CAST(NULL AS BIGINT) AS null_count, CAST(NULL AS BIGINT) AS distinct_count, CAST(NULL AS DOUBLE) AS mean
    FROM (SELECT item, row_count, sum(row_count) OVER (PARTITION BY 1) AS all_count, row_number() OVER (ORDER BY row_count DESC, item) AS place
      FROM (SELECT CAST(${name} AS STRING) AS item, count(*) AS row_count FROM ${table} WHERE ${name} IS NOT NULL GROUP BY CAST(${name} AS STRING)) AS counted) AS ranked
    WHERE place <= ${rawSql(String(FREQUENT_VALUE_COUNT_MAX))} AND row_count >= ${least} AND row_count >= ${ratio} * all_count`;
}
