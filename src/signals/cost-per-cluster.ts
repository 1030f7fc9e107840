import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { defineSignal } from "./define-signal.ts";
import { costRollup } from "./define-usage-rollup.ts";

/** List cost of a classic cluster. */
export const costPerClusterSignal = defineSignal({
  id: "usage.cost_per_cluster",
  title: "Cost per cluster",
  sentence: "{entity} cost {value} at list price in one day",
  surface: "cost",
  version: 1,
  plane: "data",
  unit: "USD",
  measure: "magnitude",
  tail: "upper",
  entity: "other",
  entityType: "cluster",
  windowMs: DAY_MS,
  reads: ["usage"],
  materialityFloor: 20,
  toleranceRatio: 0,
  rollup: (dialect) => costRollup(dialect, { windowMs: DAY_MS, entity: [sql`cluster_id`] }),
});
