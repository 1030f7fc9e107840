import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { categoriesRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** What a principal reads and writes, refused attempts left out. */
export const securablesPerPrincipalSignal = defineSignal({
  id: "audit_event.securables_per_principal",
  title: "Securables per principal",
  sentence: "The securables behind {value} reads and writes of {entity} differ from before",
  surface: "access_behavior",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "categories",
  tail: "upper",
  entity: "principal",
  partKind: "securable",
  windowMs: DAY_MS,
  reads: ["audit_event"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    categoriesRollup(
      dialect,
      {
        relation: "audit_event",
        windowMs: DAY_MS,
        entity: [sql`principal`],
        where: [sql`category IN ('read', 'write')`, sql`NOT coalesce(is_failed, false)`],
      },
      sql`securable`,
    ),
});
