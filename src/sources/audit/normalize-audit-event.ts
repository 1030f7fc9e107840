import type { Dialect } from "../../sql/dialect.ts";
import { foldName, foldPrincipal, wordList } from "../../sql/fold-name.ts";
import { joinSql, rawSql, type Sql, sql } from "../../sql/sql.ts";
import { ACTION_CLASSES, type ActionKind } from "./action-classes.ts";
import { networkOfAddress, peerAddress, plainAddress, userAgentFamily } from "./network-of-address.ts";
import { requestParameter } from "./request-parameter.ts";
import { groupOfRequest, principalOfRequest, securableOfRequest } from "./request-subjects.ts";

/** Names that stand for nobody: the platform did not know, or a regulated cloud does not tell. */
const NOBODY: readonly string[] = ["", "unknown", "__redacted__"];
/** The platform's reserved catalog: what it does there is no access of anybody. */
const INTERNAL_CATALOG = "__databricks_internal";
const UUID_PATTERN = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";
const UUID_LENGTH = 36;
/** Stands between the parts that are hashed into an event id; occurs in none of them. */
const SEPARATOR = "\u001f";
/** Marks event ids that were made here. */
const DERIVED_ID_PREFIX = "derived-";

/** Kinds whose request names a principal or a group. */
const NAMING_KINDS: readonly ActionKind[] = [
  "permission_change",
  "member",
  "ownership_change",
  "admin_change",
  "owner_update",
  "metastore_update",
  "job_acl",
  "identity",
  "group",
  "token",
];
/** Categories that say that access changed. */
const CHANGE_CATEGORIES: readonly string[] = [
  "permission_change",
  "membership_change",
  "ownership_change",
  "admin_change",
];

/**
 * `audit_event` as one SELECT over `system.access.audit`.
 *
 * Three layers, so that each look-up in a request is done once: what the row says, what follows, the columns. Actions
 * are classified by a join with {@link ACTION_CLASSES}; one that is not among them keeps its row, as category `other`.
 *
 * Cost: about 20 look-ups in the request's map a row; regular expressions only over addresses.
 */
export function normalizeAuditEvent(dialect: Dialect, audit: Sql): Sql {
  return sql`WITH sighted AS (${sighted(dialect, audit)}), judged AS (${judged(dialect)}) ${columns(dialect)}`;
}

function sighted(dialect: Dialect, audit: Sql): Sql {
  const parameter = (...keys: readonly string[]) => requestParameter(dialect, sql`r.request_params`, keys);
  const isAccountLevel = sql`coalesce(upper(r.audit_level) = 'ACCOUNT_LEVEL', coalesce(r.workspace_id, '0') = '0')`;
  const workspace = sql`coalesce(nullif(r.workspace_id, ''), '0')`;
  return sql`SELECT r.event_id, r.event_time, r.workspace_id AS delivered_workspace_id, ${isAccountLevel} AS is_account_level,
    CASE WHEN ${isAccountLevel} THEN coalesce(nullif(${parameter("workspace_id")}, ''), ${workspace}) ELSE ${workspace} END AS workspace_id,
    r.service_name, r.action_name, action_class.kind, action_class.securable_type AS class_securable_type, ${identity(dialect, parameter)} AS identity,
    r.identity_metadata.run_as AS run_as, ${plainAddress(sql`r.source_ip_address`)} AS plain_address, r.user_agent, r.session_id, r.request_id,
    r.response.status_code AS status_code, r.request_params, ${securableOfRequest(dialect, parameter)} AS securable_text,
    CASE WHEN action_class.kind = 'credential' THEN upper(${parameter("operation")}) END AS operation,
    CASE WHEN action_class.kind IN ('login', 'token') THEN ${parameter("token_id")} END AS token_id,
    CASE WHEN action_class.names_someone THEN ${groupOfRequest(parameter)} END AS group_text,
    CASE WHEN action_class.names_someone THEN ${principalOfRequest(parameter)} END AS principal_text,
    CASE action_class.kind WHEN 'result_download' THEN lower(${parameter("file_type")})
      WHEN 'notebook_export' THEN lower(${parameter("workspace_export_format")})
      WHEN 'job_acl' THEN lower(${parameter("acl_permission_set", "grants")}) END AS manner
    FROM ${audit} AS r LEFT JOIN ${classTable(dialect)} AS action_class(service, action, kind, securable_type, names_someone)
      ON lower(r.service_name) = action_class.service AND lower(r.action_name) = action_class.action`;
}

/** Who acted; of a failed login, who was claimed to. */
function identity(dialect: Dialect, parameter: (...keys: readonly string[]) => Sql): Sql {
  const email = sql`lower(trim(r.user_identity.email))`;
  return sql`CASE WHEN ${email} NOT IN (${wordList(dialect, NOBODY)}) THEN ${email} ELSE lower(trim(${parameter("user")})) END`;
}

function classTable(dialect: Dialect): Sql {
  const rows = ACTION_CLASSES.flatMap((each) =>
    each.actions.split(" ").map((action) => {
      const words = [each.service.toLowerCase(), action.toLowerCase(), each.kind].map(dialect.textLiteral);
      const type =
        each.securableType === undefined
          ? sql`CAST(NULL AS STRING)`
          : dialect.textLiteral(each.securableType);
      const namesSomeone = rawSql(String(NAMING_KINDS.includes(each.kind)));
      return sql`(${joinSql([...words, type, namesSomeone], ", ")})`;
    }),
  );
  return sql`(VALUES ${joinSql(rows, ", ")})`;
}

