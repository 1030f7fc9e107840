import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Downloads of results, files, notebooks and models. */
export const exportsPerPrincipalSignal = defineSignal({
  id: "audit_event.exports_per_principal",
  title: "Exports per principal",
  sentence: "{entity} exported or downloaded {value} times in one hour",
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
        where: [sql`category = 'export'`, sql`NOT coalesce(is_failed, false)`],
      },
      { value: sql`count(*)` },
    ),
});
