import { SKETCH_ACCURACY_RATIO } from "../domain/sketch-bucket.ts";
import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { latestMapRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Sketch of a numeric column in the latest version of the hour. Works when: a part of the values moves, whatever
 * the mean does.
 */
export const valuesPerColumnSignal = defineSignal({
  id: "column_profile.values_per_column",
  title: "Distribution of numeric values per column",
  sentence: "The distribution of {value} values of {entity} differs from before",
  surface: "feature_values",
  version: 1,
  plane: "data",
  unit: "1",
  measure: "sketch",
  tail: "both",
  entity: "column",
  windowMs: HOUR_MS,
  reads: ["column_profile"],
  materialityFloor: 0,
  toleranceRatio: SKETCH_ACCURACY_RATIO,
  rollup: (dialect) =>
    latestMapRollup(
      dialect,
      { relation: "column_profile", windowMs: HOUR_MS, entity: [sql`securable`, sql`column_name`] },
      { name: "bucket", map: sql`sketch` },
    ),
});
