import { WEEK_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { defineSignal } from "./define-signal.ts";
import { costRollup } from "./define-usage-rollup.ts";

/** List cost of seven days, from Thursday to Wednesday (UTC): growth too slow for a day to show. */
export const weeklyCostPerWorkspaceSignal = defineSignal({
  id: "usage.weekly_cost_per_workspace",
  title: "Weekly cost per workspace",
  sentence: "{entity} cost {value} at list price in one week",
  surface: "cost",
  version: 1,
  plane: "data",
  unit: "USD",
  measure: "magnitude",
  tail: "upper",
  entity: "other",
  entityType: "workspace",
  windowMs: WEEK_MS,
  reads: ["usage"],
  materialityFloor: 200,
  toleranceRatio: 0,
  rollup: (dialect) => costRollup(dialect, { windowMs: WEEK_MS, entity: [sql`workspace_id`] }),
});
