import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { defineSignal } from "./define-signal.ts";
import { costRollup } from "./define-usage-rollup.ts";

/**
 * List cost of what ran as a principal: who caused a rise. Fails when: the product does not say whom it ran as, as
 * SQL warehouses do not.
 */
export const costPerPrincipalSignal = defineSignal({
  id: "usage.cost_per_principal",
  title: "Cost per principal",
  sentence: "{entity} caused {value} of cost at list price in one day",
  surface: "cost",
  version: 1,
  plane: "data",
  unit: "USD",
  measure: "magnitude",
  tail: "upper",
  entity: "principal",
  windowMs: DAY_MS,
  reads: ["usage"],
  materialityFloor: 20,
  toleranceRatio: 0,
  rollup: (dialect) => costRollup(dialect, { windowMs: DAY_MS, entity: [sql`run_as`] }),
});
