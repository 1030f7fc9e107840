import type { Sql } from "./sql.ts";

/**
 * What differs between engines; everything else is written as plain text of the portable core (CTEs, window functions,
 * QUALIFY, `count(*) FILTER`, `m['key']` on maps with missing key → NULL, struct dot access, `INTERVAL 7 DAYS`,
 * `coalesce`, CASE, try_cast). Each member is covered by test/conformance/dialect.test.ts: the same data, the
 * documented value, on every engine at hand; the Databricks text is parsed by a syntax checker.
 */
export interface Dialect {
  readonly id: "duckdb" | "databricks";
  /** Whether a SELECT alias is visible to later expressions of the same SELECT (both engines: true). */
  readonly lateralColumnAlias: boolean;
  /** Placeholder of the value at `index`, from 1. */
  placeholder(index: number): string;
  /** Escapes by doubling the quote; never cleans. */
  quoteIdentifier(name: string): Sql;
  /** `catalog.schema.table` of a raw table, the catalog mapped where the engine reserves its name. */
  rawTable(fullName: string): Sql;
  /** A literal of a timestamp in UTC from epoch milliseconds. */
  timestampFromMs(ms: number): Sql;
  /** Epoch milliseconds of a timestamp, as BIGINT. */
  epochMs(timestamp: Sql): Sql;
  /** Start of the bucket of `lengthMs` (aligned to the epoch, UTC; weeks therefore start on Thursday) that holds `timestamp`. */
  timeBucket(timestamp: Sql, lengthMs: number): Sql;
  /** Milliseconds from `from` to `to` as BIGINT, negative when `to` is earlier. */
  durationMs(from: Sql, to: Sql): Sql;
  /** Exact continuous quantile over the group. */
  quantile(value: Sql, q: number): Sql;
  /** Count of distinct values, with a relative error of a few percent; both engines ignore NULL. */
  approxDistinct(value: Sql): Sql;
  /**
   * Bucket of a quantile sketch with relative accuracy `accuracyRatio`: 0 for 0, b for γ^(b−1) < v ≤ γ^b shifted so
   * that positive values have positive buckets, mirrored for negative values; NULL for NULL and NaN. See
   * `QuantileSketch` in domain/observation.ts.
   */
  sketchBucket(value: Sql, accuracyRatio: number): Sql;
  /** First match of `pattern` (RE2 and Java agree on the subset used), group `group`; '' → NULL. */
  regexpExtract(text: Sql, pattern: string, group: number): Sql;
  /** Every match replaced. */
  regexpReplaceAll(text: Sql, pattern: string, replacement: string): Sql;
  regexpMatches(text: Sql, pattern: string): Sql;
  /** Value at a path of JSON text as string; NULL when absent or not JSON. `path` like `$.a.b`. */
  jsonText(json: Sql, path: string): Sql;
  /**
   * Table expression (for FROM … CROSS JOIN/LATERAL) of the elements of a JSON array of objects held in `json`, one row
   * each with the fields as columns of the given type. Rows whose text is not such an array give no row.
   */
  explodeJsonObjects(
    json: Sql,
    alias: string,
    fields: Readonly<Record<string, "string" | "array<string>">>,
  ): Sql;
  /** Table expression with one row per element of an array, column `element`; no row for NULL or empty. */
  explodeArray(array: Sql, alias: string): Sql;
  /** Table expression with one row per entry of a map, columns `key` and `item`; no row for NULL or empty. */
  explodeMap(map: Sql, alias: string): Sql;
  /** 64-bit hash of a value, stable within one engine only. */
  hash64(value: Sql): Sql;
  /** Part of the text between separators, from 1; '' when absent. */
  splitPart(text: Sql, separator: string, part: number): Sql;
}
