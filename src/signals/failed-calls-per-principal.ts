import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Calls answered with status 400 or above: probing, or an integration that broke. */
export const failedCallsPerPrincipalSignal = defineSignal({
  id: "audit_event.failed_calls_per_principal",
  title: "Failed API calls per principal",
  sentence: "{value} API calls of {entity} failed in one hour",
  surface: "api_call_frequency",
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
      { relation: "audit_event", windowMs: HOUR_MS, entity: [sql`principal`], where: [sql`is_failed`] },
      { value: sql`count(*)` },
    ),
});
