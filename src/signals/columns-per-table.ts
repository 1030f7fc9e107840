import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Columns of the latest version of the hour. */
export const columnsPerTableSignal = defineSignal({
  id: "table_version.columns_per_table",
  title: "Columns per table",
  sentence: "{entity} has {value} columns",
  surface: "feature_values",
  version: 1,
  plane: "data",
  unit: "1",
  measure: "magnitude",
  tail: "both",
  entity: "securable",
  windowMs: HOUR_MS,
  reads: ["table_version"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "table_version",
        windowMs: HOUR_MS,
        entity: [sql`securable`],
        where: [sql`column_count IS NOT NULL`],
      },
      { value: sql`max_by(column_count, version)` },
    ),
});
