import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { categoriesRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Who writes a table: a writer never seen there explains values never seen. */
export const writersPerTableSignal = defineSignal({
  id: "table_version.writers_per_table",
  title: "Writers per table",
  sentence: "The writers of {value} versions of {entity} differ from before",
  surface: "access_behavior",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "categories",
  tail: "upper",
  entity: "securable",
  partKind: "principal",
  windowMs: DAY_MS,
  reads: ["table_version"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    categoriesRollup(
      dialect,
      { relation: "table_version", windowMs: DAY_MS, entity: [sql`securable`] },
      sql`writer`,
    ),
});
