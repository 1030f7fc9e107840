import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** All audited calls from an IPv4 /24 or IPv6 /48, whoever made them. */
export const apiCallsPerNetworkSignal = defineSignal({
  id: "audit_event.api_calls_per_network",
  title: "API calls per network",
  sentence: "{value} API calls came from {entity} in one hour",
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
  materialityFloor: 20,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      { relation: "audit_event", windowMs: HOUR_MS, entity: [sql`network`] },
      { value: sql`count(*)` },
    ),
});
