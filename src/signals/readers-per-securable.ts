import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Different principals that were let read a securable. */
export const readersPerSecurableSignal = defineSignal({
  id: "audit_event.readers_per_securable",
  title: "Readers per securable",
  sentence: "{value} different principals read {entity} in one day",
  surface: "access_behavior",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "securable",
  windowMs: DAY_MS,
  reads: ["audit_event"],
  materialityFloor: 2,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "audit_event",
        windowMs: DAY_MS,
        entity: [sql`securable`],
        where: [sql`category = 'read'`, sql`NOT coalesce(is_failed, false)`, sql`principal IS NOT NULL`],
      },
      { value: sql`count(DISTINCT principal)` },
    ),
});
