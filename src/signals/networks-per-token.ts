import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Different networks from which one access token was used: a token in two hands. */
export const networksPerTokenSignal = defineSignal({
  id: "audit_event.networks_per_token",
  title: "Networks per token",
  sentence: "{entity} was used from {value} different networks in one day",
  surface: "access_behavior",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "other",
  entityType: "token",
  windowMs: DAY_MS,
  reads: ["audit_event"],
  materialityFloor: 1,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "audit_event",
        windowMs: DAY_MS,
        entity: [sql`token_id`],
        where: [sql`network IS NOT NULL`],
      },
      { value: sql`count(DISTINCT network)` },
    ),
});
