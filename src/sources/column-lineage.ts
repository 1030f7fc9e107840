import { foldName, foldPrincipal } from "../sql/fold-name.ts";
import { sql } from "../sql/sql.ts";
import {
  LINEAGE_EVENT_COLUMNS,
  LINEAGE_LATENESS_MS,
  LINEAGE_ORIGIN_COLUMNS,
  LINEAGE_SOURCE_COLUMNS,
  LINEAGE_SOURCE_TEXT,
  LINEAGE_TARGET_COLUMNS,
  LINEAGE_TARGET_TEXT,
} from "./define-lineage.ts";
import { defineSource } from "./define-source.ts";

const TABLE = "system.access.column_lineage";

/**
 * Which column a statement or run read and wrote.
 *
 * Absence of a row proves no absence of access: lineage misses RDD, JDBC, UDF internals and path-only references. Inserts of mere literals are missed too.
 * Source: Databricks documentation, "Lineage system tables reference".
 */
export const columnLineageSource = defineSource({
  id: "column-lineage",
  title: "Column lineage",
  plane: "control",
  table: TABLE,
  columns: {
    ...LINEAGE_ORIGIN_COLUMNS,
    ...LINEAGE_SOURCE_COLUMNS,
    source_column_name: "string",
    ...LINEAGE_TARGET_COLUMNS,
    target_column_name: "string",
    ...LINEAGE_EVENT_COLUMNS,
  },
  requiredColumns: [
    "event_time",
    "source_table_full_name",
    "source_column_name",
    "target_table_full_name",
    "target_column_name",
  ],
  naturalKey: ["record_id"],
  watermark: { column: "event_time", latenessMs: LINEAGE_LATENESS_MS },
  arrival: null,
  deliveredForms: [],
  produces: [
    {
      relation: "column_lineage_edge",
      alsoReads: [],
      collapse: { key: ["record_id"], newestBy: null },
      normalize: (dialect, raw) => sql`WITH edge AS (
        SELECT record_id, event_time, workspace_id, created_by, source_column_name, target_column_name, statement_id,
          ${LINEAGE_SOURCE_TEXT} AS source_text,
          ${LINEAGE_TARGET_TEXT} AS target_text
        FROM ${raw(TABLE)}
      ) SELECT record_id, event_time, workspace_id, ${foldPrincipal(sql`created_by`)} AS principal,
        ${foldName(dialect, sql`source_text`)} AS source_securable,
        CASE WHEN source_text IS NOT NULL THEN lower(source_column_name) END AS source_column,
        ${foldName(dialect, sql`target_text`)} AS target_securable,
        CASE WHEN target_text IS NOT NULL THEN lower(target_column_name) END AS target_column, statement_id
      FROM edge WHERE source_text IS NOT NULL OR target_text IS NOT NULL`,
    },
  ],
});
