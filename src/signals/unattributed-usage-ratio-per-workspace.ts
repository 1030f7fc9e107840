import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";
import { usageMoment } from "./define-usage-rollup.ts";

/** Billing records that name none of job, warehouse, cluster and principal, over all. */
export const unattributedUsageRatioPerWorkspaceSignal = defineSignal({
  id: "usage.unattributed_usage_ratio_per_workspace",
  title: "Share of usage that nobody answers for, per workspace",
  sentence: "{value} of the billing records of {entity} name no job, warehouse, cluster or principal",
  surface: "cost",
  version: 1,
  plane: "data",
  unit: "ratio",
  measure: "ratio",
  tail: "upper",
  entity: "other",
  entityType: "workspace",
  windowMs: DAY_MS,
  reads: ["usage"],
  materialityFloor: 0.05,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      { relation: "usage", windowMs: DAY_MS, entity: [sql`workspace_id`], moment: usageMoment(dialect) },
      {
        value: sql`CAST(count(*) FILTER (WHERE job_id IS NULL AND warehouse_id IS NULL AND cluster_id IS NULL AND run_as IS NULL) AS DOUBLE) / count(*)`,
      },
    ),
});
