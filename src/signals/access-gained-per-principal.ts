import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** What others, or the principal itself, gave to a principal. */
export const accessGainedPerPrincipalSignal = defineSignal({
  id: "grant_change.access_gained_per_principal",
  title: "Access gained per principal",
  sentence: "{entity} gained {value} privileges, memberships or ownerships in one day",
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
        entity: [sql`principal`],
        where: [sql`change IN ('grant', 'add_member', 'set_owner', 'set_admin')`],
      },
      { value: sql`count(*)` },
    ),
});
