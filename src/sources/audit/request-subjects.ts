import type { Dialect } from "../../sql/dialect.ts";
import { type Sql, sql } from "../../sql/sql.ts";

/** Reads the first of some request parameters, see `requestParameter`. */
export type ReadParameter = (...keys: readonly string[]) => Sql;

/**
 * The securable that a request names, unfolded, as SQL over the audit row `r` and its `action_class`; NULL where the
 * action names none.
 *
 * Source of the order of the keys: Databricks documentation, "Audit log reference", as coalesced in published queries.
 */
export function securableOfRequest(dialect: Dialect, parameter: ReadParameter): Sql {
  const catalog = parameter("catalog_name");
  const inParts = sql`CASE WHEN ${catalog} IS NOT NULL THEN concat_ws('.', ${catalog}, ${parameter("schema_name")}, ${parameter("name")}) END`;
  const sharedName = sql`coalesce(${parameter("name")}, ${dialect.jsonText(sql`r.response.result`, "$.tableName")})`;
  const shared = sql`concat_ws('.', ${parameter("share")}, ${parameter("schema")}, ${sharedName})`;
  const fullNames = parameter(
    "table_full_name",
    "volume_full_name",
    "securable_full_name",
    "full_name_arg",
    "full_table_name_arg",
    "name_arg",
  );
  const fallbacks = parameter("url", "table_url", "table_id", "volume_id", "name");
  const metastore = sql`CASE WHEN action_class.securable_type = 'metastore' THEN ${parameter("metastore_id")} END`;
  const volume = sql`replace(${dialect.regexpExtract(parameter("path"), "^/Volumes/([^/]+/[^/]+/[^/]+)", 1)}, '/', '.')`;
  return sql`CASE lower(r.service_name)
    WHEN 'unitycatalog' THEN CASE WHEN action_class.securable_type = 'shared_table' THEN ${shared}
      ELSE coalesce(${fullNames}, ${inParts}, ${fallbacks}, ${metastore}) END
    WHEN 'datamonitoring' THEN ${parameter("full_table_name_arg")}
    WHEN 'filesystem' THEN ${volume} WHEN 'workspacefiles' THEN ${volume} WHEN 'dbfs' THEN ${volume}
    WHEN 'vectorsearch' THEN CASE WHEN action_class.securable_type = 'vector_index' THEN ${parameter("name")} END
    WHEN 'sqlpermissions' THEN ${parameter("securable")}
    WHEN 'databrickssql' THEN CASE WHEN action_class.kind = 'ownership_change' THEN ${parameter("object_id")} END END`;
}

/** The group whose members or existence a request changes; the older groups service calls it the parent. */
export function groupOfRequest(parameter: ReadParameter): Sql {
  return sql`CASE WHEN action_class.kind NOT IN ('member', 'group') THEN NULL
    WHEN action_class.service = 'groups' THEN ${parameter("parent_name", "group_name")}
    WHEN action_class.kind = 'group' THEN ${parameter("target_group_name", "target_user_name", "target_group_id")}
    ELSE ${parameter("target_group_name", "target_group_id")} END`;
}

/** Whom a request changes; the platform's number where it gives no name. */
export function principalOfRequest(parameter: ReadParameter): Sql {
  const groupAsMember = sql`CASE WHEN ${parameter("parent_name")} IS NOT NULL THEN ${parameter("group_name")} END`;
  return sql`CASE WHEN action_class.kind = 'group' THEN NULL
    WHEN action_class.service = 'groups' THEN coalesce(${parameter("user_name")}, ${groupAsMember})
    WHEN action_class.kind IN ('owner_update', 'metastore_update') THEN ${parameter("owner")}
    ELSE ${parameter("target_user_name", "new_owner", "principal", "user_name", "service_principal", "target_user_id", "principal_id")} END`;
}
