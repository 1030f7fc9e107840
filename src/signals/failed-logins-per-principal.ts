import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Failed logins by the name that was tried: guessing at one account. Expired secrets of service principals look
 * alike.
 */
export const failedLoginsPerPrincipalSignal = defineSignal({
  id: "audit_event.failed_logins_per_principal",
  title: "Failed logins per principal",
  sentence: "{value} logins as {entity} failed in one hour",
  surface: "api_call_frequency",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "principal",
  windowMs: HOUR_MS,
  reads: ["audit_event"],
  materialityFloor: 2,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "audit_event",
        windowMs: HOUR_MS,
        entity: [sql`principal`],
        where: [sql`category = 'login'`, sql`is_failed`],
      },
      { value: sql`count(*)` },
    ),
});
