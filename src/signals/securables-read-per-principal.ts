import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Different securables whose data a principal was let read: enumeration of a catalog, one table after the other.
 * Exact: an hour of one principal is a small group.
 */
export const securablesReadPerPrincipalSignal = defineSignal({
  id: "audit_event.securables_read_per_principal",
  title: "Securables read per principal",
  sentence: "{entity} read {value} different securables in one hour",
  surface: "access_behavior",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "principal",
  windowMs: HOUR_MS,
  reads: ["audit_event"],
  materialityFloor: 3,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "audit_event",
        windowMs: HOUR_MS,
        entity: [sql`principal`],
        where: [sql`category = 'read'`, sql`NOT coalesce(is_failed, false)`, sql`securable IS NOT NULL`],
      },
      { value: sql`count(DISTINCT securable)` },
    ),
});
