import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { categoriesRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Which SQL warehouses a principal uses. */
export const warehousesPerPrincipalSignal = defineSignal({
  id: "query_run.warehouses_per_principal",
  title: "Warehouses per principal",
  sentence: "The warehouses behind {value} statements of {entity} differ from before",
  surface: "access_behavior",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "categories",
  tail: "upper",
  entity: "principal",
  windowMs: DAY_MS,
  reads: ["query_run"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    categoriesRollup(
      dialect,
      { relation: "query_run", windowMs: DAY_MS, entity: [sql`principal`] },
      sql`warehouse_id`,
    ),
});
