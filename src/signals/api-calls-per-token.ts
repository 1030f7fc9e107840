import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Calls whose event names the access token: a leaked token is busier than its owner ever was. */
export const apiCallsPerTokenSignal = defineSignal({
  id: "audit_event.api_calls_per_token",
  title: "API calls per token",
  sentence: "{value} API calls were made with {entity} in one hour",
  surface: "api_call_frequency",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "other",
  entityType: "token",
  windowMs: HOUR_MS,
  reads: ["audit_event"],
  materialityFloor: 20,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      { relation: "audit_event", windowMs: HOUR_MS, entity: [sql`token_id`] },
      { value: sql`count(*)` },
    ),
});
