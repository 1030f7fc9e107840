import type { Json } from "../../domain/brand.ts";
import type { RawTable } from "../../domain/raw-table.ts";
import { databricksDialect } from "../../sql/dialects/databricks.ts";
import { parseSparkType } from "../../sql/spark-type.ts";
import { joinSql, rawSql, type Sql, sql } from "../../sql/sql.ts";

/** A row of a raw table that the engine holds itself; absent columns are NULL. Scalars as text, maps by text. */
export type BoundRow = Readonly<Record<string, Json>>;

const { quoteIdentifier, textLiteral } = databricksDialect;

/**
 * SELECT of a table's declared columns over rows of ours. They travel as one bound value, so that values of rows stay out
 * of the statement's text, which Databricks keeps in its query history.
 */
export function boundRowsSql(table: RawTable, rows: readonly BoundRow[]): Sql {
  const columns = Object.entries(table.columns);
  const fields = columns.map(([name, type]) => `\`${name}\`:${boundType(type)}`).join(",");
  const names = columns.map(([name]) => quoteIdentifier(name));
  const values = columns.map(
    ([name, type]) => sql`CAST(${quoteIdentifier(name)} AS ${rawSql(type)}) AS ${quoteIdentifier(name)}`,
  );
  return sql`SELECT ${joinSql(values, ", ")} FROM (SELECT ${JSON.stringify(rows)} AS rows_text) AS bound
    CROSS JOIN LATERAL inline(from_json(rows_text, ${textLiteral(`array<struct<${fields}>>`)})) AS offered(${joinSql(names, ", ")})`;
}

/** JSON has text keys alone, and a cast reads a text more leniently than a parser of JSON. */
function boundType(type: string): string {
  const parsed = parseSparkType(type);
  return parsed.kind === "map" ? "map<string,string>" : "string";
}
