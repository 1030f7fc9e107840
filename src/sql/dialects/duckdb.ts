import type { Dialect } from "../dialect.ts";
import { sketchBucketSql } from "../sketch-bucket-sql.ts";
import { joinSql, rawSql, type Sql, sql } from "../sql.ts";

/** Schema of raw tables: DuckDB reserves the catalog name `system`, so the full name becomes the table's name. */
const RAW_SCHEMA = "raw";

/**
 * DuckDB 1.5. A Databricks TIMESTAMP is a DuckDB TIMESTAMP that holds UTC: no answer depends on the session's time
 * zone, and no extension is needed.
 */
export const duckdbDialect: Dialect = {
  id: "duckdb",
  placeholder: (index) => `$${index}`,
  quoteIdentifier,
  textLiteral,
  rawTable: (fullName) => sql`${rawSql(RAW_SCHEMA)}.${quoteIdentifier(fullName)}`,
  timestampFromMs: (ms) => rawSql(`TIMESTAMP '${new Date(ms).toISOString().slice(0, -1).replace("T", " ")}'`),
  timestampOfMs: (ms) => sql`make_timestamp_ms(CAST(${ms} AS BIGINT))`,
  epochMs: (timestamp) => sql`epoch_ms(${timestamp})`,
  timeBucket: (timestamp, lengthMs) =>
    sql`time_bucket(INTERVAL '${rawSql(String(lengthMs))} milliseconds', ${timestamp}, TIMESTAMP '1970-01-01')`,
  durationMs: (from, to) => sql`(epoch_ms(${to}) - epoch_ms(${from}))`,
  quantile: (value, q) => sql`quantile_cont(CAST(${value} AS DOUBLE), ${rawSql(String(q))})`,
  sketchBucket: sketchBucketSql,
  regexpExtract: (text, pattern, group) =>
    sql`nullif(regexp_extract(${text}, ${textLiteral(pattern)}, ${rawSql(String(group))}), '')`,
  regexpReplaceAll: (text, pattern, replacement) =>
    sql`regexp_replace(${text}, ${textLiteral(pattern)}, ${textLiteral(replacement.replaceAll("\\", "\\\\"))}, 'g')`,
  regexpKeepGroups: (text, pattern, groups) =>
    sql`regexp_replace(${text}, ${textLiteral(pattern)}, ${textLiteral(groups.map((group) => `\\${group}`).join(""))}, 'g')`,
  regexpMatches: (text, pattern) => sql`regexp_matches(${text}, ${textLiteral(pattern)})`,
  jsonText: (json, path) => sql`json_extract_string(try_cast(${json} AS JSON), ${textLiteral(path)})`,
  explodeJsonObjects(json, alias, fields) {
    const shape = Object.fromEntries(
      Object.entries(fields).map(([name, type]) => [name, type === "string" ? "VARCHAR" : ["VARCHAR"]]),
    );
    const columns = Object.keys(fields).map(
      (name) => sql`entry.item[${textLiteral(name)}] AS ${quoteIdentifier(name)}`,
    );
    const parsed = sql`from_json(try_cast(${json} AS JSON), ${textLiteral(JSON.stringify([shape]))})`;
    return sql`LATERAL (SELECT ${joinSql(columns, ", ")} FROM (SELECT unnest(${parsed}) AS item) AS entry WHERE entry.item IS NOT NULL) AS ${quoteIdentifier(alias)}`;
  },
  explodeArray: (array, alias) =>
    sql`LATERAL (SELECT unnest(${array}) AS element) AS ${quoteIdentifier(alias)}`,
  explodeMap: (map, alias) =>
    sql`LATERAL (SELECT unnest(map_keys(${map})) AS key, unnest(map_values(${map})) AS item) AS ${quoteIdentifier(alias)}`,
  // Entry by entry: a cast of the whole map would fail on a key that occurs twice, which JSON allows.
  mapToJson: (map) =>
    sql`('{' || array_to_string(list_transform(list_sort(map_entries(${map})), lambda entry: to_json(entry.key) || ':' || coalesce(CAST(to_json(entry.value) AS VARCHAR), 'null')), ',') || '}')`,
  sha256Hex: (text) => sql`sha256(${text})`,
  splitPart: (text, separator, part) =>
    sql`split_part(${text}, ${textLiteral(separator)}, ${rawSql(String(part))})`,
};

function quoteIdentifier(name: string): Sql {
  return rawSql(`"${name.replaceAll('"', '""')}"`);
}

function textLiteral(text: string): Sql {
  return rawSql(`'${text.replaceAll("'", "''")}'`);
}
