import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { categoriesRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** What a principal does, as `service.action`. */
export const actionsPerPrincipalSignal = defineSignal({
  id: "audit_event.actions_per_principal",
  title: "Actions per principal",
  sentence: "The actions in {value} calls of {entity} differ from before",
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
      sql`service_name || '.' || action_name`,
    ),
});
