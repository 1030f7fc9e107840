import type { Dialect } from "../sql/dialect.ts";
import { foldParts, foldPrincipal, foldPrivilege } from "../sql/fold-name.ts";
import { joinSql, type Sql, sql } from "../sql/sql.ts";
import { defineSource } from "./define-source.ts";

const TABLES = "system.information_schema.table_privileges";
const SCHEMAS = "system.information_schema.schema_privileges";
const CATALOGS = "system.information_schema.catalog_privileges";

/**
 * Privileges on tables and views, together with those on schemas and catalogs (`schema-privileges`,
 * `catalog-privileges`) the relation `privilege`.
 *
 * The views show what their reader may see: the grants of others on what he owns, his own elsewhere. Privileges that
 * come from a parent are listed again on the child, with `inherited_from`. Ownership is not in them. A row does not
 * tell when it was read, so `event_time` is the start of the epoch.
 * Source: Databricks documentation, "INFORMATION_SCHEMA.TABLE_PRIVILEGES".
 */
export const tablePrivilegesSource = defineSource({
  id: "table-privileges",
  title: "Table privileges",
  plane: "control",
  table: TABLES,
  columns: {
    grantor: "string",
    grantee: "string",
    table_catalog: "string",
    table_schema: "string",
    table_name: "string",
    privilege_type: "string",
    is_grantable: "string",
    inherited_from: "string",
  },
  requiredColumns: ["grantee", "table_catalog", "table_schema", "table_name", "privilege_type"],
  naturalKey: [
    "grantor",
    "grantee",
    "table_catalog",
    "table_schema",
    "table_name",
    "privilege_type",
    "inherited_from",
  ],
  watermark: null,
  arrival: null,
  deliveredForms: [],
  produces: [
    {
      relation: "privilege",
      alsoReads: [SCHEMAS, CATALOGS],
      collapse: {
        key: ["grantor", "principal", "privilege", "securable", "securable_type", "inherited_from"],
        newestBy: null,
      },
      normalize: (dialect, raw) => {
        const inherited = sql`CASE WHEN upper(trim(inherited_from)) <> 'NONE' THEN nullif(lower(trim(inherited_from)), '') END`;
        return joinSql(
          [
            privileges(dialect, {
              from: raw(TABLES),
              type: sql`'table'`,
              parts: [sql`table_catalog`, sql`table_schema`, sql`table_name`],
              inherited,
            }),
            privileges(dialect, {
              from: raw(SCHEMAS),
              type: sql`'schema'`,
              parts: [sql`catalog_name`, sql`schema_name`],
              inherited,
            }),
            privileges(dialect, {
              from: raw(CATALOGS),
              type: sql`'catalog'`,
              parts: [sql`catalog_name`],
              inherited: sql`CAST(NULL AS STRING)`,
            }),
          ],
          " UNION ALL ",
        );
      },
    },
  ],
});

interface PrivilegeView {
  readonly from: Sql;
  readonly type: Sql;
  /** Columns that together name the securable. */
  readonly parts: readonly Sql[];
  readonly inherited: Sql;
}

function privileges(dialect: Dialect, view: PrivilegeView): Sql {
  return sql`SELECT ${dialect.timestampFromMs(0)} AS event_time, ${foldPrincipal(sql`grantor`)} AS grantor, ${foldPrincipal(sql`grantee`)} AS principal,
    ${foldPrivilege(sql`privilege_type`)} AS privilege, ${foldParts(dialect, view.parts)} AS securable, ${view.type} AS securable_type,
    ${view.inherited} AS inherited_from FROM ${view.from}`;
}