function judged(dialect: Dialect): Sql {
  const group = foldPrincipal(sql`group_text`);
  return sql`SELECT event_id, event_time, delivered_workspace_id, workspace_id, is_account_level, service_name, action_name, class_securable_type,
    CASE WHEN identity NOT IN (${wordList(dialect, NOBODY)}) THEN identity END AS principal, run_as,
    ${peerAddress(dialect, sql`plain_address`)} AS source_ip_address, user_agent, session_id, request_id, status_code, request_params,
    ${foldName(dialect, sql`securable_text`)} AS securable, operation, token_id, ${group} AS target_group, ${foldPrincipal(sql`principal_text`)} AS target_principal,
    CASE kind
      WHEN 'credential' THEN CASE WHEN operation LIKE '%WRITE%' OR operation LIKE '%CREATE%' THEN 'write' ELSE 'read' END
      WHEN 'member' THEN CASE WHEN ${group} = 'admins' THEN 'admin_change' ELSE 'membership_change' END
      WHEN 'owner_update' THEN CASE WHEN principal_text IS NULL THEN 'other' ELSE 'ownership_change' END
      WHEN 'metastore_update' THEN CASE WHEN principal_text IS NULL THEN 'other' ELSE 'admin_change' END
      WHEN 'result_download' THEN CASE WHEN manner = 'arrows' THEN 'read' ELSE 'export' END
      WHEN 'notebook_export' THEN CASE WHEN manner = 'source' THEN 'other' ELSE 'export' END
      WHEN 'job_acl' THEN CASE WHEN contains(manner, 'is_owner') THEN 'ownership_change' ELSE 'permission_change' END
      WHEN 'identity' THEN 'other' WHEN 'group' THEN 'other'
      ELSE coalesce(kind, 'other') END AS category
    FROM sighted`;
}

function columns(dialect: Dialect): Sql {
  const isServicePrincipal = sql`length(principal) = ${rawSql(String(UUID_LENGTH))} AND ${dialect.regexpMatches(sql`principal`, UUID_PATTERN)}`;
  const isInternal = sql`left(securable, ${rawSql(String(INTERNAL_CATALOG.length))}) = ${dialect.textLiteral(INTERNAL_CATALOG)}`;
  return sql`SELECT ${eventKey(dialect)} AS event_id, event_time, workspace_id, is_account_level, service_name, action_name, principal,
    CASE WHEN principal IS NULL THEN 'unknown' WHEN ${isServicePrincipal} THEN 'service_principal'
      WHEN contains(principal, '@') THEN 'user' WHEN principal = 'system-user' THEN 'system' ELSE 'unknown' END AS principal_kind,
    ${foldPrincipal(sql`run_as`)} AS run_as, source_ip_address, ${networkOfAddress(dialect, sql`source_ip_address`)} AS network,
    nullif(user_agent, '') AS user_agent, ${userAgentFamily(dialect, sql`user_agent`)} AS user_agent_family,
    nullif(session_id, '') AS session_id, nullif(request_id, '') AS request_id, status_code,
    status_code IN (401, 403) AS is_denied, status_code >= 400 AS is_failed,
    CASE WHEN ${isInternal} THEN NULL ELSE securable END AS securable,
    CASE WHEN securable IS NULL OR ${isInternal} THEN NULL ELSE ${securableType(dialect)} END AS securable_type,
    operation, token_id, target_group, target_principal, category,
    CASE WHEN category IN (${wordList(dialect, CHANGE_CATEGORIES)}) THEN ${dialect.mapToJson(sql`request_params`)} END AS change_detail
    FROM judged`;
}

/** Type of the named securable in the words of Gatehouse: the class knows it, or the request says it. */
function securableType(dialect: Dialect): Sql {
  const said = requestParameter(dialect, sql`request_params`, ["securable_type", "object_type"]);
  return sql`coalesce(class_securable_type, CASE WHEN lower(${said}) = 'registered_model' THEN 'model' ELSE nullif(lower(${said}), '') END)`;
}

/**
 * The event id, or one made of what tells events apart, so that a file delivered twice gives the same rows. To the
 * fields by which published tools do so (workspace, time, service, action, request id and parameters) it adds who acted
 * and with what result: more fields tell more events apart and stay the same in a second delivery.
 */
function eventKey(dialect: Dialect): Sql {
  const fields = [
    sql`delivered_workspace_id`,
    sql`CAST(${dialect.epochMs(sql`event_time`)} AS STRING)`,
    sql`service_name`,
    sql`action_name`,
    sql`request_id`,
    sql`principal`,
    sql`CAST(status_code AS STRING)`,
    dialect.mapToJson(sql`request_params`),
  ].map((field) => sql`coalesce(${field}, '')`);
  const digest = dialect.sha256Hex(joinSql(fields, ` || '${SEPARATOR}' || `));
  return sql`CASE WHEN trim(event_id) <> '' THEN event_id ELSE ${dialect.textLiteral(DERIVED_ID_PREFIX)} || ${digest} END`;
}
