import type {
  JobChangeRow,
  JobRunRow,
  MissingHourRow,
  QueryUseRow,
  WriterRow,
} from "../../attribution/define-reason.ts";
import type { CanonicalRelation } from "../../domain/canonical-relations.ts";
import { DAY_MS, epochMs, HOUR_MS, WEEK_MS } from "../../domain/units.ts";
import { rawSql, sql } from "../../sql/sql.ts";
import { silentHours } from "../find-silent-hours.ts";
import { rowField } from "../row-field.ts";
import { ask, type IncidentScope, namesAnyOf, within } from "./incident-scope.ts";

const JOB_CHANGE_LIMIT = 200;
const JOB_RUN_LIMIT = 2_000;
const WRITER_LIMIT = 200;
const QUERY_LIMIT = 200;
const EDGE_LIMIT = 2_000;
const HOUR_COUNT_MAX = 24 * 60;
const WRITER_LOOK_BACK_MS = 90 * DAY_MS;
const QUERY_LOOK_BACK_MS = 14 * DAY_MS;
/** A week and a day: what an hour's volume is compared with. */
const VOLUME_LOOK_BACK_MS = 8 * DAY_MS;

export interface LineageEdge {
  readonly source: string;
  readonly target: string;
  readonly jobId: string | null;
}

/** Edges into and out of the incident's securables, of the 7 days before and during it. */
export async function lineageEdges(scope: IncidentScope): Promise<readonly LineageEdge[] | null> {
  if (!scope.assessed.has("lineage_edge")) return null;
  const what = namesAnyOf({ source_securable: scope.securables, target_securable: scope.securables });
  if (what === null) return [];
  return ask(scope, {
    name: "lineage around an incident",
    rowLimit: EDGE_LIMIT,
    sql: sql`SELECT DISTINCT source_securable, target_securable, job_id FROM lineage_edge
      WHERE ${within(scope, scope.startsAt - WEEK_MS, scope.endsAt)} AND ${what}
        AND source_securable IS NOT NULL AND target_securable IS NOT NULL AND source_securable <> target_securable
      ORDER BY source_securable, target_securable, job_id LIMIT ${rawSql(String(EDGE_LIMIT))}`,
    row: (raw): LineageEdge => {
      const field = rowField(raw);
      return {
        source: field.text("source_securable"),
        target: field.text("target_securable"),
        jobId: field.textOrNull("job_id"),
      };
    },
  });
}

/** Changes of the definitions of `scope.jobs` of the 7 days before and during the incident. */
export async function jobChanges(scope: IncidentScope): Promise<readonly JobChangeRow[] | null> {
  if (!scope.assessed.has("job_change")) return null;
  const which = namesAnyOf({ job_id: scope.jobs });
  if (which === null) return [];
  return ask(scope, {
    name: "changes of jobs around an incident",
    rowLimit: JOB_CHANGE_LIMIT,
    sql: sql`SELECT job_id, ${scope.engine.dialect.epochMs(rawSql("event_time"))} AS at_ms, changed_fields FROM job_change
      WHERE ${within(scope, scope.startsAt - WEEK_MS, scope.endsAt)} AND ${which} AND changed_fields <> ''
      ORDER BY event_time DESC, job_id LIMIT ${rawSql(String(JOB_CHANGE_LIMIT))}`,
    row: (raw): JobChangeRow => {
      const field = rowField(raw);
      return {
        jobId: field.text("job_id"),
        at: field.moment("at_ms"),
        changedFields: field.text("changed_fields"),
      };
    },
  });
}

/** Runs of `scope.jobs` that ended in the 7 days before or during the incident, newest kept. */
export async function jobRuns(scope: IncidentScope): Promise<readonly JobRunRow[] | null> {
  if (!scope.assessed.has("job_run")) return null;
  const which = namesAnyOf({ job_id: scope.jobs });
  if (which === null) return [];
  return ask(scope, {
    name: "runs of jobs around an incident",
    rowLimit: JOB_RUN_LIMIT,
    sql: sql`SELECT job_id, run_id, ${scope.engine.dialect.epochMs(rawSql("event_time"))} AS at_ms,
        coalesce(is_failed, FALSE) AS is_failed, coalesce(retry_count, 0) AS retry_count
      FROM job_run WHERE ${within(scope, scope.startsAt - WEEK_MS, scope.endsAt)} AND ${which}
      ORDER BY event_time DESC, job_id, run_id LIMIT ${rawSql(String(JOB_RUN_LIMIT))}`,
    row: (raw): JobRunRow => {
      const field = rowField(raw);
      return {
        jobId: field.text("job_id"),
        runId: field.text("run_id"),
        at: field.moment("at_ms"),
        isFailed: field.flag("is_failed"),
        retryCount: field.count("retry_count"),
      };
    },
  });
}

