import { DAY_MS } from "../domain/units.ts";
import { sql } from "../sql/sql.ts";
import { scalarRollup } from "./define-rollup.ts";
import { defineSignal } from "./define-signal.ts";

/** The shape's first characters for the reader, a hash of all of it to tell it from others that begin alike. */
const SHAPE = sql`left(statement_shape, 120) || ' #' || left(md5(statement_shape), 8)`;

/**
 * Total execution time of all statements that differ only in literals: one that comes to dominate a warehouse. The
 * shape is named by its first characters and a hash of all of it. Fails when: statement texts are redacted.
 */
export const executionTimePerQueryShapeSignal = defineSignal({
  id: "query_run.execution_time_per_query_shape",
  title: "Execution time per statement shape",
  sentence: "Statements of {entity} ran for {value} in one day",
  surface: "query_performance",
  version: 1,
  plane: "data",
  unit: "ms",
  measure: "magnitude",
  tail: "upper",
  entity: "other",
  entityType: "query_shape",
  windowMs: DAY_MS,
  reads: ["query_run"],
  materialityFloor: 600_000,
  toleranceRatio: 0,
  rollup: (dialect) =>
    scalarRollup(
      dialect,
      {
        relation: "query_run",
        windowMs: DAY_MS,
        entity: [SHAPE],
        where: [sql`execution_duration_ms IS NOT NULL`],
      },
      { value: sql`sum(execution_duration_ms)` },
    ),
});
