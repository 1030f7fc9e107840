import { SKETCH_ACCURACY_RATIO } from "../../domain/sketch-bucket.ts";
import { duckdbDialect } from "../../sql/dialects/duckdb.ts";
import {
  FREQUENT_RATIO_MIN,
  FREQUENT_ROW_COUNT_MIN,
  FREQUENT_VALUE_COUNT_MAX,
  type ProfiledColumn,
  profileFormOf,
} from "../../sql/profile-query.ts";
import { parseSparkType } from "../../sql/spark-type.ts";
import { rawSql } from "../../sql/sql.ts";

/**
 * DuckDB text with the profiles of the columns of many versions at once, the same as `profileQuery` gives of each:
 * `place` (of the version, from 0), `column_index`, `filled_count` (rows where it is not NULL), `distinct_count`,
 * `mean`, `sketch`, `frequent_items`.
 *
 * `rows` is a table with the columns and, for each row, the places `[_seen_from, _seen_until)` of the versions that hold
 * it. A row is counted where it comes and where it goes, and running sums give each version: the cost grows with
 * the rows that ever lived and with what is told, not with versions times rows.
 */
export function profileVersionsQuery(
  rows: string,
  options: {
    readonly columns: readonly ProfiledColumn[];
    readonly placeCount: number;
    /** Whether every row is there in one version alone, as in a table that each load overwrites. */
    readonly isDisjoint: boolean;
  },
): string {
  const { columns, placeCount, isDisjoint } = options;
  const distinct = isDisjoint ? distinctOfOnePart : distinctPart;
  const places = columns.map((column, index) => ({ column, index, form: profileFormOf(column.type) }));
  const sketched = places.filter(({ form }) => form === "sketch");
  const valued = places.filter(({ form }) => form === "values");
  const scales = sketched
    .filter(({ column }) => !isWhole(column))
    .map(({ index }) => `WHEN ${index} THEN ${FRACTIONS}`);
  const scale = scales.length === 0 ? "1" : `CASE f.column_index ${scales.join(" ")} ELSE 1 END`;
  return `WITH ${[
    `filled AS (${union(places, (place) => filledPart(rows, place))})`,
    `filled_run AS (${runningSums("filled", { key: "column_index", sums: ["n", "total"], placeCount })})`,
    `reached AS (${union([...sketched, ...valued], (place) => distinct(rows, place))})`,
    `distinct_run AS (${runningSums("reached", { key: "column_index", sums: ["n"], placeCount })})`,
    `bucket AS (${union(sketched, (place) => bucketPart(rows, place))})`,
    `bucket_run AS (${runningSums("bucket", { key: "column_index, bucket", sums: ["n"], placeCount })})`,
    `item AS (${union(valued, (place) => valuePart(rows, place))})`,
    `item_run AS (${runningSums("item", { key: "column_index, item", sums: ["n"], placeCount })})`,
    `sketch AS (SELECT place, column_index, map(list(bucket ORDER BY bucket), list(n ORDER BY bucket)) AS sketch FROM bucket_run WHERE n > 0 AND bucket IS NOT NULL GROUP BY place, column_index)`,
    `ranked AS (${RANKED})`,
    `item_column AS (${valued.length === 0 ? "SELECT -1 AS column_index" : valued.map(({ index }) => `SELECT ${index} AS column_index`).join(" UNION ALL ")})`,
    `frequent AS (${FREQUENT})`,
  ].join(",\n")}
  SELECT f.place, f.column_index, f.n AS filled_count, d.n AS distinct_count,
    CASE WHEN f.n > 0 THEN CAST(f.total AS DOUBLE) / ${scale} / f.n END AS mean, s.sketch, q.frequent_items
  FROM filled_run AS f LEFT JOIN distinct_run AS d ON d.place = f.place AND d.column_index = f.column_index
  LEFT JOIN sketch AS s ON s.place = f.place AND s.column_index = f.column_index
  LEFT JOIN frequent AS q ON q.place = f.place AND q.column_index = f.column_index`;
}

/** `OTHER_VALUES`: DuckDB takes no text with a zero byte. */
export const OTHER_VALUES_SQL = "concat(chr(0), 'other')";

/** Values that are told apart in a version. */
const RANKED = `SELECT * FROM (
    SELECT i.place, i.column_index, i.item, i.n, row_number() OVER (PARTITION BY i.place, i.column_index ORDER BY i.n DESC, i.item) AS rank, f.n AS filled
    FROM item_run AS i JOIN filled_run AS f ON f.place = i.place AND f.column_index = i.column_index)
  WHERE rank <= ${FREQUENT_VALUE_COUNT_MAX} AND n >= ${FREQUENT_ROW_COUNT_MIN} AND n >= ${FREQUENT_RATIO_MIN.toExponential()} * filled`;

/** Values told apart by the rule of `profileQuery`, and the rest under one name. */
const FREQUENT = `SELECT place, column_index, map(list(item ORDER BY rank), list(n ORDER BY rank)) AS frequent_items FROM (
    SELECT place, column_index, item, n, rank FROM ranked
    UNION ALL SELECT f.place, f.column_index, ${OTHER_VALUES_SQL}, f.n - coalesce(sum(r.n), 0), ${FREQUENT_VALUE_COUNT_MAX + 1}
      FROM filled_run AS f SEMI JOIN item_column USING (column_index) LEFT JOIN ranked AS r ON r.place = f.place AND r.column_index = f.column_index
      GROUP BY f.place, f.column_index, f.n HAVING f.n > coalesce(sum(r.n), 0)) GROUP BY place, column_index`;

