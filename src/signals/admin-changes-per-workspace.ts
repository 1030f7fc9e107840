import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Admins set and removed, refused attempts left out; account-level changes count under `0`. */
export const adminChangesPerWorkspaceSignal = defineSignal({
  id: "audit_event.admin_changes_per_workspace",
  title: "Admin changes per workspace",
  sentence: "Admin rights were changed {value} times in {entity} in one day",
  surface: "permission_changes",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "other",
  entityType: "workspace",
  windowMs: DAY_MS,
  reads: ["audit_event"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "audit_event",
        windowMs: DAY_MS,
        entity: [sql`workspace_id`],
        where: [sql`category = 'admin_change'`, sql`NOT coalesce(is_failed, false)`],
      },
      { value: sql`count(*)` },
    ),
});
