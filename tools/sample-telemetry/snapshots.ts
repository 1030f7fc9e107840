import { accessAdmins, GROUPS } from "./access-changes.ts";
import { CATALOG_TABLES } from "./catalog-tables.ts";
import type { Telemetry } from "./telemetry.ts";
import type { World } from "./world.ts";

const CATALOG_PRIVILEGES_TABLE = "information_schema.catalog_privileges";
const SCHEMA_PRIVILEGES_TABLE = "information_schema.schema_privileges";
const TABLE_PRIVILEGES_TABLE = "information_schema.table_privileges";
const TABLE_TAGS_TABLE = "information_schema.table_tags";
const COLUMN_TAGS_TABLE = "information_schema.column_tags";

/** Privileges and tags as the information schema shows them on the day of the export. */
export function addSnapshots({
  world,
  telemetry,
}: {
  readonly world: World;
  readonly telemetry: Telemetry;
}): void {
  const grantor = accessAdmins(world)[0]?.name ?? "unknown";
  const grant = { grantor, is_grantable: "NO" };
  for (const [catalog, group] of [
    ["main", "analysts"],
    ["ml", "data-engineers"],
  ])
    telemetry.add(CATALOG_PRIVILEGES_TABLE, 0, {
      ...grant,
      grantee: group,
      catalog_name: catalog,
      privilege_type: "USE CATALOG",
    });
  for (const schema of ["sales", "marketing", "product", "platform"])
    for (const privilege of ["USE SCHEMA", "SELECT"])
      telemetry.add(SCHEMA_PRIVILEGES_TABLE, 0, {
        ...grant,
        grantee: GROUPS[0],
        catalog_name: "main",
        schema_name: schema,
        privilege_type: privilege,
        inherited_from: "NONE",
      });
  for (const table of CATALOG_TABLES) {
    const [catalog, schema, name] = table.name.split(".");
    telemetry.add(TABLE_PRIVILEGES_TABLE, 0, {
      ...grant,
      grantee: table.isSensitive ? "finance-analysts" : "analysts",
      table_catalog: catalog,
      table_schema: schema,
      table_name: name,
      privilege_type: "SELECT",
      inherited_from: table.isSensitive ? "NONE" : "SCHEMA",
    });
    if (!table.isSensitive) continue;
    const place = { catalog_name: catalog, schema_name: schema, table_name: name };
    telemetry.add(TABLE_TAGS_TABLE, 0, { ...place, tag_name: "sensitivity", tag_value: "confidential" });
    telemetry.add(COLUMN_TAGS_TABLE, 0, {
      ...place,
      column_name: "iban",
      tag_name: "pii",
      tag_value: "bank account",
    });
  }
}
