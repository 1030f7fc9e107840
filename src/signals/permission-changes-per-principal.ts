import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Events that changed who may do what, refused ones left out. Ordinary data definition does not count, so
 * pipelines do not show.
 */
export const permissionChangesPerPrincipalSignal = defineSignal({
  id: "audit_event.permission_changes_per_principal",
  title: "Permission changes per principal",
  sentence:
    "{entity} made {value} changes to permissions, memberships, ownership or admin rights in one hour",
  surface: "permission_changes",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "principal",
  windowMs: HOUR_MS,
  reads: ["audit_event"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "audit_event",
        windowMs: HOUR_MS,
        entity: [sql`principal`],
        where: [
          sql`category IN ('permission_change', 'membership_change', 'ownership_change', 'admin_change')`,
          sql`NOT coalesce(is_failed, false)`,
        ],
      },
      { value: sql`count(*)` },
    ),
});
