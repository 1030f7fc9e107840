import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Grants, revokes and new owners on one securable. */
export const accessChangesPerSecurableSignal = defineSignal({
  id: "grant_change.access_changes_per_securable",
  title: "Access changes per securable",
  sentence: "Access to {entity} was changed {value} times in one day",
  surface: "permission_changes",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "securable",
  windowMs: DAY_MS,
  reads: ["grant_change"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      { relation: "grant_change", windowMs: DAY_MS, entity: [sql`securable`] },
      { value: sql`count(*)` },
    ),
});
