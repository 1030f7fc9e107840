import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { categoriesRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Which privileges a principal gives: a first MANAGE stands out from daily SELECTs, though it is only one grant.
 */
export const privilegeKindsGrantedPerPrincipalSignal = defineSignal({
  id: "grant_change.privilege_kinds_granted_per_principal",
  title: "Kinds of privilege granted per principal",
  sentence: "The kinds of {value} privileges that {entity} granted differ from before",
  surface: "permission_changes",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "categories",
  tail: "upper",
  entity: "principal",
  windowMs: DAY_MS,
  reads: ["grant_change"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    categoriesRollup(
      dialect,
      {
        relation: "grant_change",
        windowMs: DAY_MS,
        entity: [sql`changed_by`],
        where: [sql`change = 'grant'`],
      },
      sql`privilege`,
    ),
});
