import { defineSource } from "./define-source.ts";

/**
 * Privileges on schemas; read by `table-privileges`, which makes the relation `privilege` of all three views.
 *
 * Source: Databricks documentation, "INFORMATION_SCHEMA.SCHEMA_PRIVILEGES".
 */
export const schemaPrivilegesSource = defineSource({
  id: "schema-privileges",
  title: "Schema privileges",
  plane: "control",
  table: "system.information_schema.schema_privileges",
  columns: {
    grantor: "string",
    grantee: "string",
    catalog_name: "string",
    schema_name: "string",
    privilege_type: "string",
    is_grantable: "string",
    inherited_from: "string",
  },
  requiredColumns: ["grantee", "catalog_name", "schema_name", "privilege_type"],
  naturalKey: ["grantor", "grantee", "catalog_name", "schema_name", "privilege_type", "inherited_from"],
  watermark: null,
  arrival: null,
  deliveredForms: [],
  produces: [],
});
