import type { HourUseRow, PlaceUseRow, QueryUseRow } from "../../attribution/define-reason.ts";
import { DAY_MS, HOUR_MS } from "../../domain/units.ts";
import { rawSql, sql } from "../../sql/sql.ts";
import { rowField } from "../row-field.ts";
import { askIncidents } from "./ask-incidents.ts";
import type { IncidentAnswer, IncidentBatch } from "./incident-scope.ts";

const NETWORK_LIMIT = 200;
const HOUR_LIMIT = 24 * 50;
const QUERY_LIMIT = 200;
/** How far back "before" reaches: habits of place and time change within weeks. */
const HABIT_LOOK_BACK_MS = 28 * DAY_MS;
const QUERY_LOOK_BACK_MS = 14 * DAY_MS;

/** Networks from which the incident's principals called during it, against their 28 days before. */
export function networkUses(batch: IncidentBatch): Promise<readonly IncidentAnswer<PlaceUseRow>[]> {
  const { dialect } = batch.engine;
  return askIncidents(batch, {
    name: "networks around an incident",
    relation: "audit_event",
    rowLimit: NETWORK_LIMIT,
    lookBackMs: HABIT_LOOK_BACK_MS,
    names: ({ principals }) => ({ principal: principals }),
    touched: { columns: "event_id, principal, network", condition: sql`network IS NOT NULL` },
    answer: () => sql`by_network AS (
        SELECT incident, principal, network, count(*) FILTER (WHERE event_time >= start_time) AS call_count,
          count(*) FILTER (WHERE event_time < start_time) AS earlier_count,
          min(event_time) FILTER (WHERE event_time >= start_time) AS first_time,
          min_by(event_id, event_time) FILTER (WHERE event_time >= start_time) AS event_id
        FROM touched GROUP BY incident, principal, network),
      totaled AS (
        SELECT *, CAST(sum(earlier_count) OVER (PARTITION BY incident, principal) AS BIGINT) AS all_earlier_count FROM by_network),
      answer AS (SELECT *, ${dialect.epochMs(rawSql("first_time"))} AS at_ms FROM totaled WHERE call_count > 0)`,
    columns: "principal, network, call_count, earlier_count, all_earlier_count, at_ms, event_id",
    order: "earlier_count, call_count DESC, principal, network",
    row: (raw): PlaceUseRow => {
      const field = rowField(raw);
      return {
        principal: field.text("principal"),
        network: field.text("network"),
        callCount: field.count("call_count"),
        firstAt: field.moment("at_ms"),
        firstEventId: field.text("event_id"),
        earlierCallCount: field.count("earlier_count"),
        allEarlierCallCount: field.count("all_earlier_count"),
      };
    },
  });
}

/** Calls of the incident's principals by hour of the day (UTC), during it and in the 28 days before. */
export function hourUses(batch: IncidentBatch): Promise<readonly IncidentAnswer<HourUseRow>[]> {
  const atMs = batch.engine.dialect.epochMs(rawSql("event_time"));
  const hour = sql`CAST(floor(${atMs} / ${rawSql(`${HOUR_MS}.0`)}) AS BIGINT) % 24`;
  return askIncidents(batch, {
    name: "hours of calls around an incident",
    relation: "audit_event",
    rowLimit: HOUR_LIMIT,
    lookBackMs: HABIT_LOOK_BACK_MS,
    names: ({ principals }) => ({ principal: principals }),
    touched: { columns: "principal" },
    answer: () => sql`timed AS (
        SELECT incident, principal, ${hour} AS hour_of_day, event_time >= start_time AS is_during FROM touched),
      answer AS (
        SELECT incident, principal, hour_of_day, count(*) FILTER (WHERE is_during) AS call_count,
          count(*) FILTER (WHERE NOT is_during) AS earlier_count
        FROM timed GROUP BY incident, principal, hour_of_day)`,
    columns: "principal, hour_of_day, call_count, earlier_count",
    order: "principal, hour_of_day",
    row: (raw): HourUseRow => {
      const field = rowField(raw);
      return {
        principal: field.text("principal"),
        hourOfDay: field.count("hour_of_day"),
        callCount: field.count("call_count"),
        earlierCallCount: field.count("earlier_count"),
      };
    },
  });
}

/**
 * Statements by principal during the incident. What to expect is the mean over the earlier 14 days on which there were
 * statements at all, of the same time of day when the incident is shorter than a day.
 */