/** Versions of the incident's tables written during it, with how often their writer wrote in the 90 days before. */
export async function tableWriters(scope: IncidentScope): Promise<readonly WriterRow[] | null> {
  if (!scope.assessed.has("table_version")) return null;
  const which = namesAnyOf({ securable: scope.securables });
  if (which === null) return [];
  return ask(scope, {
    name: "writers around an incident",
    rowLimit: WRITER_LIMIT,
    sql: sql`WITH during AS (
        SELECT securable, version, writer, event_time FROM table_version
        WHERE ${within(scope, scope.startsAt, scope.endsAt)} AND ${which} AND version IS NOT NULL),
      earlier AS (
        SELECT securable, writer, count(*) AS version_count FROM table_version
        WHERE ${within(scope, scope.startsAt - WRITER_LOOK_BACK_MS, scope.startsAt)}
          AND securable IN (SELECT securable FROM during)
        GROUP BY securable, writer)
      SELECT d.securable, d.version, d.writer, ${scope.engine.dialect.epochMs(rawSql("d.event_time"))} AS at_ms,
        CAST(coalesce(sum(e.version_count) FILTER (WHERE e.writer = d.writer), 0) AS BIGINT) AS earlier_count,
        CAST(coalesce(sum(e.version_count), 0) AS BIGINT) AS all_earlier_count
      FROM during AS d LEFT JOIN earlier AS e ON e.securable = d.securable
      GROUP BY d.securable, d.version, d.writer, d.event_time
      ORDER BY d.event_time, d.securable, d.version LIMIT ${rawSql(String(WRITER_LIMIT))}`,
    row: (raw): WriterRow => {
      const field = rowField(raw);
      return {
        securable: field.text("securable"),
        version: field.count("version"),
        at: field.moment("at_ms"),
        writer: field.textOrNull("writer"),
        earlierVersionCount: field.count("earlier_count"),
        allEarlierVersionCount: field.count("all_earlier_count"),
      };
    },
  });
}

/**
 * Statements by principal during the incident. What to expect is the mean over the earlier 14 days on which there were
 * statements at all, of the same time of day when the incident is shorter than a day.
 */
