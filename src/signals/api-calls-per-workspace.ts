import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** All audited calls in one workspace; account-level calls count under `0`. Low when its log is silent. */
export const apiCallsPerWorkspaceSignal = defineSignal({
  id: "audit_event.api_calls_per_workspace",
  title: "API calls per workspace",
  sentence: "{value} API calls went to {entity} in one hour",
  surface: "api_call_frequency",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "both",
  entity: "other",
  entityType: "workspace",
  windowMs: HOUR_MS,
  reads: ["audit_event"],
  materialityFloor: 20,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      { relation: "audit_event", windowMs: HOUR_MS, entity: [sql`workspace_id`] },
      { value: sql`count(*)` },
    ),
});
