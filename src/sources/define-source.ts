import type { CanonicalRelation } from "../domain/canonical-relations.ts";
import type { RawTable } from "../domain/raw-table.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Sql } from "../sql/sql.ts";

/** One table of raw telemetry, and the views that turn it into canonical relations. */
export interface SourceDefinition extends RawTable {
  readonly id: string;
  readonly title: string;
  readonly plane: "data" | "control";
  readonly produces: readonly RelationDefinition[];
}

export interface RelationDefinition {
  readonly relation: CanonicalRelation;
  /** Other raw tables or relations read beside the source's own table; where one is absent it is an empty table of its shape. */
  readonly alsoReads: readonly string[];
  /**
   * How the engine collapses re-emitted rows of the result. Null where `normalize` does it itself, because it merges
   * raw rows (slices of a run) and would count a duplicate twice.
   */
  readonly collapse: { readonly key: readonly string[]; readonly newestBy: string | null } | null;
  /**
   * `raw(table)` names a raw table with exactly its declared columns, duplicates included; a relation is read under its
   * own name. Result columns are exactly the relation's. Binds no values: a view cannot hold any.
   */
  readonly normalize: (dialect: Dialect, raw: (table: string) => Sql) => Sql;
}

export function defineSource(definition: SourceDefinition): SourceDefinition {
  return Object.freeze(definition);
}
