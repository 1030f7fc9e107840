import { duckdbDialect } from "../../sql/dialects/duckdb.ts";
import { duckdbType } from "../../sql/duckdb-type.ts";
import type { SparkType } from "../../sql/spark-type.ts";
import { joinSql, rawSql, type Sql, sql } from "../../sql/sql.ts";

/** A value read as a declared type. Neither expression ever fails. */
export interface ColumnValue {
  /** NULL where there is nothing, or nothing that fits. */
  readonly value: Sql;
  /** True where something is there that does not fit; null where everything fits. */
  readonly isMisfit: Sql | null;
}

/** The type's name as SQL. */
export function typeName(type: SparkType): Sql {
  return rawSql(duckdbType(type));
}

/** What a JSON value is as `type`, by the rules of `read_json`: scalars become text where text is declared. */
export function jsonValue(json: Sql, type: SparkType): ColumnValue {
  const isThere = sql`coalesce(json_type(${json}), 'NULL') <> 'NULL'`;
  if (type.kind !== "struct") {
    const shape = duckdbDialect.textLiteral(JSON.stringify(duckdbType(type)));
    const value = sql`TRY(json_transform_strict(${json}, ${shape}))`;
    return { value, isMisfit: sql`(${isThere} AND ${value} IS NULL)` };
  }
  const isObject = sql`coalesce(json_type(${json}) = 'OBJECT', false)`;
  const fields = type.fields.map(({ name, type: fieldType }) => {
    const { value, isMisfit } = jsonValue(jsonField(json, name), fieldType);
    return { entry: sql`${duckdbDialect.quoteIdentifier(name)} := ${value}`, isMisfit };
  });
  const entries = joinSql(
    fields.map(({ entry }) => entry),
    ", ",
  );
  const misfit = anyOf(fields.map(({ isMisfit }) => isMisfit));
  return {
    value: sql`CASE WHEN ${isObject} THEN struct_pack(${entries}) END`,
    isMisfit: sql`(${isThere} AND (NOT ${isObject} OR ${misfit}))`,
  };
}

/** True where one of the conditions is; null among them is never. */
export function anyOf(conditions: readonly (Sql | null)[]): Sql {
  const real = conditions.filter((condition) => condition !== null);
  return real.length === 0 ? sql`false` : sql`(${joinSql(real, " OR ")})`;
}

/** The field `name` of a JSON object. */
export function jsonField(json: Sql, name: string): Sql {
  return sql`json_extract(${json}, ${duckdbDialect.textLiteral(`$."${name}"`)})`;
}

/** What a text is as `type`: nested types are JSON text. */
export function textValue(text: Sql, type: SparkType): ColumnValue {
  if (!isNested(type)) return castValue(text, type);
  const json = sql`TRY_CAST(${text} AS JSON)`;
  const { value, isMisfit } = jsonValue(json, type);
  return { value, isMisfit: sql`(${text} IS NOT NULL AND (${json} IS NULL OR ${anyOf([isMisfit])}))` };
}

/** What a value of another type is as `type`. */
export function castValue(from: Sql, type: SparkType): ColumnValue {
  const value = sql`TRY_CAST(${from} AS ${typeName(type)})`;
  return { value, isMisfit: sql`(${from} IS NOT NULL AND ${value} IS NULL)` };
}

/** True for types whose text form is JSON. */
export function isNested(type: SparkType): boolean {
  return type.kind === "struct" || type.kind === "map" || type.kind === "array";
}

/** The value, or an error of the statement that names the file, so that the file can be mended. */
export function orFailure({ value, isMisfit }: ColumnValue, file: Sql): Sql {
  if (isMisfit === null) return value;
  return sql`CASE WHEN ${isMisfit} THEN error(${readFailure(file)}) ELSE ${value} END`;
}

/** Text of the error by which SQL of ours says that a file needs mending. */
export function readFailure(file: Sql): Sql {
  return sql`concat('unfit value in file "', ${file}, '"')`;
}