export async function queryUses(scope: IncidentScope): Promise<readonly QueryUseRow[] | null> {
  if (!scope.assessed.has("query_run")) return null;
  const who = namesAnyOf({
    principal: scope.principals,
    warehouse_id: scope.warehouses,
    job_id: scope.jobs,
    workspace_id: scope.workspaces,
  });
  if (who === null) return [];
  const { dialect } = scope.engine;
  const lengthMs = scope.endsAt - scope.startsAt;
  const start = dialect.timestampFromMs(scope.startsAt);
  const startOfDayMs = scope.startsAt % DAY_MS;
  const atMs = dialect.epochMs(rawSql("event_time"));
  // Milliseconds since the incident's time of day; both terms are positive, so % agrees on every engine.
  const sinceMs = sql`(${atMs} + ${rawSql(String(DAY_MS - startOfDayMs))}) % ${rawSql(String(DAY_MS))}`;
  const isComparable = sql`event_time < ${start} AND ${sinceMs} < ${rawSql(String(lengthMs))}`;
  const before = within(scope, scope.startsAt - QUERY_LOOK_BACK_MS, scope.startsAt);
  const lengthDays = rawSql(Math.max(1, lengthMs / DAY_MS).toFixed(6));
  return ask(scope, {
    name: "statements around an incident",
    rowLimit: QUERY_LIMIT,
    sql: sql`WITH days AS (
        SELECT count(DISTINCT ${dialect.timeBucket(rawSql("event_time"), DAY_MS)}) AS day_count FROM query_run WHERE ${before}),
      timed AS (
        SELECT principal, statement_shape, statement_id, coalesce(read_bytes, 0) AS read_bytes,
          event_time >= ${start} AS is_during, ${isComparable} AS is_comparable
        FROM query_run WHERE ${within(scope, scope.startsAt - QUERY_LOOK_BACK_MS, scope.endsAt)}
          AND principal IS NOT NULL AND ${who}),
      by_shape AS (
        SELECT principal, statement_shape, min(statement_id) FILTER (WHERE is_during) AS statement_id,
          count(*) FILTER (WHERE is_during) AS query_count,
          coalesce(sum(read_bytes) FILTER (WHERE is_during), 0) AS read_bytes,
          count(*) FILTER (WHERE is_comparable) AS comparable_count,
          coalesce(sum(read_bytes) FILTER (WHERE is_comparable), 0) AS comparable_bytes,
          statement_shape IS NOT NULL AND count(*) FILTER (WHERE NOT is_during) = 0 AS is_new
        FROM timed GROUP BY principal, statement_shape)
      SELECT principal, min(statement_id) AS statement_id, CAST(sum(query_count) AS BIGINT) AS query_count,
        CAST(sum(read_bytes) AS DOUBLE) AS read_bytes,
        CAST(coalesce(sum(query_count) FILTER (WHERE statement_shape IS NOT NULL), 0) AS BIGINT) AS known_shape_count,
        CAST(coalesce(sum(query_count) FILTER (WHERE is_new), 0) AS BIGINT) AS new_shape_count,
        CAST(coalesce(sum(read_bytes) FILTER (WHERE is_new), 0) AS DOUBLE) AS new_shape_bytes,
        CAST(sum(comparable_count) AS DOUBLE) * ${lengthDays} AS comparable_count,
        CAST(sum(comparable_bytes) AS DOUBLE) * ${lengthDays} AS comparable_bytes, max(day_count) AS day_count
      FROM by_shape CROSS JOIN days GROUP BY principal HAVING sum(query_count) > 0
      ORDER BY query_count DESC, principal LIMIT ${rawSql(String(QUERY_LIMIT))}`,
    row: (raw): QueryUseRow => {
      const field = rowField(raw);
      const dayCount = field.count("day_count");
      return {
        principal: field.text("principal"),
        queryCount: field.count("query_count"),
        readBytes: field.amount("read_bytes"),
        knownShapeCount: field.count("known_shape_count"),
        newShapeCount: field.count("new_shape_count"),
        newShapeReadBytes: field.amount("new_shape_bytes"),
        expectedQueryCount: dayCount === 0 ? null : field.amount("comparable_count") / dayCount,
        expectedReadBytes: dayCount === 0 ? null : field.amount("comparable_bytes") / dayCount,
        statementId: field.text("statement_id"),
      };
    },
  });
}

/** Hours of the incident in which the relations behind its findings are silent against the week before. */
export async function silentHourRows(
  scope: IncidentScope,
  relations: readonly CanonicalRelation[],
): Promise<readonly MissingHourRow[] | null> {
  const assessed = relations.filter((relation) => scope.assessed.has(relation));
  if (assessed.length === 0) return null;
  const silent: MissingHourRow[] = [];
  const { dialect } = scope.engine;
  const hour = dialect.timeBucket(rawSql("event_time"), HOUR_MS);
  const sinceMs = Math.floor((scope.startsAt - VOLUME_LOOK_BACK_MS) / HOUR_MS) * HOUR_MS;
  for (const relation of assessed) {
    const hours = await ask(scope, {
      name: `hourly volume of ${relation}`,
      rowLimit: HOUR_COUNT_MAX,
      sql: sql`SELECT ${dialect.epochMs(hour)} AS hour_ms, count(*) AS row_count FROM ${rawSql(relation)}
        WHERE ${within(scope, sinceMs, scope.endsAt + DAY_MS)}
        GROUP BY ALL ORDER BY hour_ms LIMIT ${rawSql(String(HOUR_COUNT_MAX))}`,
      row: (raw) => {
        const field = rowField(raw);
        return { hourMs: field.count("hour_ms"), rowCount: field.count("row_count") };
      },
    });
    for (const hourMs of silentHours(hours)) {
      if (hourMs + HOUR_MS > scope.startsAt && hourMs < scope.endsAt) {
        silent.push({ relation, at: epochMs(hourMs) });
      }
    }
  }
  return silent;
}
