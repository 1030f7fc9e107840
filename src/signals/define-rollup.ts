import type { CanonicalRelation } from "../domain/canonical-relations.ts";
import { SKETCH_ACCURACY_RATIO } from "../domain/sketch-bucket.ts";
import type { DurationMs } from "../domain/units.ts";
import type { Dialect } from "../sql/dialect.ts";
import { joinSql, rawSql, type Sql, sql } from "../sql/sql.ts";

/** What every rollup says: which rows count, for whom and for when. Expressions are over its columns. */
export interface RollupFrame {
  readonly relation: CanonicalRelation;
  readonly windowMs: DurationMs;
  /** One or two text expressions; rows where one is NULL are left out. */
  readonly entity: readonly [Sql] | readonly [Sql, Sql];
  /** Conditions that a row must meet to count; none when absent. */
  readonly where?: readonly Sql[];
  /** Moment that decides the window; `event_time` when absent. */
  readonly moment?: Sql;
}

/** An aggregate expression for the value, and one for the rows behind it (`count(*)` when absent). */
interface ScalarParts {
  readonly value: Sql;
  readonly support?: Sql;
  /** Groups that give a row; all when absent. */
  readonly having?: Sql;
}

/** Rollup of a count, magnitude or ratio: one row per entity and window. */
export function scalarRollup(dialect: Dialect, frame: RollupFrame, parts: ScalarParts): Sql {
  const having = parts.having === undefined ? sql`` : sql`\nHAVING ${parts.having}`;
  return sql`${select(dialect, frame, [
    sql`CAST(${parts.value} AS DOUBLE) AS value`,
    sql`CAST(${parts.support ?? sql`count(*)`} AS BIGINT) AS support_count`,
  ])}${having}`;
}

/** Rollup of a sketch over one whole number a row, NULL left out: one row per entity, window and bucket. */
export function sketchRollup(dialect: Dialect, frame: RollupFrame, item: Sql): Sql {
  const bucket = dialect.sketchBucket(item, SKETCH_ACCURACY_RATIO);
  return partsRollup(dialect, framed(frame, item), { name: "bucket", part: bucket });
}

/** Rollup of categories over one text a row, NULL left out: one row per entity, window and category. */
export function categoriesRollup(dialect: Dialect, frame: RollupFrame, category: Sql): Sql {
  return partsRollup(dialect, framed(frame, category), { name: "category", part: category });
}

/**
 * Rollup of a profile that the row holds as a map from part to count: the profile of the latest `version` in the
 * window, since earlier ones describe the same table and would count its rows twice.
 */
export function latestMapRollup(
  dialect: Dialect,
  frame: RollupFrame,
  parts: { readonly name: "bucket" | "category"; readonly map: Sql },
): Sql {
  const latest = select(dialect, framed(frame, parts.map), [sql`max_by(${parts.map}, version) AS parts`]);
  const entities = frame.entity.map((_, index) => sql`profile.${entityName(index)},`);
  return sql`SELECT
  profile.window_start,
  ${joinSql(entities, "\n  ")}
  part.key AS ${rawSql(parts.name)},
  part.item AS item_count,
  part.item AS support_count
FROM (
${latest}
) AS profile
CROSS JOIN ${dialect.explodeMap(sql`profile.parts`, "part")}
WHERE part.item > 0`;
}

/** The frame without rows where `needed` is NULL. */
function framed(frame: RollupFrame, needed: Sql): RollupFrame {
  return { ...frame, where: [...(frame.where ?? []), sql`${needed} IS NOT NULL`] };
}

function partsRollup(
  dialect: Dialect,
  frame: RollupFrame,
  parts: { readonly name: "bucket" | "category"; readonly part: Sql },
): Sql {
  const position = rawSql(String(frame.entity.length + 2));
  return sql`${select(dialect, frame, [
    sql`${parts.part} AS ${rawSql(parts.name)}`,
    sql`count(*) AS item_count`,
    sql`count(*) AS support_count`,
  ])}, ${position}`;
}

/** `SELECT window, entities, columns … GROUP BY` window and entities; ends so that more can be grouped by. */
function select(dialect: Dialect, frame: RollupFrame, columns: readonly Sql[]): Sql {
  const entities = frame.entity.map((entity, index) => sql`${entity} AS ${entityName(index)}`);
  const start = dialect.timeBucket(frame.moment ?? sql`event_time`, frame.windowMs);
  const conditions = [...(frame.where ?? []), ...frame.entity.map((entity) => sql`${entity} IS NOT NULL`)];
  const positions = rawSql(["1", ...frame.entity.map((_, index) => String(index + 2))].join(", "));
  return sql`SELECT
  ${joinSql([sql`${start} AS window_start`, ...entities, ...columns], ",\n  ")}
FROM ${rawSql(frame.relation)}
WHERE ${joinSql(conditions, "\n  AND ")}
GROUP BY ${positions}`;
}

function entityName(index: number): Sql {
  return rawSql(`entity_${index + 1}`);
}
