import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Rows scanned by the statements that a principal ran. Fails when: work runs on classic clusters, which leave no
 * statements.
 */
export const rowsReadPerPrincipalSignal = defineSignal({
  id: "query_run.rows_read_per_principal",
  title: "Rows read per principal",
  sentence: "{entity} read {value} in one hour",
  surface: "access_behavior",
  version: 1,
  plane: "control",
  unit: "rows",
  measure: "magnitude",
  tail: "upper",
  entity: "principal",
  windowMs: HOUR_MS,
  reads: ["query_run"],
  materialityFloor: 100_000,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "query_run",
        windowMs: HOUR_MS,
        entity: [sql`principal`],
        where: [sql`read_rows IS NOT NULL`],
      },
      { value: sql`sum(read_rows)` },
    ),
});
