import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Reads of stored secrets, refused ones left out. */
export const secretReadsPerPrincipalSignal = defineSignal({
  id: "audit_event.secret_reads_per_principal",
  title: "Secrets read per principal",
  sentence: "{entity} read secrets {value} times in one hour",
  surface: "access_behavior",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "principal",
  windowMs: HOUR_MS,
  reads: ["audit_event"],
  materialityFloor: 5,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "audit_event",
        windowMs: HOUR_MS,
        entity: [sql`principal`],
        where: [
          sql`service_name = 'secrets'`,
          sql`action_name = 'getSecret'`,
          sql`NOT coalesce(is_failed, false)`,
        ],
      },
      { value: sql`count(*)` },
    ),
});
