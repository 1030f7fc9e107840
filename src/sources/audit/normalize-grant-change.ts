import type { Dialect } from "../../sql/dialect.ts";
import { foldPrincipal, foldPrivilege } from "../../sql/fold-name.ts";
import { joinSql, type Sql, sql } from "../../sql/sql.ts";
import { detailParameter } from "./request-parameter.ts";

const PERMISSION_ACTIONS = sql`('updatepermissions', 'updatesharepermissions')`;
const BULK_MEMBER_ACTIONS = sql`('addprincipalstogroup', 'removeprincipalsfromgroup')`;
/** Assignments of a principal to a workspace, which make an admin when they say so. */
const ASSIGNMENT_ACTIONS = sql`('updateroleassignment', 'updatepermissionassignment', 'addpermissionassignment')`;

/**
 * `grant_change` as one SELECT over the relation `audit_event`: one row for each principal and privilege that an event
 * adds or removes. Refused and failed requests change nothing and give no row. A request whose list cannot be read, as
 * when the platform cut it, gives one row without principal and privilege, so that the change stays visible.
 *
 * A revoke is idempotent: its row does not prove that there was a grant.
 */
export function normalizeGrantChange(dialect: Dialect): Sql {
  const parts = [
    listedPrivileges(dialect, { change: "grant", list: "add" }),
    listedPrivileges(dialect, { change: "revoke", list: "remove" }),
    unreadablePermissions(dialect),
    listedMembers(dialect),
    singleChanges(dialect),
  ];
  return sql`WITH access_event AS (
    SELECT event_id, event_time, principal AS changed_by, lower(action_name) AS action, category, target_principal, securable, securable_type,
      target_group, workspace_id, change_detail
    FROM audit_event WHERE change_detail IS NOT NULL AND NOT coalesce(is_failed, false)
  ) SELECT DISTINCT event_id, event_time, changed_by, change, principal, privilege, securable, securable_type, target_group, workspace_id
    FROM (${joinSql(parts, " UNION ALL ")}) AS changes WHERE change IS NOT NULL`;
}

interface ChangeColumns {
  readonly change: Sql;
  readonly principal: Sql;
  readonly privilege: Sql;
}

const NOTHING = sql`CAST(NULL AS STRING)`;

function select({ change, principal, privilege }: ChangeColumns): Sql {
  return sql`SELECT e.event_id, e.event_time, e.changed_by, ${change} AS change, ${principal} AS principal, ${privilege} AS privilege,
    e.securable, e.securable_type, e.target_group, e.workspace_id FROM access_event AS e`;
}

/** `changes` is an array of `{principal, add, remove}`; either list may be missing. */
function listedPrivileges(
  dialect: Dialect,
  side: { readonly change: "grant" | "revoke"; readonly list: "add" | "remove" },
): Sql {
  const entries = dialect.explodeJsonObjects(changesText(dialect), "entry", {
    principal: "string",
    [side.list]: "array<string>",
  });
  const privileges = dialect.explodeArray(sql`entry.${dialect.quoteIdentifier(side.list)}`, "listed");
  const columns = {
    change: dialect.textLiteral(side.change),
    principal: foldPrincipal(sql`entry.principal`),
    privilege: foldPrivilege(sql`listed.element`),
  };
  return sql`${select(columns)} CROSS JOIN ${entries} CROSS JOIN ${privileges} WHERE e.action IN ${PERMISSION_ACTIONS}`;
}

function unreadablePermissions(dialect: Dialect): Sql {
  const isReadable = sql`${dialect.jsonText(changesText(dialect), "$[0].principal")} IS NOT NULL`;
  const isEmpty = sql`coalesce(trim(${changesText(dialect)}) = '[]', false)`;
  const columns = { change: sql`'grant'`, principal: NOTHING, privilege: NOTHING };
  return sql`${select(columns)} WHERE e.action IN ${PERMISSION_ACTIONS} AND NOT (${isReadable} OR ${isEmpty})`;
}

function changesText(dialect: Dialect): Sql {
  return detailParameter(dialect, sql`e.change_detail`, ["changes"]);
}

/** `principals` comes as a JSON array or as names between commas; names hold neither commas nor quotes. */
function listedMembers(dialect: Dialect): Sql {
  const list = detailParameter(dialect, sql`e.change_detail`, ["principals", "target_user_names"]);
  const isList = sql`NOT contains(coalesce(${list}, '{'), '{')`;
  const bare = dialect.regexpReplaceAll(list, '[\\[\\]"]', "");
  const names = sql`split(CASE WHEN ${isList} THEN ${bare} ELSE '' END, ',')`;
  const columns = {
    change: sql`CASE e.action WHEN 'addprincipalstogroup' THEN 'add_member' ELSE 'remove_member' END`,
    principal: foldPrincipal(sql`listed.element`),
    privilege: NOTHING,
  };
  return sql`${select(columns)} CROSS JOIN ${dialect.explodeArray(names, "listed")} WHERE e.action IN ${BULK_MEMBER_ACTIONS}`;
}

/** Memberships, owners and admins: one principal an event. */
function singleChanges(dialect: Dialect): Sql {
  const permissions = detailParameter(dialect, sql`e.change_detail`, ["permissions", "role", "roles"]);
  const change = sql`CASE
    WHEN e.action = 'addprincipaltogroup' THEN 'add_member'
    WHEN e.action = 'removeprincipalfromgroup' THEN 'remove_member'
    WHEN e.action IN ('setadmin', 'setaccountadmin', 'changeaccountowner') THEN 'set_admin'
    WHEN e.action IN ('removeadmin', 'removeaccountadmin') THEN 'remove_admin'
    WHEN e.action IN ${ASSIGNMENT_ACTIONS} AND contains(upper(${permissions}), 'ADMIN') THEN 'set_admin'
    WHEN e.category = 'ownership_change' OR e.action = 'updatemetastore' THEN 'set_owner' END`;
  return select({ change, principal: sql`e.target_principal`, privilege: NOTHING });
}
