import { tableProfilesSource } from "../../sources/table-profiles.ts";
import { duckdbDialect } from "../../sql/dialects/duckdb.ts";
import { duckdbType } from "../../sql/duckdb-type.ts";
import { type ProfiledColumn, profileFormOf, profileQuery } from "../../sql/profile-query.ts";
import { parseSparkType } from "../../sql/spark-type.ts";
import { rawSql } from "../../sql/sql.ts";
import type { PendingVersion } from "./pending-versions.ts";
import { OTHER_VALUES_SQL, profileVersionsQuery } from "./profile-versions.ts";

/** DuckDB table with the profiles of all versions, in the shape of `sources/table-profiles.ts`. */
export const PROFILES_TABLE = "rows_profile.table_profiles";

/** Statement that makes room for profiles. */
export function createProfilesTable(): string {
  const columns = Object.entries(tableProfilesSource.columns).map(
    ([name, type]) => `"${name}" ${duckdbType(parseSparkType(type))}`,
  );
  return `CREATE TABLE ${PROFILES_TABLE} (${columns.join(", ")})`;
}

type VersionRow = Pick<PendingVersion, "version" | "commitMs" | "writer" | "rowCount">;

/** What a profile is of. */
export interface ProfiledTable {
  readonly table: string;
  readonly columns: readonly ProfiledColumn[];
}

/** Statement that adds the row of the table for each version. */
export function insertTableRows(table: ProfiledTable, versions: readonly VersionRow[]): string {
  return `INSERT INTO ${PROFILES_TABLE} SELECT ${headOf(table)}, NULL, NULL, v.row_count, NULL, NULL, NULL, NULL, NULL, ${table.columns.length}
    FROM ${versionTable(versions)} ORDER BY v.version`;
}

/** Statement that adds the rows of the columns for each of the profiled versions, whose places `rows` refers to. */
export function insertColumnRows(
  table: ProfiledTable,
  options: {
    readonly rows: string;
    readonly versions: readonly VersionRow[];
    readonly isDisjoint: boolean;
  },
): string {
  const { rows, versions, isDisjoint } = options;
  return `INSERT INTO ${PROFILES_TABLE} SELECT ${headOf(table)}, c.name, c.type, v.row_count, v.row_count - coalesce(p.filled_count, 0),
      CASE WHEN c.form <> 'none' THEN coalesce(p.distinct_count, 0) END, CASE WHEN c.form = 'sketch' THEN p.mean END,
      CASE WHEN c.form = 'sketch' THEN coalesce(p.sketch, MAP {}) END, CASE WHEN c.form = 'values' THEN coalesce(p.frequent_items, MAP {}) END, NULL
    FROM ${versionTable(versions)} CROSS JOIN ${columnTable(table)}
    LEFT JOIN (${profileVersionsQuery(rows, { columns: table.columns, placeCount: versions.length, isDisjoint })}) AS p
      ON p.place = v.place AND p.column_index = c.column_index
    ORDER BY v.version, c.column_index`;
}

/** Statement that adds the rows of the columns for one version that `rows` holds alone, by `profileQuery`. */
export function insertProfileOf(
  table: ProfiledTable,
  options: { readonly rows: string; readonly version: VersionRow },
): string {
  const query = profileQuery(duckdbDialect, {
    table: rawSql(options.rows),
    columns: table.columns,
  }).chunks.join("");
  return `INSERT INTO ${PROFILES_TABLE} WITH told AS MATERIALIZED (${query}),
    bucket AS (SELECT column_index, map(list(bucket ORDER BY bucket), list(row_count ORDER BY bucket)) AS sketch FROM told WHERE kind = 'bucket' GROUP BY column_index),
    value AS (SELECT column_index, list(item ORDER BY row_count DESC, item) AS items, list(row_count ORDER BY row_count DESC, item) AS counts, sum(row_count) AS total
      FROM told WHERE kind = 'value' GROUP BY column_index)
    SELECT ${headOf(table)}, c.name, c.type, t.row_count, t.null_count, t.distinct_count, t.mean,
      CASE WHEN c.form = 'sketch' THEN coalesce(b.sketch, MAP {}) END,
      CASE WHEN c.form <> 'values' THEN NULL WHEN t.row_count - t.null_count > coalesce(q.total, 0)
        THEN map(list_append(coalesce(q.items, []), ${OTHER_VALUES_SQL}), list_append(coalesce(q.counts, []), t.row_count - t.null_count - coalesce(q.total, 0)))
        ELSE map(coalesce(q.items, []), coalesce(q.counts, [])) END, NULL
    FROM ${versionTable([options.version])} CROSS JOIN ${columnTable(table)} JOIN told AS t ON t.kind = 'column' AND t.column_index = c.column_index
    LEFT JOIN bucket AS b ON b.column_index = c.column_index LEFT JOIN value AS q ON q.column_index = c.column_index
    ORDER BY c.column_index`;
}

function headOf(table: ProfiledTable): string {
  return `${textLiteral(table.table)}, v.version, make_timestamp_ms(v.commit_ms), v.writer`;
}

function versionTable(versions: readonly VersionRow[]): string {
  const rows = versions.map(
    ({ version, commitMs, writer, rowCount }, place) =>
      `(${place}, ${version}, ${commitMs}, ${textLiteral(writer)}, ${rowCount})`,
  );
  return `(VALUES ${rows.join(",")}) AS v(place, version, commit_ms, writer, row_count)`;
}

function columnTable({ columns }: ProfiledTable): string {
  const rows = columns.map(
    ({ name, type }, index) =>
      `(${index}, ${textLiteral(name)}, ${textLiteral(type)}, ${textLiteral(profileFormOf(type))})`,
  );
  return `(VALUES ${rows.join(",")}) AS c(column_index, name, type, form)`;
}

function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
