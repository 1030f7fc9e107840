import { HOUR_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** A gibibyte. */
const FLOOR_BYTES = 1_073_741_824;

/** Bytes that did not fit into memory. Rises when statements grow or the warehouse shrinks. */
export const spilledBytesPerWarehouseSignal = defineSignal({
  id: "query_run.spilled_bytes_per_warehouse",
  title: "Spill to disk per warehouse",
  sentence: "Statements on {entity} spilled {value} to disk",
  surface: "query_performance",
  version: 1,
  plane: "data",
  unit: "By",
  measure: "magnitude",
  tail: "upper",
  entity: "warehouse",
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
        entity: [sql`warehouse_id`],
        where: [sql`spilled_bytes IS NOT NULL`],
      },
      { value: sql`sum(spilled_bytes)` },
    ),
});
