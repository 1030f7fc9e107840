import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Reads by anybody. Low when what depends on a table has stopped reading it. */
export const readsPerSecurableSignal = defineSignal({
  id: "audit_event.reads_per_securable",
  title: "Reads per securable",
  sentence: "{entity} was read {value} times in one day",
  surface: "access_behavior",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "both",
  entity: "securable",
  windowMs: DAY_MS,
  reads: ["audit_event"],
  materialityFloor: 10,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "audit_event",
        windowMs: DAY_MS,
        entity: [sql`securable`],
        where: [sql`category = 'read'`, sql`NOT coalesce(is_failed, false)`],
      },
      { value: sql`count(*)` },
    ),
});
