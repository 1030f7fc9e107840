import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Freshness: low when a table is no longer written at its pace, high when something rewrites it without end.
 */
export const versionsPerTableSignal = defineSignal({
  id: "table_version.versions_per_table",
  title: "Versions written per table",
  sentence: "{entity} was written {value} times in one day",
  surface: "feature_values",
  version: 1,
  plane: "data",
  unit: "1",
  measure: "count",
  tail: "both",
  entity: "securable",
  windowMs: DAY_MS,
  reads: ["table_version"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      { relation: "table_version", windowMs: DAY_MS, entity: [sql`securable`] },
      { value: sql`count(*)` },
    ),
});