interface ColumnPlace {
  readonly column: ProfiledColumn;
  readonly index: number;
  readonly form: "sketch" | "values" | "none";
}

/** Parts one after the other; without any, an empty table of their shape. */
function union(places: readonly ColumnPlace[], part: (place: ColumnPlace) => string): string {
  if (places.length > 0) return places.map(part).join(" UNION ALL ");
  return "SELECT 0 AS column_index, 0 AS bucket, '' AS item, 0 AS come, 0 AS gone, 0 AS n, 0::HUGEINT AS total WHERE false";
}

function filledPart(rows: string, { column, index, form }: ColumnPlace): string {
  const total = form === "sketch" ? `CAST(sum(${exactValue(column)}) AS HUGEINT)` : "0::HUGEINT";
  return `SELECT ${index} AS column_index, _seen_from AS come, _seen_until AS gone, count(*) AS n, ${total} AS total
    FROM ${rows} WHERE ${quoted(column)} IS NOT NULL GROUP BY ALL`;
}

/** Sums of whole numbers are the same in any order, which sums of DOUBLE are not; so fractions are counted in these. */
const FRACTIONS = "1e6";
/** Largest magnitude that is summed as it is; a HUGEINT holds millions of them. */
const SUMMED_MAX = "1e25";

function isWhole({ type }: ProfiledColumn): boolean {
  return WHOLE_KINDS.has(parseSparkType(type).kind);
}

const WHOLE_KINDS: ReadonlySet<string> = new Set(["tinyint", "smallint", "int", "bigint"]);

function exactValue(column: ProfiledColumn): string {
  if (isWhole(column)) return `CAST(${quoted(column)} AS HUGEINT)`;
  const value = `CAST(${quoted(column)} AS DOUBLE)`;
  return `CASE WHEN NOT isnan(${value}) THEN CAST(round(least(greatest(${value}, -${SUMMED_MAX}), ${SUMMED_MAX}) * ${FRACTIONS}) AS HUGEINT) END`;
}

/** Times in which a value is there at all: the union of the times of its rows. */
function distinctPart(rows: string, { column, index }: ColumnPlace): string {
  return `SELECT ${index} AS column_index, greatest(come, reach) AS come, gone, count(*) AS n FROM (
      SELECT come, gone, coalesce(max(gone) OVER (PARTITION BY value ORDER BY come ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS reach
      FROM (SELECT ${quoted(column)} AS value, _seen_from AS come, max(_seen_until) AS gone FROM ${rows} WHERE ${quoted(column)} IS NOT NULL GROUP BY ALL))
    WHERE gone > reach GROUP BY ALL`;
}

function distinctOfOnePart(rows: string, { column, index }: ColumnPlace): string {
  return `SELECT ${index} AS column_index, _seen_from AS come, _seen_from + 1 AS gone, count(DISTINCT ${quoted(column)}) AS n
    FROM ${rows} WHERE ${quoted(column)} IS NOT NULL AND _seen_from < _seen_until GROUP BY ALL`;
}

function bucketPart(rows: string, { column, index }: ColumnPlace): string {
  const bucket = duckdbDialect.sketchBucket(rawSql(quoted(column)), SKETCH_ACCURACY_RATIO).chunks.join("");
  return `SELECT ${index} AS column_index, ${bucket} AS bucket, _seen_from AS come, _seen_until AS gone, count(*) AS n
    FROM ${rows} WHERE ${quoted(column)} IS NOT NULL GROUP BY ALL`;
}

/** Values too rare to be told in any version are left out from the start. */
function valuePart(rows: string, { column, index }: ColumnPlace): string {
  const item = `CAST(${quoted(column)} AS VARCHAR)`;
  return `SELECT ${index} AS column_index, ${item} AS item, _seen_from AS come, _seen_until AS gone, count(*) AS n
    FROM ${rows} WHERE ${item} IN (SELECT ${item} FROM ${rows} WHERE ${quoted(column)} IS NOT NULL GROUP BY 1 HAVING count(*) >= ${FREQUENT_ROW_COUNT_MIN}) GROUP BY ALL`;
}

/** For each key and place, the sums over what has come and not gone. */
function runningSums(
  from: string,
  options: { readonly key: string; readonly sums: readonly string[]; readonly placeCount: number },
): string {
  const { key, sums, placeCount } = options;
  const list = (text: (sum: string) => string) => sums.map(text).join(", ");
  return `SELECT ${key}, unnest(range(place, next_place)) AS place, ${sums.join(", ")} FROM (
      SELECT ${key}, place, ${list((sum) => `sum(${sum}) OVER running AS ${sum}`)}, lead(place, 1, ${placeCount}) OVER running AS next_place FROM (
        SELECT ${key}, place, ${list((sum) => `sum(${sum}) AS ${sum}`)} FROM (
          SELECT ${key}, come AS place, ${sums.join(", ")} FROM ${from}
          UNION ALL SELECT ${key}, gone, ${list((sum) => `-${sum}`)} FROM ${from} WHERE gone < ${placeCount}) GROUP BY ALL)
      WINDOW running AS (PARTITION BY ${key} ORDER BY place))`;
}

function quoted(column: ProfiledColumn): string {
  return `"${column.name.replaceAll('"', '""')}"`;
}
