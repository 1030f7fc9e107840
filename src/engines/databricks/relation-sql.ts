import { invariant } from "../../domain/gatehouse-error.ts";
import type { EngineRelation } from "../../ports/engine.ts";
import { databricksDialect } from "../../sql/dialects/databricks.ts";
import { joinSql, type Sql, sql } from "../../sql/sql.ts";

const { quoteIdentifier, timestampFromMs, epochMs } = databricksDialect;

/**
 * The relation as one SELECT: rows after `notAfter` left out (those without `event_time` stay), rows that agree on the key
 * collapsed to the newest. A row whose key is NULL throughout is never a duplicate.
 */
export function relationSql(relation: EngineRelation): Sql {
  const kept = sql`SELECT * FROM (${relation.sql}) AS normalized WHERE NOT ${isFuture(relation)}`;
  if (relation.collapse === null) return kept;
  const { noKey, place } = ranking(relation.collapse);
  return sql`${kept} QUALIFY ${noKey} OR ${place} = 1`;
}

/** One row: how many rows stay, how many were duplicates or in the future, and the first and last moment of those that stay. */
export function extentSql(relation: EngineRelation): Sql {
  const future = isFuture(relation);
  const place = relation.collapse === null ? sql`1` : placeOf(relation.collapse);
  return sql`SELECT count(*) FILTER (WHERE NOT is_future AND row_place = 1) AS row_count,
      count(*) FILTER (WHERE NOT is_future AND row_place > 1) AS duplicate_count,
      count(*) FILTER (WHERE is_future) AS future_count,
      ${epochMs(sql`min(event_time) FILTER (WHERE NOT is_future AND row_place = 1)`)} AS first_ms,
      ${epochMs(sql`max(event_time) FILTER (WHERE NOT is_future AND row_place = 1)`)} AS last_ms
    FROM (SELECT event_time, is_future, ${place} AS row_place
      FROM (SELECT normalized.*, ${future} AS is_future FROM (${relation.sql}) AS normalized) AS told) AS placed`;
}

function isFuture({ notAfter }: EngineRelation): Sql {
  return sql`coalesce(event_time > ${timestampFromMs(notAfter)}, false)`;
}

type Collapse = NonNullable<EngineRelation["collapse"]>;

/** Within the extent, rows of the future rank among themselves, as if the others were not there. */
function placeOf(collapse: Collapse): Sql {
  const { noKey, place } = ranking(collapse, [sql`is_future`]);
  return sql`CASE WHEN ${noKey} THEN 1 ELSE ${place} END`;
}

function ranking(
  { key, newestBy }: Collapse,
  within: readonly Sql[] = [],
): { readonly noKey: Sql; readonly place: Sql } {
  const columns = key.map(quoteIdentifier);
  invariant(columns.length > 0, "a key by which rows collapse has at least one column");
  const newest = [...new Set([newestBy ?? "event_time", "event_time"])].map(
    (column) => sql`${quoteIdentifier(column)} DESC NULLS LAST`,
  );
  const partition = joinSql([...within, ...columns], ", ");
  return {
    noKey: sql`(${joinSql(
      columns.map((column) => sql`${column} IS NULL`),
      " AND ",
    )})`,
    place: sql`row_number() OVER (PARTITION BY ${partition} ORDER BY ${joinSql(newest, ", ")})`,
  };
}
