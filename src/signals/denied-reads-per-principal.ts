import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Reads refused with 401 or 403: what somebody tries who does not know their own rights. */
export const deniedReadsPerPrincipalSignal = defineSignal({
  id: "audit_event.denied_reads_per_principal",
  title: "Denied reads per principal",
  sentence: "{entity} was denied {value} reads in one hour",
  surface: "access_behavior",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "principal",
  windowMs: HOUR_MS,
  reads: ["audit_event"],
  materialityFloor: 1,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "audit_event",
        windowMs: HOUR_MS,
        entity: [sql`principal`],
        where: [sql`category = 'read'`, sql`is_denied`],
      },
      { value: sql`count(*)` },
    ),
});
