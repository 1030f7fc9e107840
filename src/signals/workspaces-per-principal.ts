import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { categoriesRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Where a principal works; account-level calls count under `0`. */
export const workspacesPerPrincipalSignal = defineSignal({
  id: "audit_event.workspaces_per_principal",
  title: "Workspaces per principal",
  sentence: "The workspaces behind {value} calls of {entity} differ from before",
  surface: "access_behavior",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "categories",
  tail: "upper",
  entity: "principal",
  windowMs: DAY_MS,
  reads: ["audit_event"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    categoriesRollup(
      dialect,
      { relation: "audit_event", windowMs: DAY_MS, entity: [sql`principal`] },
      sql`workspace_id`,
    ),
});
