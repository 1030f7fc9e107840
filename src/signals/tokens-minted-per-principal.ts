import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Personal access tokens, and secrets of service principals: ways to come back without logging in. */
export const tokensMintedPerPrincipalSignal = defineSignal({
  id: "audit_event.tokens_minted_per_principal",
  title: "Tokens minted per principal",
  sentence: "{entity} minted {value} tokens or secrets in one day",
  surface: "permission_changes",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "principal",
  windowMs: DAY_MS,
  reads: ["audit_event"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "audit_event",
        windowMs: DAY_MS,
        entity: [sql`principal`],
        where: [
          sql`category = 'token'`,
          sql`action_name IN ('generateDbToken', 'create')`,
          sql`NOT coalesce(is_failed, false)`,
        ],
      },
      { value: sql`count(*)` },
    ),
});
