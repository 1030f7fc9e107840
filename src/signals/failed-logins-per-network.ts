import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Failed logins by where they came from, whichever names were tried: guessing at many accounts. Fails when: the
 * attempts are spread over many networks.
 */
export const failedLoginsPerNetworkSignal = defineSignal({
  id: "audit_event.failed_logins_per_network",
  title: "Failed logins per network",
  sentence: "{value} logins from {entity} failed in one hour",
  surface: "api_call_frequency",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "other",
  entityType: "network",
  windowMs: HOUR_MS,
  reads: ["audit_event"],
  materialityFloor: 3,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "audit_event",
        windowMs: HOUR_MS,
        entity: [sql`network`],
        where: [sql`category = 'login'`, sql`is_failed`],
      },
      { value: sql`count(*)` },
    ),
});
