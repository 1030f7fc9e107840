import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";
import { usageMoment } from "./define-usage-rollup.ts";

/** Databricks units burnt, priced or not: sees a rise within hours, and where no list price is known. */
export const dbuPerWorkspaceSignal = defineSignal({
  id: "usage.dbu_per_workspace",
  title: "DBU per workspace",
  sentence: "{entity} used {value} in one hour",
  surface: "cost",
  version: 1,
  plane: "data",
  unit: "DBU",
  measure: "magnitude",
  tail: "upper",
  entity: "other",
  entityType: "workspace",
  windowMs: HOUR_MS,
  reads: ["usage"],
  materialityFloor: 10,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "usage",
        windowMs: HOUR_MS,
        entity: [sql`workspace_id`],
        where: [sql`usage_unit = 'DBU'`],
        moment: usageMoment(dialect),
      },
      { value: sql`sum(usage_quantity)`, having: sql`sum(usage_quantity) > 0` },
    ),
});
