import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { categoriesRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * How the day's runs ended, as `state/code`. A code never seen for the job is new even where failures are common.
 */
export const terminationCodesPerJobSignal = defineSignal({
  id: "job_run.termination_codes_per_job",
  title: "Endings of runs per job",
  sentence: "The endings of {value} runs of {entity} differ from before",
  surface: "job_runtime",
  version: 1,
  plane: "data",
  unit: "1",
  measure: "categories",
  tail: "upper",
  entity: "job",
  windowMs: DAY_MS,
  reads: ["job_run"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    categoriesRollup(
      dialect,
      { relation: "job_run", windowMs: DAY_MS, entity: [sql`job_id`] },
      sql`result_state || coalesce('/' || termination_code, '')`,
    ),
});
