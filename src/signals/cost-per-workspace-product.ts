import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { defineSignal } from "./define-signal.ts";
import { costRollup } from "./define-usage-rollup.ts";

/** List cost keyed `workspace/product`. */
export const costPerWorkspaceProductSignal = defineSignal({
  id: "usage.cost_per_workspace_product",
  title: "Cost per product in each workspace",
  sentence: "{entity} cost {value} at list price in one day",
  surface: "cost",
  version: 1,
  plane: "data",
  unit: "USD",
  measure: "magnitude",
  tail: "upper",
  entity: "other",
  entityType: "workspace_product",
  windowMs: DAY_MS,
  reads: ["usage"],
  materialityFloor: 50,
  toleranceRatio: 0,
  rollup: (dialect) =>
    costRollup(dialect, { windowMs: DAY_MS, entity: [sql`workspace_id || '/' || product`] }),
});
