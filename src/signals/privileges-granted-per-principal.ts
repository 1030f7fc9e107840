import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Each privilege given to each principal counts once, by who gave it. */
export const privilegesGrantedPerPrincipalSignal = defineSignal({
  id: "grant_change.privileges_granted_per_principal",
  title: "Privileges granted per principal",
  sentence: "{entity} granted {value} privileges in one day",
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
        where: [sql`change = 'grant'`],
      },
      { value: sql`count(*)` },
    ),
});
