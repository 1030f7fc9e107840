import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/**
 * Rows that SELECT statements handed out, answers from the result cache included: what left, not what was scanned.
 */
export const rowsReturnedPerPrincipalSignal = defineSignal({
  id: "query_run.rows_returned_per_principal",
  title: "Rows returned per principal",
  sentence: "{entity} was given {value} in one hour",
  surface: "access_behavior",
  version: 1,
  plane: "control",
  unit: "rows",
  measure: "magnitude",
  tail: "upper",
  entity: "principal",
  windowMs: HOUR_MS,
  reads: ["query_run"],
  materialityFloor: 10_000,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "query_run",
        windowMs: HOUR_MS,
        entity: [sql`principal`],
        where: [sql`statement_type = 'SELECT'`, sql`produced_rows IS NOT NULL`],
      },
      { value: sql`sum(produced_rows)` },
    ),
});
