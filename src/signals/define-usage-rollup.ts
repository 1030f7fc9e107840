import type { Dialect } from "../sql/dialect.ts";
import { type Sql, sql } from "../sql/sql.ts";
import { type RollupFrame, scalarRollup } from "./define-rollup.ts";

/**
 * The moment for which a billing record counts: just before its end, so that the hour 09:00–10:00, which ends at
 * 10:00, counts for the hour and the day in which it was used.
 */
export function usageMoment(dialect: Dialect): Sql {
  return dialect.timestampOfMs(sql`${dialect.epochMs(sql`event_time`)} - 1`);
}

/**
 * Rollup of list cost in USD per entity and window: retractions and restatements add up with their sign, records
 * without a price are left out, and a window that adds up to nothing gives no row.
 */
export function costRollup(dialect: Dialect, frame: Omit<RollupFrame, "relation" | "moment" | "where">): Sql {
  const total = sql`sum(list_cost_usd)`;
  return scalarRollup(
    dialect,
    { ...frame, relation: "usage", moment: usageMoment(dialect), where: [sql`list_cost_usd IS NOT NULL`] },
    { value: total, having: sql`${total} > 0` },
  );
}
