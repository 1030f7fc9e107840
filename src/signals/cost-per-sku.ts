import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { defineSignal } from "./define-signal.ts";
import { costRollup } from "./define-usage-rollup.ts";

/** List cost of one SKU over the whole account. */
export const costPerSkuSignal = defineSignal({
  id: "usage.cost_per_sku",
  title: "Cost per SKU",
  sentence: "{entity} cost {value} at list price in one day",
  surface: "cost",
  version: 1,
  plane: "data",
  unit: "USD",
  measure: "magnitude",
  tail: "upper",
  entity: "other",
  entityType: "sku",
  windowMs: DAY_MS,
  reads: ["usage"],
  materialityFloor: 50,
  toleranceRatio: 0,
  rollup: (dialect) => costRollup(dialect, { windowMs: DAY_MS, entity: [sql`sku_name`] }),
});
