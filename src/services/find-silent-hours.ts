import type { CanonicalRelation } from "../domain/canonical-relations.ts";
import { type DurationMs, HOUR_MS } from "../domain/units.ts";
import type { Engine } from "../ports/engine.ts";
import { rawSql, sql } from "../sql/sql.ts";
import { rowField } from "./row-field.ts";

const QUERY_TIMEOUT_MS = (10 * 60_000) as DurationMs;
/** Ten years of hours. */
const HOUR_LIMIT = 24 * 3_660;
/** Same hour of day on this many days before tells what to expect. */
const LOOK_BACK_DAYS = 7;
/** An hour without rows is an outage where at least this many were expected: a Poisson of 20 is 0 once in 5e8 hours. */
const EXPECTED_ROWS_MIN = 20;

/**
 * Hours in which a relation has no row although its own past says that it should: the telemetry was silent, not the
 * account, so gaps in these hours are not zeros. Result: starts of hours in epoch milliseconds.
 *
 * Works when: the relation's volume repeats by the hour of day. Fails when: the relation is so thin that an empty hour
 * is normal (expected under 20 rows): then nothing is called silent. Cost: one grouped pass over `event_time`.
 */
export async function findSilentHours(
  engine: Engine,
  relation: CanonicalRelation,
  signal: AbortSignal,
): Promise<ReadonlySet<number>> {
  const hour = engine.dialect.timeBucket(rawSql("event_time"), HOUR_MS);
  const rows = await engine.query(
    {
      name: `hours of ${relation}`,
      sql: sql`SELECT ${engine.dialect.epochMs(hour)} AS hour_ms, count(*) AS row_count FROM ${rawSql(relation)} WHERE event_time IS NOT NULL GROUP BY ALL ORDER BY 1`,
      row: (raw) => {
        const field = rowField(raw);
        return { hourMs: field.count("hour_ms"), rowCount: field.count("row_count") };
      },
    },
    { timeoutMs: QUERY_TIMEOUT_MS, signal, rowLimit: HOUR_LIMIT },
  );
  return silentHours(rows);
}

/** The same on counts by hour, ascending. */
export function silentHours(
  rows: readonly { readonly hourMs: number; readonly rowCount: number }[],
): ReadonlySet<number> {
  const silent = new Set<number>();
  const first = rows[0];
  const last = rows[rows.length - 1];
  if (first === undefined || last === undefined) return silent;
  const countByHour = new Map(rows.map((row) => [row.hourMs, row.rowCount]));
  for (let hourMs = first.hourMs; hourMs < last.hourMs; hourMs += HOUR_MS) {
    if (countByHour.has(hourMs)) continue;
    if (expectedCount({ countByHour, silent, firstHourMs: first.hourMs }, hourMs) >= EXPECTED_ROWS_MIN) {
      silent.add(hourMs);
    }
  }
  return silent;
}

/** Mean over the same hour of the days before that were observed and not silent; 0 when there is none. */
function expectedCount(
  past: {
    readonly countByHour: ReadonlyMap<number, number>;
    readonly silent: ReadonlySet<number>;
    readonly firstHourMs: number;
  },
  hourMs: number,
): number {
  let total = 0;
  let dayCount = 0;
  for (let day = 1; day <= LOOK_BACK_DAYS; day++) {
    const before = hourMs - day * 24 * HOUR_MS;
    if (before < past.firstHourMs || past.silent.has(before)) continue;
    total += past.countByHour.get(before) ?? 0;
    dayCount++;
  }
  return dayCount === 0 ? 0 : total / dayCount;
}
