import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Distinct values over values that are not NULL, in the latest version of the hour. Falls below 1 when a key gains
 * duplicates.
 */
export const distinctRatioPerColumnSignal = defineSignal({
  id: "column_profile.distinct_ratio_per_column",
  title: "Share of distinct values per column",
  sentence: "{value} of the values of {entity} are distinct",
  surface: "feature_values",
  version: 1,
  plane: "data",
  unit: "ratio",
  measure: "ratio",
  tail: "both",
  entity: "column",
  windowMs: HOUR_MS,
  reads: ["column_profile"],
  materialityFloor: 0.02,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "column_profile",
        windowMs: HOUR_MS,
        entity: [sql`securable`, sql`column_name`],
        where: [sql`distinct_count IS NOT NULL`, sql`row_count > null_count`],
      },
      {
        value: sql`least(1, CAST(max_by(distinct_count, version) AS DOUBLE) / max_by(row_count - null_count, version))`,
        support: sql`max_by(row_count - null_count, version)`,
      },
    ),
});
