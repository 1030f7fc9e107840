import type { DurationMs, EpochMs } from "../../domain/units.ts";
import { joinSql, rawSql, sql } from "../../sql/sql.ts";
import { rowField } from "../row-field.ts";
import { USE_LOOK_BACK_MS } from "./collect-access-facts.ts";
import type { IncidentBatch } from "./incident-scope.ts";

const QUERY_TIMEOUT_MS = (10 * 60_000) as DurationMs;

/**
 * For each incident, the first audit event of the 90 days before it; null when there is none, or no audit log.
 *
 * The starts of the incidents' 90 days cut time into pieces, and the first event of each piece answers for all of them.
 * Errors: ENGINE_*. Cost: one pass over `event_time`, one row back per start.
 */
export async function auditReach(batch: IncidentBatch): Promise<readonly (EpochMs | null)[]> {
  const { engine, scopes, signal } = batch;
  const earliest = scopes.length === 0 ? undefined : Math.min(...scopes.map(({ startsAt }) => startsAt));
  if (earliest === undefined || !batch.assessed.has("audit_event")) return scopes.map(() => null);
  const { timestampFromMs, epochMs } = engine.dialect;
  const sinceMs = [...new Set(scopes.map(({ startsAt }) => startsAt - USE_LOOK_BACK_MS))].sort(
    (a, b) => b - a,
  );
  const pieces = sinceMs.map(
    (ms) => sql`WHEN event_time >= ${timestampFromMs(ms)} THEN ${rawSql(String(ms))}`,
  );
  const latest = Math.max(...scopes.map(({ startsAt }) => startsAt));
  const firsts = await engine.query(
    {
      name: "reach of the audit log before incidents",
      sql: sql`SELECT since_ms, ${epochMs(rawSql("min(event_time)"))} AS at_ms FROM (
          SELECT event_time, CASE ${joinSql(pieces, " ")} END AS since_ms FROM audit_event
          WHERE event_time >= ${timestampFromMs(earliest - USE_LOOK_BACK_MS)} AND event_time < ${timestampFromMs(latest)}) AS pieces
        GROUP BY since_ms ORDER BY since_ms`,
      row: (raw) => {
        const field = rowField(raw);
        return { sinceMs: field.count("since_ms"), at: field.moment("at_ms") };
      },
    },
    { timeoutMs: QUERY_TIMEOUT_MS, signal, rowLimit: sinceMs.length },
  );
  return scopes.map(({ startsAt }) => {
    const first = firsts.find((piece) => piece.sinceMs >= startsAt - USE_LOOK_BACK_MS);
    return first === undefined || first.at >= startsAt ? null : first.at;
  });
}
