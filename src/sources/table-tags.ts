import { foldParts } from "../sql/fold-name.ts";
import { sql } from "../sql/sql.ts";
import { defineSource } from "./define-source.ts";

const TABLES = "system.information_schema.table_tags";
const COLUMNS = "system.information_schema.column_tags";

/**
 * Tags on tables, together with those on columns (`column-tags`) the relation `securable_tag`. Names of tags keep their
 * case, which tells them apart. A row does not tell when it was read, so `event_time` is the start of the epoch.
 *
 * Source: Databricks documentation, "INFORMATION_SCHEMA.TABLE_TAGS".
 */
export const tableTagsSource = defineSource({
  id: "table-tags",
  title: "Table tags",
  plane: "control",
  table: TABLES,
  columns: {
    catalog_name: "string",
    schema_name: "string",
    table_name: "string",
    tag_name: "string",
    tag_value: "string",
  },
  requiredColumns: ["catalog_name", "schema_name", "table_name", "tag_name"],
  naturalKey: ["catalog_name", "schema_name", "table_name", "tag_name"],
  watermark: null,
  arrival: null,
  deliveredForms: [],
  produces: [
    {
      relation: "securable_tag",
      alsoReads: [COLUMNS],
      collapse: { key: ["securable", "column_name", "tag_name"], newestBy: null },
      normalize: (dialect, raw) => {
        const readAt = dialect.timestampFromMs(0);
        const securable = foldParts(dialect, [sql`catalog_name`, sql`schema_name`, sql`table_name`]);
        return sql`SELECT ${readAt} AS event_time, ${securable} AS securable, CAST(NULL AS STRING) AS column_name, tag_name, tag_value FROM ${raw(TABLES)}
          UNION ALL SELECT ${readAt} AS event_time, ${securable} AS securable, lower(column_name) AS column_name, tag_name, tag_value FROM ${raw(COLUMNS)}`;
      },
    },
  ],
});
