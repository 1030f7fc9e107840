import { defineSource } from "./define-source.ts";

/**
 * Tags on columns; read by `table-tags`, which makes the relation `securable_tag` of both views.
 *
 * Source: Databricks documentation, "INFORMATION_SCHEMA.COLUMN_TAGS".
 */
export const columnTagsSource = defineSource({
  id: "column-tags",
  title: "Column tags",
  plane: "control",
  table: "system.information_schema.column_tags",
  columns: {
    catalog_name: "string",
    schema_name: "string",
    table_name: "string",
    column_name: "string",
    tag_name: "string",
    tag_value: "string",
  },
  requiredColumns: ["catalog_name", "schema_name", "table_name", "column_name", "tag_name"],
  naturalKey: ["catalog_name", "schema_name", "table_name", "column_name", "tag_name"],
  watermark: null,
  arrival: null,
  deliveredForms: [],
  produces: [],
});
