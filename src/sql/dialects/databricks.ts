import type { Dialect } from "../dialect.ts";
import { sketchBucketSql } from "../sketch-bucket-sql.ts";
import { joinSql, rawSql, type Sql, sql } from "../sql.ts";

/**
 * Databricks SQL (SQL warehouses, and Spark with the same parser). Values travel as named parameters `:p1`, `:p2`.
 * The session's time zone must be UTC wherever a timestamp is printed; nothing here depends on it.
 */
export const databricksDialect: Dialect = {
  id: "databricks",
  placeholder: (index) => `:p${index}`,
  quoteIdentifier,
  textLiteral,
  rawTable: (fullName) => joinSql(fullName.split(".").map(quoteIdentifier), "."),
  timestampFromMs: (ms) => rawSql(`TIMESTAMP '${new Date(ms).toISOString()}'`),
  timestampOfMs: (ms) => sql`timestamp_millis(CAST(${ms} AS BIGINT))`,
  epochMs: (timestamp) => sql`unix_millis(${timestamp})`,
  timeBucket: (timestamp, lengthMs) =>
    sql`timestamp_millis(unix_millis(${timestamp}) - pmod(unix_millis(${timestamp}), ${rawSql(String(lengthMs))}))`,
  durationMs: (from, to) => sql`(unix_millis(${to}) - unix_millis(${from}))`,
  quantile: (value, q) => sql`percentile(CAST(${value} AS DOUBLE), ${rawSql(String(q))})`,
  sketchBucket: sketchBucketSql,
  regexpExtract: (text, pattern, group) =>
    sql`nullif(regexp_extract(${text}, ${textLiteral(pattern)}, ${rawSql(String(group))}), '')`,
  regexpReplaceAll: (text, pattern, replacement) =>
    sql`regexp_replace(${text}, ${textLiteral(pattern)}, ${textLiteral(replacement.replace(/[\\$]/g, "\\$&"))})`,
  regexpKeepGroups: (text, pattern, groups) =>
    sql`regexp_replace(${text}, ${textLiteral(pattern)}, ${textLiteral(groups.map((group) => `$${group}`).join(""))})`,
  regexpMatches: (text, pattern) => sql`regexp_like(${text}, ${textLiteral(pattern)})`,
  jsonText: (json, path) => sql`get_json_object(${json}, ${textLiteral(path)})`,
  explodeJsonObjects(json, alias, fields) {
    const types = Object.entries(fields).map(([name, type]) => `\`${name.replaceAll("`", "``")}\`:${type}`);
    const schema = textLiteral(`array<struct<${types.join(",")}>>`);
    const columns = joinSql(Object.keys(fields).map(quoteIdentifier), ", ");
    // `from_json` wraps a lone object into an array; the text must be an array by itself.
    const parsed = sql`CASE WHEN startswith(ltrim(${json}), '[') THEN from_json(${json}, ${schema}) END`;
    return sql`LATERAL inline(${parsed}) AS ${quoteIdentifier(alias)}(${columns})`;
  },
  explodeArray: (array, alias) => sql`LATERAL explode(${array}) AS ${quoteIdentifier(alias)}(element)`,
  explodeMap: (map, alias) => sql`LATERAL explode(${map}) AS ${quoteIdentifier(alias)}(key, item)`,
  mapToJson: (map) => sql`to_json(map_from_entries(array_sort(map_entries(${map}))))`,
  sha256Hex: (text) => sql`sha2(${text}, 256)`,
  splitPart: (text, separator, part) =>
    sql`split_part(${text}, ${textLiteral(separator)}, ${rawSql(String(part))})`,
};

function quoteIdentifier(name: string): Sql {
  return rawSql(`\`${name.replaceAll("`", "``")}\``);
}

/** A text literal reads backslashes as escapes, so they are doubled; a doubled quote would join two literals. */
function textLiteral(text: string): Sql {
  return rawSql(`'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`);
}
