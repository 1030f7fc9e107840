import type { Sql } from "./sql.ts";

/**
 * What differs between engines; everything else is written as plain text of the portable core (CTEs, window functions,
 * QUALIFY, `count(*) FILTER`, `m['key']` on maps with missing key → NULL, struct dot access, `INTERVAL 7 DAYS`,
 * `coalesce`, CASE, try_cast). Each member is covered by test/conformance/dialect.test.ts: the same data, the
 * documented value, on every engine at hand; the Databricks text is parsed by a syntax checker.
 */
export interface Dialect {
  readonly id: "duckdb" | "databricks";
  /** Placeholder of the value at `index`, from 1. */
  placeholder(index: number): string;
  /** Escapes by doubling the quote; never cleans. */
  quoteIdentifier(name: string): Sql;
  /** A text as a literal, escaped as the engine reads it: for fixed text where a bound value cannot stand (views, options). */
  textLiteral(text: string): Sql;
  /** `catalog.schema.table` of a raw table, the catalog mapped where the engine reserves its name. */
  rawTable(fullName: string): Sql;
  /** A literal of a timestamp in UTC from epoch milliseconds. */
  timestampFromMs(ms: number): Sql;
  /** Timestamp in UTC of a number of epoch milliseconds; NULL for NULL. */
  timestampOfMs(ms: Sql): Sql;
  /** Epoch milliseconds of a timestamp from 1970 on, as BIGINT, finer parts cut off. */
  epochMs(timestamp: Sql): Sql;
  /** Start of the bucket of `lengthMs` (aligned to the epoch, UTC; weeks therefore start on Thursday) that holds `timestamp`. */
  timeBucket(timestamp: Sql, lengthMs: number): Sql;
  /** Milliseconds from `from` to `to` as BIGINT, negative when `to` is earlier. */
  durationMs(from: Sql, to: Sql): Sql;
  /** Exact continuous quantile over the group. */
  quantile(value: Sql, q: number): Sql;
  /**
   * Bucket of a quantile sketch with relative accuracy `accuracyRatio`, as INT: `sketchBucketOf` of
   * domain/sketch-bucket.ts, that is 0 for 0, from 1 up for positive values, the mirror for negative ones; NULL for
   * NULL and NaN.
   */
  sketchBucket(value: Sql, accuracyRatio: number): Sql;
  /** First match of `pattern` (RE2 and Java agree on the subset used), group `group` (0: the whole); '' → NULL. */
  regexpExtract(text: Sql, pattern: string, group: number): Sql;
  /** Every match replaced by `replacement` as it is: no references to groups. */
  regexpReplaceAll(text: Sql, pattern: string, replacement: string): Sql;
  /** Every match replaced by what its groups `groups` hold, one after the other; a group without a match holds nothing. */
  regexpKeepGroups(text: Sql, pattern: string, groups: readonly number[]): Sql;
  /** Whether `pattern` matches anywhere in the text; NULL for NULL. */
  regexpMatches(text: Sql, pattern: string): Sql;
  /** Value at a path of JSON text as string; NULL when absent or not JSON. `path` like `$.a.b`. */
  jsonText(json: Sql, path: string): Sql;
  /**
   * Table expression to stand after CROSS JOIN: the elements of a JSON array of objects held in `json`, one row each
   * with the fields as columns of the given type, missing ones NULL. Text that is not such an array gives no row; of an
   * array that mixes objects with other things, an engine may keep the objects or drop all.
   */
  explodeJsonObjects(
    json: Sql,
    alias: string,
    fields: Readonly<Record<string, "string" | "array<string>">>,
  ): Sql;
  /** Table expression after CROSS JOIN: one row per element of an array, column `element`; no row for NULL or empty. */
  explodeArray(array: Sql, alias: string): Sql;
  /** Table expression after CROSS JOIN: one row per entry of a map, columns `key` and `item`; no row for NULL or empty. */
  explodeMap(map: Sql, alias: string): Sql;
  /** A map of texts as the text of a JSON object, its keys in order, so that equal maps give equal texts; NULL for NULL. */
  mapToJson(map: Sql): Sql;
  /** SHA-256 of the UTF-8 bytes of a text, 64 hexadecimal digits in lower case; NULL for NULL. */
  sha256Hex(text: Sql): Sql;
  /** Part of the text between separators, from 1; '' when absent. */
  splitPart(text: Sql, separator: string, part: number): Sql;
}
