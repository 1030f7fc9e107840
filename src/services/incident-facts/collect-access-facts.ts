import type { AccessAttemptRow, AccessChangeRow, AccessUseRow } from "../../attribution/define-reason.ts";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import { DAY_MS, WEEK_MS } from "../../domain/units.ts";
import { rawSql, type Sql, sql } from "../../sql/sql.ts";
import { rowField } from "../row-field.ts";
import { askIncidents } from "./ask-incidents.ts";
import type { IncidentAnswer, IncidentBatch } from "./incident-scope.ts";

const CHANGE_LIMIT = 500;
const USE_LIMIT = 300;
const ATTEMPT_LIMIT = 200;
/** How far back "before" reaches: use of data changes within a quarter. */
export const USE_LOOK_BACK_MS = 90 * DAY_MS;

/**
 * Changes of access of the given names, by place of the incident in the batch, within 7 days before the incident and
 * during it, newest kept.
 */
export function accessChanges(
  batch: IncidentBatch,
  names: readonly { readonly principals: readonly string[]; readonly securables: readonly string[] }[],
): Promise<readonly IncidentAnswer<AccessChangeRow>[]> {
  return askIncidents(batch, {
    name: "changes of access around an incident",
    relation: "grant_change",
    rowLimit: CHANGE_LIMIT,
    lookBackMs: WEEK_MS,
    names: (scope, index) => ({
      principal: names[index]?.principals ?? [],
      changed_by: scope.principals,
      securable: names[index]?.securables ?? [],
    }),
    touched: { columns: "event_id, changed_by, change, principal, privilege, securable, target_group" },
    answer: ({ dialect }) =>
      sql`answer AS (SELECT *, ${dialect.epochMs(rawSql("event_time"))} AS at_ms FROM touched)`,
    columns: "event_id, at_ms, changed_by, change, principal, privilege, securable, target_group",
    order: "event_time DESC, event_id, principal, privilege, securable",
    row: (raw): AccessChangeRow => {
      const field = rowField(raw);
      return {
        eventId: field.text("event_id"),
        at: field.moment("at_ms"),
        changedBy: field.textOrNull("changed_by"),
        change: field.text("change"),
        principal: field.textOrNull("principal"),
        privilege: field.textOrNull("privilege"),
        securable: field.textOrNull("securable"),
        group: field.textOrNull("target_group"),
      };
    },
  });
}

/** Who used what during the incident, the most used first, against the same principals' 90 days before. */
export function accessUses(batch: IncidentBatch): Promise<readonly IncidentAnswer<AccessUseRow>[]> {
  const { dialect } = batch.engine;
  const used = sql`category IN ('read', 'write', 'export') AND NOT coalesce(is_failed, FALSE) AND principal IS NOT NULL`;
  const schema = dialect.regexpExtract(rawSql("securable"), "^(.+)[.][^.]+$", 1);
  // What has no schema is compared by its own name.
  const place = (from: Sql): Sql =>
    sql`SELECT *, ${schema} AS schema_name, CASE WHEN ${schema} IS NULL THEN securable END AS bare_name FROM (${from}) AS counted`;
  return askIncidents(batch, {
    name: "uses of data around an incident",
    relation: "audit_event",
    rowLimit: USE_LIMIT,
    lookBackMs: USE_LOOK_BACK_MS,
    touchedLookBackMs: 0,
    names: ({ principals, securables }) => ({ principal: principals, securable: securables }),
    touched: {
      columns: "event_id, principal, securable, category",
      condition: sql`${used} AND coalesce(principal_kind, '') <> 'system'`,
    },
    answer: ({ beforeStart }) => sql`uses AS (
        SELECT incident, from_time, start_time, principal, securable, category, count(*) AS use_count,
          min(event_time) AS first_time, min_by(event_id, event_time) AS event_id
        FROM touched GROUP BY incident, from_time, start_time, principal, securable, category),
      during AS (${place(sql`SELECT * FROM (
          SELECT *, row_number() OVER (PARTITION BY incident ORDER BY use_count DESC, principal, securable, category) AS use_place
          FROM uses) AS ranked WHERE use_place <= ${rawSql(String(USE_LIMIT))}`)}),
      users AS (SELECT DISTINCT incident, principal, from_time, start_time FROM during),
      earlier AS (${place(sql`SELECT u.incident, r.principal, r.securable, r.category, count(*) AS use_count
        FROM (SELECT event_time, principal, securable, category FROM audit_event WHERE ${beforeStart("event_time")} AND ${used}) AS r
        JOIN users AS u ON u.principal = r.principal AND r.event_time >= u.from_time AND r.event_time < u.start_time
        GROUP BY u.incident, r.principal, r.securable, r.category`)}),
      answer AS (
        SELECT d.incident, d.principal, d.securable, d.category, d.use_count, ${dialect.epochMs(rawSql("d.first_time"))} AS at_ms, d.event_id,
          CAST(coalesce(sum(e.use_count) FILTER (WHERE e.securable IS NOT DISTINCT FROM d.securable AND e.category = d.category), 0) AS BIGINT) AS earlier_count,
          CAST(coalesce(sum(e.use_count) FILTER (WHERE d.securable IS NOT NULL), 0) AS BIGINT) AS earlier_schema_count
        FROM during AS d LEFT JOIN earlier AS e ON e.incident = d.incident AND e.principal = d.principal
          AND e.schema_name IS NOT DISTINCT FROM d.schema_name AND e.bare_name IS NOT DISTINCT FROM d.bare_name
        GROUP BY d.incident, d.principal, d.securable, d.category, d.use_count, d.first_time, d.event_id)`,
    columns:
      "principal, securable, category, use_count, at_ms, event_id, earlier_count, earlier_schema_count",
    order: "use_count DESC, principal, securable, category",
    row: (raw): AccessUseRow => {
      const field = rowField(raw);
      return {
        principal: field.text("principal"),
        securable: field.textOrNull("securable"),
        category: useCategory(field.text("category")),
        useCount: field.count("use_count"),
        firstAt: field.moment("at_ms"),
        firstEventId: field.text("event_id"),
        earlierUseCount: field.count("earlier_count"),
        earlierSchemaUseCount: field.count("earlier_schema_count"),
      };
    },
  });
}

