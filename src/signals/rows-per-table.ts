import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Rows of the latest version of the hour, in both directions: a load that came twice, and a table that was
 * emptied.
 */
export const rowsPerTableSignal = defineSignal({
  id: "table_version.rows_per_table",
  title: "Rows per table",
  sentence: "{entity} has {value}",
  surface: "feature_values",
  version: 1,
  plane: "data",
  unit: "rows",
  measure: "magnitude",
  tail: "both",
  entity: "securable",
  windowMs: HOUR_MS,
  reads: ["table_version"],
  materialityFloor: 100,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "table_version",
        windowMs: HOUR_MS,
        entity: [sql`securable`],
        where: [sql`row_count IS NOT NULL`],
      },
      { value: sql`max_by(row_count, version)` },
    ),
});
