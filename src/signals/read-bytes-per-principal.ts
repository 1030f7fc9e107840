import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** A gibibyte. */
const FLOOR_BYTES = 1_073_741_824;

/**
 * Bytes read by the statements that a principal ran. Works when: work runs on SQL warehouses or serverless
 * compute. Fails when: it runs on classic clusters, which leave no statements.
 */
export const readBytesPerPrincipalSignal = defineSignal({
  id: "query_run.read_bytes_per_principal",
  title: "Bytes scanned per principal",
  sentence: "{entity} scanned {value} in one hour",
  surface: "query_performance",
  version: 1,
  plane: "data",
  unit: "By",
  measure: "magnitude",
  tail: "upper",
  entity: "principal",
  windowMs: HOUR_MS,
  reads: ["query_run"],
  materialityFloor: FLOOR_BYTES,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "query_run",
        windowMs: HOUR_MS,
        entity: [sql`principal`],
        where: [sql`read_bytes IS NOT NULL`],
      },
      { value: sql`sum(read_bytes)` },
    ),
});
