import { CANONICAL_RELATIONS } from "../../src/domain/canonical-relations.ts";
import type { RelationDefinition, SourceDefinition } from "../../src/sources/define-source.ts";
import { databricksDialect } from "../../src/sql/dialects/databricks.ts";
import { duckdbType } from "../../src/sql/duckdb-type.ts";
import { parseSparkType } from "../../src/sql/spark-type.ts";
import { renderSql } from "../../src/sql/sql.ts";
import { databricksFaults } from "./dialect-databricks-syntax.ts";

/** What is wrong with the declaration of a source; nothing when it is sound. */
export function declarationFaults(source: SourceDefinition): readonly string[] {
  return [
    ...(/^[a-z]+\.[a-z_]+\.[a-z_]+$/.test(source.table) ? [] : [`${source.table} is no full name`]),
    ...(source.naturalKey.length === 0 ? ["there is no natural key"] : []),
    ...(source.requiredColumns.length === 0 ? ["no column is required"] : []),
    ...columnFaults(source),
    ...referenceFaults(source),
    ...source.produces.flatMap(collapseFaults),
  ];
}

function columnFaults({ columns }: SourceDefinition): readonly string[] {
  return Object.entries(columns).flatMap(([name, type]) => [
    ...(/^[a-z][a-z0-9_]*$/.test(name) ? [] : [`column ${name} is not in snake case`]),
    ...(isSparkType(type) ? [] : [`column ${name} has no type of Spark: ${type}`]),
  ]);
}

/** Columns and keys that the declaration names and does not have. */
function referenceFaults(source: SourceDefinition): readonly string[] {
  const { requiredColumns, naturalKey, watermark, arrival, deliveredForms } = source;
  const named: readonly (readonly [string, readonly string[]])[] = [
    ["requiredColumns", requiredColumns],
    ["naturalKey", naturalKey],
    ["watermark", watermark === null ? [] : [watermark.column]],
    ["arrival", arrival === null ? [] : [arrival.eventColumn, arrival.arrivalColumn]],
    ["deliveredForms", deliveredForms.flatMap((form) => Object.keys(form.toColumns))],
  ];
  const columns = named.flatMap(([place, names]) =>
    names
      .filter((name) => !(name in source.columns))
      .map((name) => `${place} names ${name}, which is no column`),
  );
  const markers = deliveredForms.flatMap((form) =>
    form.markerKeys
      .filter((key) => !(key in form.keys))
      .map((key) => `form ${form.id} does not read its marker ${key}`),
  );
  return [...columns, ...markers];
}

function isSparkType(type: string): boolean {
  try {
    parseSparkType(type);
    return true;
  } catch {
    return false;
  }
}

function collapseFaults({ relation, collapse }: RelationDefinition): readonly string[] {
  const named =
    collapse === null ? [] : [...collapse.key, ...(collapse.newestBy === null ? [] : [collapse.newestBy])];
  const faults = named
    .filter((name) => !(name in CANONICAL_RELATIONS[relation]))
    .map((name) => `${relation} collapses by ${name}, which is none of its columns`);
  return collapse?.key.length === 0 ? [...faults, `${relation} collapses by nothing`] : faults;
}

/** Columns of a relation with DuckDB's types, in any order. */
export function expectedColumns(relation: RelationDefinition["relation"]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(CANONICAL_RELATIONS[relation]).map(([name, type]) => [
      name,
      duckdbType(parseSparkType(type)),
    ]),
  );
}

/** The text that Databricks gets for a relation; what stands in it as a bound value cannot be part of a view. */
export function databricksViewFaults(definition: RelationDefinition): readonly string[] {
  const view = definition.normalize(databricksDialect, databricksDialect.rawTable);
  const bound = view.values.length === 0 ? [] : [`${definition.relation} binds ${view.values.length} values`];
  return [...bound, ...databricksFaults(renderSql(view, databricksDialect.placeholder).text)];
}
