import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { categoriesRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** Where a principal calls from (IPv4 /24, IPv6 /48). */
export const networksPerPrincipalSignal = defineSignal({
  id: "audit_event.networks_per_principal",
  title: "Networks per principal",
  sentence: "The networks behind {value} calls of {entity} differ from before",
  surface: "access_behavior",
  version: 1,
  plane: "control",
  unit: "1",
  measure: "categories",
  tail: "upper",
  entity: "principal",
  windowMs: DAY_MS,
  reads: ["audit_event"],
  materialityFloor: 0,
  toleranceRatio: 0,
  rollup: (dialect) =>
    categoriesRollup(
      dialect,
      { relation: "audit_event", windowMs: DAY_MS, entity: [sql`principal`] },
      sql`network`,
    ),
});
