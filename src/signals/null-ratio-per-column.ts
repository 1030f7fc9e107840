import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Of the latest version of the hour. */
export const nullRatioPerColumnSignal = defineSignal({
  id: "column_profile.null_ratio_per_column",
  title: "Share of NULL per column",
  sentence: "{value} of the values of {entity} are NULL",
  surface: "feature_values",
  version: 1,
  plane: "data",
  unit: "ratio",
  measure: "ratio",
  tail: "both",
  entity: "column",
  windowMs: HOUR_MS,
  reads: ["column_profile"],
  materialityFloor: 0.01,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "column_profile",
        windowMs: HOUR_MS,
        entity: [sql`securable`, sql`column_name`],
        where: [sql`null_count IS NOT NULL`, sql`row_count > 0`],
      },
      {
        value: sql`CAST(max_by(null_count, version) AS DOUBLE) / max_by(row_count, version)`,
        support: sql`max_by(row_count, version)`,
      },
    ),
});
