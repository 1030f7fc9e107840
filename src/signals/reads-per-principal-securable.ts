import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Reads of one securable by one principal. Credentials are cached for about an hour, so there are fewer events
 * than statements.
 */
export const readsPerPrincipalSecurableSignal = defineSignal({
  id: "audit_event.reads_per_principal_securable",
  title: "Reads per principal and securable",
  sentence: "{entity}: {value} reads in one day",
  surface: "access_behavior",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "principal_securable",
  windowMs: DAY_MS,
  reads: ["audit_event"],
  materialityFloor: 5,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "audit_event",
        windowMs: DAY_MS,
        entity: [sql`principal`, sql`securable`],
        where: [sql`category = 'read'`, sql`NOT coalesce(is_failed, false)`],
      },
      { value: sql`count(*)` },
    ),
});
