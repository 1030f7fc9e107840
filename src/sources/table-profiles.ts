import { DAY_MS, durationMs } from "../domain/units.ts";
import { foldName, foldPrincipal } from "../sql/fold-name.ts";
import { sql } from "../sql/sql.ts";
import { defineSource } from "./define-source.ts";

const TABLE = "gatehouse.profile.table_profiles";
/** Profiles are taken by a job that runs at least once a day. */
const LATENESS_MS = durationMs(DAY_MS);

/**
 * Profiles of tables, an export of Gatehouse itself: no system table holds distributions of values. For each table and
 * version, one row of the table (`column_name` NULL) and one row a column:
 *
 * | column | row of a table | row of a column |
 * | --- | --- | --- |
 * | table_full_name, version, commit_time | the table, its Delta version, when that was committed (UTC) | the same |
 * | writer | e-mail, application id or job id that committed it | the same |
 * | column_name, data_type | NULL | the column, its type in Spark's spelling |
 * | row_count | rows of the version | the same |
 * | null_count, distinct_count | NULL | rows where it is NULL; different values, NULL not counted |
 * | mean | NULL | mean of a numeric column, else NULL |
 * | sketch | NULL | rows by bucket of a quantile sketch at 1 % accuracy (`sketchBucketOf`), NULL unless numeric |
 * | frequent_items | NULL | rows by value for the most frequent ones, the rest under `\u0000other`; NULL for numeric columns |
 * | column_count | columns of the version | NULL |
 *
 * Files are named `profile.table_profiles.*`.
 */
export const tableProfilesSource = defineSource({
  id: "table-profiles",
  title: "Table profiles",
  plane: "data",
  table: TABLE,
  columns: {
    table_full_name: "string",
    version: "bigint",
    commit_time: "timestamp",
    writer: "string",
    column_name: "string",
    data_type: "string",
    row_count: "bigint",
    null_count: "bigint",
    distinct_count: "bigint",
    mean: "double",
    sketch: "map<int,bigint>",
    frequent_items: "map<string,bigint>",
    column_count: "bigint",
  },
  requiredColumns: ["table_full_name", "version", "commit_time", "column_name", "row_count"],
  naturalKey: ["table_full_name", "version", "column_name"],
  watermark: { column: "commit_time", latenessMs: LATENESS_MS },
  arrival: null,
  deliveredForms: [],
  produces: [
    {
      relation: "table_version",
      alsoReads: [],
      collapse: { key: ["securable", "version"], newestBy: "event_time" },
      normalize: (dialect, raw) =>
        sql`SELECT ${foldName(dialect, sql`table_full_name`)} AS securable, version, commit_time AS event_time, ${foldPrincipal(sql`writer`)} AS writer,
          row_count, column_count FROM ${raw(TABLE)} WHERE column_name IS NULL`,
    },
    {
      relation: "column_profile",
      alsoReads: [],
      collapse: { key: ["securable", "column_name", "version"], newestBy: "event_time" },
      normalize: (dialect, raw) =>
        sql`SELECT ${foldName(dialect, sql`table_full_name`)} AS securable, lower(column_name) AS column_name, version, commit_time AS event_time,
          ${foldPrincipal(sql`writer`)} AS writer, lower(data_type) AS data_type, row_count, null_count, distinct_count, mean, sketch, frequent_items
        FROM ${raw(TABLE)} WHERE column_name IS NOT NULL`,
    },
  ],
});
