import { durationMs, HOUR_MS } from "../domain/units.ts";
import type { Dialect } from "../sql/dialect.ts";
import { type Sql, sql } from "../sql/sql.ts";

/** About an hour after the end of a slice is documented; no bound is. */
export const RUN_LATENESS_MS = durationMs(4 * HOUR_MS);

/** End of the SELECT over the raw table that gives `slice`: each slice of a run once, as last delivered. */
export const ONE_ROW_PER_SLICE: Sql = sql`QUALIFY row_number() OVER (PARTITION BY workspace_id, run_id, period_start_time
          ORDER BY period_end_time DESC NULLS LAST, CASE WHEN result_state IS NULL THEN 1 ELSE 0 END) = 1`;

/** The rows of `slice` with `recency`, 1 for the latest slice of a run that has a result. */
export const RANKED_SLICES: Sql = sql`SELECT slice.*, row_number() OVER (PARTITION BY workspace_id, run_id
          ORDER BY CASE WHEN result_state IS NULL THEN 1 ELSE 0 END, period_end_time DESC, period_start_time DESC) AS recency
        FROM slice`;

/** Aggregates over the ranked slices of a run: `slices_ms`, its slices together. */
export function slicesMs(dialect: Dialect): Sql {
  return sql`CAST(sum(${dialect.durationMs(sql`period_start_time`, sql`period_end_time`)}) AS BIGINT) AS slices_ms`;
}

/** Aggregates over the ranked slices of a run: how it ended. */
export const LATEST_RESULT: Sql = sql`max(CASE WHEN recency = 1 THEN result_state END) AS result_state, max(CASE WHEN recency = 1 THEN termination_code END) AS termination_code`;

/** `duration_ms` of a run: its slices together, at most the time from its first to its last moment. */
export function runDurationMs(dialect: Dialect): Sql {
  return sql`least(slices_ms, ${dialect.durationMs(sql`start_time`, sql`event_time`)}) AS duration_ms`;
}

/** Columns of a run: how it ended, and whether that is a failure. */
export const RUN_OUTCOME: Sql = sql`result_state, termination_code, coalesce(result_state IN ('FAILED', 'ERROR', 'TIMED_OUT'), false) AS is_failed`;
