import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** All audited calls of a principal, whatever their result. */
export const apiCallsPerPrincipalSignal = defineSignal({
  id: "audit_event.api_calls_per_principal",
  title: "API calls per principal",
  sentence: "{entity} made {value} API calls in one hour",
  surface: "api_call_frequency",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "principal",
  windowMs: HOUR_MS,
  reads: ["audit_event"],
  materialityFloor: 20,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      { relation: "audit_event", windowMs: HOUR_MS, entity: [sql`principal`] },
      { value: sql`count(*)` },
    ),
});
