import type { Dialect } from "../../sql/dialect.ts";
import { joinSql, rawSql, type Sql, sql } from "../../sql/sql.ts";

/**
 * Value of a request parameter, the first that is there of its spellings: parameters mix snake case, camel case and
 * leading capitals even inside one service, and the same key occurs in two spellings (`DataSourceId`, `dataSourceId`).
 *
 * `keys` are in snake case. Cost: one look-up in the map for each spelling before the one that is there.
 */
export function requestParameter(dialect: Dialect, params: Sql, keys: readonly string[]): Sql {
  const lookUps = keys.flatMap(spellings).map((key) => sql`${params}[${dialect.textLiteral(key)}]`);
  return sql`coalesce(${joinSql(lookUps, ", ")})`;
}

/** The same of parameters that come as the text of a JSON object. */
export function detailParameter(dialect: Dialect, json: Sql, keys: readonly string[]): Sql {
  const lookUps = keys.flatMap(spellings).map((key) => dialect.jsonText(json, `$.${key}`));
  return sql`coalesce(${joinSql([...lookUps, rawSql("NULL")], ", ")})`;
}

function spellings(snakeCase: string): readonly string[] {
  const camelCase = snakeCase.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const capitalized = camelCase.charAt(0).toUpperCase() + camelCase.slice(1);
  return [...new Set([snakeCase, camelCase, capitalized])];
}
