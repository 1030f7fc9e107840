import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Securables dropped through Unity Catalog. */
export const deletionsPerPrincipalSignal = defineSignal({
  id: "audit_event.deletions_per_principal",
  title: "Deletions per principal",
  sentence: "{entity} deleted {value} securables in one hour",
  surface: "access_behavior",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "count",
  tail: "upper",
  entity: "principal",
  windowMs: HOUR_MS,
  reads: ["audit_event"],
  materialityFloor: 1,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "audit_event",
        windowMs: HOUR_MS,
        entity: [sql`principal`],
        where: [
          sql`service_name = 'unityCatalog'`,
          sql`action_name IN ('deleteTable', 'deleteSchema', 'deleteCatalog', 'deleteVolume', 'deleteFunction', 'deleteRegisteredModel', 'deleteExternalLocation')`,
          sql`NOT coalesce(is_failed, false)`,
        ],
      },
      { value: sql`count(*)` },
    ),
});
