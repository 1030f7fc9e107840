import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Each member added or removed counts once. Synchronization from an identity provider comes in bursts. */
export const membershipChangesPerGroupSignal = defineSignal({
  id: "grant_change.membership_changes_per_group",
  title: "Membership changes per group",
  sentence: "{value} members were added to or removed from {entity} in one day",
  surface: "permission_changes",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "other",
  entityType: "group",
  windowMs: DAY_MS,
  reads: ["grant_change"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "grant_change",
        windowMs: DAY_MS,
        entity: [sql`target_group`],
        where: [sql`change IN ('add_member', 'remove_member')`],
      },
      { value: sql`count(*)` },
    ),
});