export function queryUses(batch: IncidentBatch): Promise<readonly IncidentAnswer<QueryUseRow>[]> {
  const { dialect } = batch.engine;
  const dayMs = rawSql(String(DAY_MS));
  const atMs = dialect.epochMs(rawSql("event_time"));
  // Milliseconds since the incident's time of day; both terms are positive, so % agrees on every engine.
  const sinceMs = sql`(${atMs} + ${dayMs} - start_ms % ${dayMs}) % ${dayMs}`;
  return askIncidents(batch, {
    name: "statements around an incident",
    relation: "query_run",
    rowLimit: QUERY_LIMIT,
    lookBackMs: QUERY_LOOK_BACK_MS,
    names: ({ principals, warehouses, jobs, workspaces }) => ({
      principal: principals,
      warehouse_id: warehouses,
      job_id: jobs,
      workspace_id: workspaces,
    }),
    touched: {
      columns: "principal, statement_shape, statement_id, read_bytes",
      condition: sql`principal IS NOT NULL`,
    },
    // The look back is longer than a day: of the day in which it begins the last row tells, of the last day the first.
    answer: ({ beforeStart }) => sql`days AS (
        SELECT day, min(event_time) AS first_time, max(event_time) AS last_time FROM (
          SELECT event_time, ${dialect.timeBucket(rawSql("event_time"), DAY_MS)} AS day FROM query_run
          WHERE ${beforeStart("event_time")}) AS timed_days
        GROUP BY day),
      day_counts AS (
        SELECT s.incident, count(*) AS day_count FROM span AS s
        JOIN days AS d ON d.last_time >= s.from_time AND d.first_time < s.start_time
        GROUP BY s.incident),
      timed AS (
        SELECT incident, principal, statement_shape, statement_id, coalesce(read_bytes, 0) AS read_bytes,
          event_time >= start_time AS is_during, event_time < start_time AND ${sinceMs} < length_ms AS is_comparable
        FROM touched),
      by_shape AS (
        SELECT incident, principal, statement_shape, min(statement_id) FILTER (WHERE is_during) AS statement_id,
          count(*) FILTER (WHERE is_during) AS query_count,
          coalesce(sum(read_bytes) FILTER (WHERE is_during), 0) AS read_bytes,
          count(*) FILTER (WHERE is_comparable) AS comparable_count,
          coalesce(sum(read_bytes) FILTER (WHERE is_comparable), 0) AS comparable_bytes,
          statement_shape IS NOT NULL AND count(*) FILTER (WHERE NOT is_during) = 0 AS is_new
        FROM timed GROUP BY incident, principal, statement_shape),
      by_principal AS (
        SELECT incident, principal, min(statement_id) AS statement_id, CAST(sum(query_count) AS BIGINT) AS query_count,
          CAST(sum(read_bytes) AS DOUBLE) AS read_bytes,
          CAST(coalesce(sum(query_count) FILTER (WHERE statement_shape IS NOT NULL), 0) AS BIGINT) AS known_shape_count,
          CAST(coalesce(sum(query_count) FILTER (WHERE is_new), 0) AS BIGINT) AS new_shape_count,
          CAST(coalesce(sum(read_bytes) FILTER (WHERE is_new), 0) AS DOUBLE) AS new_shape_bytes,
          CAST(sum(comparable_count) AS DOUBLE) AS comparable_count,
          CAST(sum(comparable_bytes) AS DOUBLE) AS comparable_bytes
        FROM by_shape GROUP BY incident, principal),
      answer AS (
        SELECT p.*, coalesce(c.day_count, 0) AS day_count FROM by_principal AS p
        LEFT JOIN day_counts AS c ON c.incident = p.incident WHERE p.query_count > 0)`,
    columns:
      "principal, statement_id, query_count, read_bytes, known_shape_count, new_shape_count, new_shape_bytes, comparable_count, comparable_bytes, day_count",
    order: "query_count DESC, principal",
    row: (raw, scope): QueryUseRow => {
      const field = rowField(raw);
      const dayCount = field.count("day_count");
      const dayLength = Number(Math.max(1, (scope.endsAt - scope.startsAt) / DAY_MS).toFixed(6));
      const expected = (column: string): number | null =>
        dayCount === 0 ? null : (field.amount(column) * dayLength) / dayCount;
      return {
        principal: field.text("principal"),
        queryCount: field.count("query_count"),
        readBytes: field.amount("read_bytes"),
        knownShapeCount: field.count("known_shape_count"),
        newShapeCount: field.count("new_shape_count"),
        newShapeReadBytes: field.amount("new_shape_bytes"),
        expectedQueryCount: expected("comparable_count"),
        expectedReadBytes: expected("comparable_bytes"),
        statementId: field.text("statement_id"),
      };
    },
  });
}
