import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Of the latest version of the hour. Works when: values are positive. Columns whose mean is 0 or below are left to
 * the sketch of their values.
 */
export const meanPerColumnSignal = defineSignal({
  id: "column_profile.mean_per_column",
  title: "Mean per column",
  sentence: "The mean of {entity} is {value}",
  surface: "feature_values",
  version: 1,
  plane: "data",
  unit: "1",
  measure: "magnitude",
  tail: "both",
  entity: "column",
  windowMs: HOUR_MS,
  reads: ["column_profile"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "column_profile",
        windowMs: HOUR_MS,
        entity: [sql`securable`, sql`column_name`],
        where: [sql`mean > 0`, sql`mean < 1.0e300`],
      },
      { value: sql`max_by(mean, version)`, support: sql`max_by(row_count, version)` },
    ),
});
