import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";
import { usageMoment } from "./define-usage-rollup.ts";

/**
 * List cost of the day over the runs that used anything: moves when a run grows dearer, not when there are more of
 * them.
 */
export const runCostPerJobSignal = defineSignal({
  id: "usage.run_cost_per_job",
  title: "Cost of a run per job",
  sentence: "A run of {entity} cost {value} on average at list price",
  surface: "cost",
  version: 1,
  plane: "data",
  unit: "USD",
  measure: "magnitude",
  tail: "upper",
  entity: "job",
  windowMs: DAY_MS,
  reads: ["usage"],
  materialityFloor: 5,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "usage",
        windowMs: DAY_MS,
        entity: [sql`job_id`],
        where: [sql`list_cost_usd IS NOT NULL`, sql`job_run_id IS NOT NULL`],
        moment: usageMoment(dialect),
      },
      {
        value: sql`sum(list_cost_usd) / count(DISTINCT job_run_id)`,
        support: sql`count(DISTINCT job_run_id)`,
        having: sql`sum(list_cost_usd) > 0`,
      },
    ),
});
