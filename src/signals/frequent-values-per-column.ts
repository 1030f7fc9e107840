import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { latestMapRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Counts of the frequent values of a column that is not numeric, in the latest version of the hour; the rest
 * counts under one key of its own.
 */
export const frequentValuesPerColumnSignal = defineSignal({
  id: "column_profile.frequent_values_per_column",
  title: "Distribution of categories per column",
  sentence: "The categories of {value} values of {entity} differ from before",
  surface: "feature_values",
  version: 1,
  plane: "data",
  unit: "1",
  measure: "categories",
  tail: "both",
  entity: "column",
  windowMs: HOUR_MS,
  reads: ["column_profile"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    latestMapRollup(
      dialect,
      { relation: "column_profile", windowMs: HOUR_MS, entity: [sql`securable`, sql`column_name`] },
      { name: "category", map: sql`frequent_items` },
    ),
});