function useCategory(text: string): AccessUseRow["category"] {
  if (text === "read" || text === "write" || text === "export") return text;
  throw new GatehouseError("ENGINE_ROW_SHAPE", {
    message: "column `category` of an answer has another value",
  });
}

/** Denials of a day before the incident and during it, up to the pair's first success within the week. */
export function accessAttempts(batch: IncidentBatch): Promise<readonly IncidentAnswer<AccessAttemptRow>[]> {
  const { epochMs } = batch.engine.dialect;
  return askIncidents(batch, {
    name: "denied calls around an incident",
    relation: "audit_event",
    rowLimit: ATTEMPT_LIMIT,
    lookBackMs: WEEK_MS,
    touchedLookBackMs: DAY_MS,
    names: ({ principals, securables }) => ({ principal: principals, securable: securables }),
    touched: {
      columns: "event_id, principal, securable",
      condition: sql`is_denied AND principal IS NOT NULL AND securable IS NOT NULL`,
    },
    answer: ({
      untilEnd,
    }) => sql`pairs AS (SELECT DISTINCT incident, from_time, end_time, principal, securable FROM touched),
      succeeded AS (
        SELECT p.incident, p.principal, p.securable, min(r.event_time) AS first_time,
          min_by(r.event_id, r.event_time) AS event_id
        FROM (SELECT event_time, event_id, principal, securable FROM audit_event
          WHERE ${untilEnd("event_time")} AND NOT coalesce(is_failed, FALSE)) AS r
        JOIN pairs AS p ON p.principal = r.principal AND p.securable = r.securable
          AND r.event_time >= p.from_time AND r.event_time < p.end_time
        GROUP BY p.incident, p.principal, p.securable),
      answer AS (
        SELECT d.incident, d.principal, d.securable, count(*) AS denied_count, ${epochMs(rawSql("min(d.event_time)"))} AS denied_ms,
          min_by(d.event_id, d.event_time) AS denied_id, ${epochMs(rawSql("min(s.first_time)"))} AS success_ms,
          min(s.event_id) AS success_id
        FROM touched AS d LEFT JOIN succeeded AS s
          ON s.incident = d.incident AND s.principal = d.principal AND s.securable = d.securable
        WHERE s.first_time IS NULL OR d.event_time < s.first_time
        GROUP BY d.incident, d.principal, d.securable)`,
    columns: "principal, securable, denied_count, denied_ms, denied_id, success_ms, success_id",
    order: "denied_count DESC, principal, securable",
    row: (raw): AccessAttemptRow => {
      const field = rowField(raw);
      return {
        principal: field.text("principal"),
        securable: field.text("securable"),
        deniedCount: field.count("denied_count"),
        firstDeniedAt: field.moment("denied_ms"),
        firstDeniedEventId: field.text("denied_id"),
        firstSuccessAt: field.momentOrNull("success_ms"),
        firstSuccessEventId: field.textOrNull("success_id"),
      };
    },
  });
}
