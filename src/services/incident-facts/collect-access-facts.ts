import type {
  AccessAttemptRow,
  AccessChangeRow,
  AccessUseRow,
  AccessUseSet,
  HourUseRow,
  PlaceUseRow,
} from "../../attribution/define-reason.ts";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import { DAY_MS, durationMs, type EpochMs, HOUR_MS, WEEK_MS } from "../../domain/units.ts";
import { rawSql, type Sql, sql } from "../../sql/sql.ts";
import { rowField } from "../row-field.ts";
import { ask, type IncidentScope, namesAnyOf, within } from "./incident-scope.ts";

const CHANGE_LIMIT = 500;
const USE_LIMIT = 300;
const ATTEMPT_LIMIT = 200;
const NETWORK_LIMIT = 200;
const HOUR_LIMIT = 24 * 50;
/** How far back "before" reaches: habits of place and time change within weeks, use of data within a quarter. */
const HABIT_LOOK_BACK_MS = 28 * DAY_MS;
const USE_LOOK_BACK_MS = 90 * DAY_MS;

/** Changes of access of the given names within 7 days before the incident and during it, newest kept. */
export async function accessChanges(
  scope: IncidentScope,
  names: { readonly principals: readonly string[]; readonly securables: readonly string[] },
): Promise<readonly AccessChangeRow[] | null> {
  if (!scope.assessed.has("grant_change")) return null;
  const who = namesAnyOf({
    principal: names.principals,
    changed_by: scope.principals,
    securable: names.securables,
  });
  if (who === null) return [];
  return ask(scope, {
    name: "changes of access around an incident",
    rowLimit: CHANGE_LIMIT,
    sql: sql`SELECT event_id, ${scope.engine.dialect.epochMs(rawSql("event_time"))} AS at_ms, changed_by, change,
        principal, privilege, securable, target_group
      FROM grant_change WHERE ${within(scope, scope.startsAt - WEEK_MS, scope.endsAt)} AND ${who}
      ORDER BY event_time DESC, event_id, principal, privilege, securable LIMIT ${rawSql(String(CHANGE_LIMIT))}`,
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
export async function accessUses(scope: IncidentScope): Promise<AccessUseSet | null> {
  if (!scope.assessed.has("audit_event")) return null;
  const historySinceAt = await firstAuditEventAt(scope);
  const historyMs = durationMs(Math.max(1, scope.startsAt - (historySinceAt ?? scope.startsAt)));
  const who = namesAnyOf({ principal: scope.principals, securable: scope.securables });
  if (who === null) return { rows: [], historySinceAt, historyMs };
  const { dialect } = scope.engine;
  const used = sql`category IN ('read', 'write', 'export') AND NOT coalesce(is_failed, FALSE) AND principal IS NOT NULL`;
  const schema = (column: string): Sql => dialect.regexpExtract(rawSql(column), "^(.+)[.][^.]+$", 1);
  const rows = await ask(scope, {
    name: "uses of data around an incident",
    rowLimit: USE_LIMIT,
    sql: sql`WITH during AS (
        SELECT principal, securable, category, count(*) AS use_count, min(event_time) AS first_time,
          min_by(event_id, event_time) AS event_id
        FROM audit_event WHERE ${within(scope, scope.startsAt, scope.endsAt)} AND ${used}
          AND coalesce(principal_kind, '') <> 'system' AND ${who}
        GROUP BY principal, securable, category
        ORDER BY use_count DESC, principal, securable, category LIMIT ${rawSql(String(USE_LIMIT))}),
      earlier AS (
        SELECT principal, securable, category, count(*) AS use_count
        FROM audit_event WHERE ${within(scope, scope.startsAt - USE_LOOK_BACK_MS, scope.startsAt)} AND ${used}
          AND principal IN (SELECT principal FROM during)
        GROUP BY principal, securable, category)
      SELECT d.principal, d.securable, d.category, d.use_count, ${dialect.epochMs(rawSql("d.first_time"))} AS at_ms, d.event_id,
        CAST(coalesce(sum(e.use_count) FILTER (WHERE e.securable IS NOT DISTINCT FROM d.securable AND e.category = d.category), 0) AS BIGINT) AS earlier_count,
        CAST(coalesce(sum(e.use_count) FILTER (WHERE ${schema("e.securable")} = ${schema("d.securable")} OR e.securable = d.securable), 0) AS BIGINT) AS earlier_schema_count
      FROM during AS d LEFT JOIN earlier AS e ON e.principal = d.principal
      GROUP BY d.principal, d.securable, d.category, d.use_count, d.first_time, d.event_id
      ORDER BY d.use_count DESC, d.principal, d.securable, d.category`,
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
  return { rows, historySinceAt, historyMs };
}

async function firstAuditEventAt(scope: IncidentScope): Promise<EpochMs | null> {
  const [row] = await ask(scope, {
    name: "reach of the audit log before an incident",
    rowLimit: 1,
    sql: sql`SELECT ${scope.engine.dialect.epochMs(rawSql("min(event_time)"))} AS at_ms FROM audit_event
      WHERE ${within(scope, scope.startsAt - USE_LOOK_BACK_MS, scope.startsAt)}`,
    row: (raw) => rowField(raw).momentOrNull("at_ms"),
  });
  return row ?? null;
}

function useCategory(text: string): AccessUseRow["category"] {
  if (text === "read" || text === "write" || text === "export") return text;
  throw new GatehouseError("ENGINE_ROW_SHAPE", {
    message: "column `category` of an answer has another value",
  });
}

/** Denials of a day before the incident and during it, up to the pair's first success within the week. */
export async function accessAttempts(scope: IncidentScope): Promise<readonly AccessAttemptRow[] | null> {
  if (!scope.assessed.has("audit_event")) return null;
  const who = namesAnyOf({ principal: scope.principals, securable: scope.securables });
  if (who === null) return [];
  const { epochMs } = scope.engine.dialect;
  return ask(scope, {
    name: "denied calls around an incident",
    rowLimit: ATTEMPT_LIMIT,
    sql: sql`WITH denied AS (
        SELECT principal, securable, event_id, event_time FROM audit_event
        WHERE ${within(scope, scope.startsAt - DAY_MS, scope.endsAt)} AND is_denied
          AND principal IS NOT NULL AND securable IS NOT NULL AND ${who}),
      succeeded AS (
        SELECT principal, securable, min(event_time) AS first_time, min_by(event_id, event_time) AS event_id
        FROM audit_event WHERE ${within(scope, scope.startsAt - WEEK_MS, scope.endsAt)}
          AND NOT coalesce(is_failed, FALSE) AND principal IN (SELECT principal FROM denied)
        GROUP BY principal, securable)
      SELECT d.principal, d.securable, count(*) AS denied_count, ${epochMs(rawSql("min(d.event_time)"))} AS denied_ms,
        min_by(d.event_id, d.event_time) AS denied_id, ${epochMs(rawSql("min(s.first_time)"))} AS success_ms,
        min(s.event_id) AS success_id
      FROM denied AS d LEFT JOIN succeeded AS s ON s.principal = d.principal AND s.securable = d.securable
      WHERE s.first_time IS NULL OR d.event_time < s.first_time
      GROUP BY d.principal, d.securable
      ORDER BY denied_count DESC, d.principal, d.securable LIMIT ${rawSql(String(ATTEMPT_LIMIT))}`,
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

/** Networks from which the incident's principals called during it, against their 28 days before. */
export async function networkUses(scope: IncidentScope): Promise<readonly PlaceUseRow[] | null> {
  if (!scope.assessed.has("audit_event")) return null;
  const who = namesAnyOf({ principal: scope.principals });
  if (who === null) return [];
  const { dialect } = scope.engine;
  const start = dialect.timestampFromMs(scope.startsAt);
  return ask(scope, {
    name: "networks around an incident",
    rowLimit: NETWORK_LIMIT,
    sql: sql`WITH by_network AS (
        SELECT principal, network, count(*) FILTER (WHERE event_time >= ${start}) AS call_count,
          count(*) FILTER (WHERE event_time < ${start}) AS earlier_count,
          min(event_time) FILTER (WHERE event_time >= ${start}) AS first_time,
          min_by(event_id, event_time) FILTER (WHERE event_time >= ${start}) AS event_id
        FROM audit_event WHERE ${within(scope, scope.startsAt - HABIT_LOOK_BACK_MS, scope.endsAt)}
          AND network IS NOT NULL AND ${who}
        GROUP BY principal, network),
      totals AS (SELECT principal, CAST(sum(earlier_count) AS BIGINT) AS all_earlier_count FROM by_network GROUP BY principal)
      SELECT n.principal, n.network, n.call_count, n.earlier_count, t.all_earlier_count,
        ${dialect.epochMs(rawSql("n.first_time"))} AS at_ms, n.event_id
      FROM by_network AS n JOIN totals AS t ON t.principal = n.principal WHERE n.call_count > 0
      ORDER BY n.earlier_count, n.call_count DESC, n.principal, n.network LIMIT ${rawSql(String(NETWORK_LIMIT))}`,
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
export async function hourUses(scope: IncidentScope): Promise<readonly HourUseRow[] | null> {
  if (!scope.assessed.has("audit_event")) return null;
  const who = namesAnyOf({ principal: scope.principals });
  if (who === null) return [];
  const { dialect } = scope.engine;
  const start = dialect.timestampFromMs(scope.startsAt);
  const hour = sql`CAST(floor(${dialect.epochMs(rawSql("event_time"))} / ${rawSql(`${HOUR_MS}.0`)}) AS BIGINT) % 24`;
  return ask(scope, {
    name: "hours of calls around an incident",
    rowLimit: HOUR_LIMIT,
    sql: sql`WITH timed AS (
        SELECT principal, ${hour} AS hour_of_day, event_time FROM audit_event
        WHERE ${within(scope, scope.startsAt - HABIT_LOOK_BACK_MS, scope.endsAt)} AND ${who})
      SELECT principal, hour_of_day, count(*) FILTER (WHERE event_time >= ${start}) AS call_count,
        count(*) FILTER (WHERE event_time < ${start}) AS earlier_count
      FROM timed GROUP BY principal, hour_of_day ORDER BY principal, hour_of_day LIMIT ${rawSql(String(HOUR_LIMIT))}`,
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
