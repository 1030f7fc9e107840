import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { categoriesRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * One category for each column and type, counted once a version: a column that was added, renamed or given another
 * type is a category never seen.
 */
export const columnTypesPerTableSignal = defineSignal({
  id: "column_profile.column_types_per_table",
  title: "Columns and their types per table",
  sentence: "The names or types of {value} columns of {entity} differ from before",
  surface: "feature_values",
  version: 1,
  plane: "data",
  unit: "1",
  measure: "categories",
  tail: "upper",
  entity: "securable",
  windowMs: HOUR_MS,
  reads: ["column_profile"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    categoriesRollup(
      dialect,
      { relation: "column_profile", windowMs: HOUR_MS, entity: [sql`securable`] },
      sql`column_name || ' ' || data_type`,
    ),
});
