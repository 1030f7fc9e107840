import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { defineSignal } from "./define-signal.ts";
import { costRollup } from "./define-usage-rollup.ts";

/** List cost of all that is billed to a job. */
export const costPerJobSignal = defineSignal({
  id: "usage.cost_per_job",
  title: "Cost per job",
  sentence: "{entity} cost {value} at list price in one day",
  surface: "cost",
  version: 1,
  plane: "data",
  unit: "USD",
  measure: "magnitude",
  tail: "upper",
  entity: "job",
  windowMs: DAY_MS,
  reads: ["usage"],
  materialityFloor: 10,
  toleranceRatio: 0,
  rollup: (dialect) => costRollup(dialect, { windowMs: DAY_MS, entity: [sql`job_id`] }),
});
