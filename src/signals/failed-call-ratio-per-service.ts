import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Calls answered with status 400 or above over all with a status: a fault of the platform hits many principals at
 * once.
 */
export const failedCallRatioPerServiceSignal = defineSignal({
  id: "audit_event.failed_call_ratio_per_service",
  title: "Share of failed API calls per service",
  sentence: "{value} of the calls to {entity} failed",
  surface: "api_call_frequency",
  version: 1,
  plane: "control",
  unit: "ratio",
  measure: "ratio",
  tail: "upper",
  entity: "other",
  entityType: "service",
  windowMs: HOUR_MS,
  reads: ["audit_event"],
  materialityFloor: 0.05,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "audit_event",
        windowMs: HOUR_MS,
        entity: [sql`service_name`],
        where: [sql`status_code IS NOT NULL`],
      },
      { value: sql`CAST(count(*) FILTER (WHERE is_failed) AS DOUBLE) / count(*)` },
    ),
});
