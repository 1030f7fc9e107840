import { defineSource } from "./define-source.ts";

/**
 * Privileges on catalogs; read by `table-privileges`, which makes the relation `privilege` of all three views. A
 * catalog inherits from nothing that the view shows.
 *
 * Source: Databricks documentation, "INFORMATION_SCHEMA.CATALOG_PRIVILEGES".
 */
export const catalogPrivilegesSource = defineSource({
  id: "catalog-privileges",
  title: "Catalog privileges",
  plane: "control",
  table: "system.information_schema.catalog_privileges",
  columns: {
    grantor: "string",
    grantee: "string",
    catalog_name: "string",
    privilege_type: "string",
    is_grantable: "string",
  },
  requiredColumns: ["grantee", "catalog_name", "privilege_type"],
  naturalKey: ["grantor", "grantee", "catalog_name", "privilege_type"],
  watermark: null,
  arrival: null,
  deliveredForms: [],
  produces: [],
});
