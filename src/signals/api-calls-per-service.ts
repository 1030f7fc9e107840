import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** All audited calls to one service of the platform. Low when the service, or its log, is silent. */
export const apiCallsPerServiceSignal = defineSignal({
  id: "audit_event.api_calls_per_service",
  title: "API calls per service",
  sentence: "{value} calls went to {entity} in one hour",
  surface: "api_call_frequency",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "both",
  entity: "other",
  entityType: "service",
  windowMs: HOUR_MS,
  reads: ["audit_event"],
  materialityFloor: 20,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      { relation: "audit_event", windowMs: HOUR_MS, entity: [sql`service_name`] },
      { value: sql`count(*)` },
    ),
});
