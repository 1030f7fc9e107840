import { expect } from "vitest";
import type { ColumnType, RenderScope } from "../../src/simulator/databricks-sql/databricks-sql.ts";
import { databricksSql } from "../../src/simulator/databricks-sql/open-databricks-sql.ts";
import type { SourceDefinition } from "../../src/sources/define-source.ts";
import { SOURCES } from "../../src/sources/registry.gen.ts";
import { databricksDialect } from "../../src/sql/dialects/databricks.ts";
import { duckdbDialect } from "../../src/sql/dialects/duckdb.ts";
import { rawSql, renderSql, type Sql, sql } from "../../src/sql/sql.ts";

/** Documented columns of raw tables, which the sample's tables have. */
const RAW_COLUMNS: ReadonlyMap<string, readonly ColumnType[]> = new Map(
  SOURCES.map(({ table, columns }) => [
    table,
    Object.entries(columns).map(([name, type]) => ({ name, type })),
  ]),
);

/** Names as they are: relations under their own name, raw tables where the DuckDB dialect has them. */
const SCOPE: RenderScope = {
  table: (parts) => ({
    text: renderSql(
      parts.length === 3
        ? duckdbDialect.rawTable(parts.join("."))
        : duckdbDialect.quoteIdentifier(parts[0] ?? ""),
      () => "",
    ).text,
    columns: RAW_COLUMNS.get(parts.join(".")) ?? null,
  }),
  call: (parts) => {
    throw new Error(`\`${parts.join(".")}\` is no function of the list`);
  },
  session: {
    user: "ana@example.com",
    catalog: "main",
    schema: "default",
    nowMs: 0,
    isAccountGroupMember: () => false,
    isMember: () => false,
  },
};

/** A text of the Databricks dialect as the emulator runs it. */
export function rewrittenSql(part: Sql): Sql {
  const { text, values } = renderSql(part, databricksDialect.placeholder);
  expect(values, "a view binds no values").toEqual([]);
  const parsed = databricksSql.parse(text, []);
  if (parsed.kind !== "query") throw new Error(`no query: ${JSON.stringify(parsed)}`);
  const rendered = databricksSql.renderQuery(parsed.query, SCOPE);
  if ("refusal" in rendered) throw new Error(`refused: ${rendered.refusal.message}`);
  return rawSql(rendered.text);
}

/** Databricks text of a relation as the emulator runs it; its views read relations defined before. */
export function rewrittenRelation(definition: SourceDefinition["produces"][number]): Sql {
  return rewrittenSql(definition.normalize(databricksDialect, databricksDialect.rawTable));
}

/**
 * How many rows two queries of the same columns give, and how many only one of them gives. Timestamps with and without
 * zone are the same moment: the session's zone is UTC.
 */
export function differenceSql(left: Sql, right: Sql, columns: readonly string[]): Sql {
  const list = rawSql(columns.map((column) => `"${column}"`).join(", "));
  return sql`WITH l AS (SELECT ${list} FROM (${left})), r AS (SELECT ${list} FROM (${right}))
    SELECT (SELECT count(*) FROM l) AS row_count,
      (SELECT count(*) FROM (SELECT * FROM l EXCEPT ALL SELECT * FROM r)) AS left_only,
      (SELECT count(*) FROM (SELECT * FROM r EXCEPT ALL SELECT * FROM l)) AS right_only`;
}
