import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** New owners, by who set them: an owner has every privilege without a grant that shows it. */
export const ownershipChangesPerPrincipalSignal = defineSignal({
  id: "grant_change.ownership_changes_per_principal",
  title: "Ownership changes per principal",
  sentence: "{entity} changed the owner of {value} securables in one day",
  surface: "permission_changes",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "principal",
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
        entity: [sql`changed_by`],
        where: [sql`change = 'set_owner'`],
      },
      { value: sql`count(*)` },
    ),
});
