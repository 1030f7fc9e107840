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

const TABLE = "system.access.table_lineage";

/**
 * Which table or path a statement or run read and wrote. A read has no target, a write no source.
 *
 * Absence of a row proves no absence of access: lineage misses RDD, JDBC, UDF internals and path-only references.
 * Source: Databricks documentation, "Lineage system tables reference".
 */
export const tableLineageSource = defineSource({
  id: "table-lineage",
  title: "Table lineage",
  plane: "control",
  table: TABLE,
  columns: {
    ...LINEAGE_ORIGIN_COLUMNS,
    ...LINEAGE_SOURCE_COLUMNS,
    ...LINEAGE_TARGET_COLUMNS,
    ...LINEAGE_EVENT_COLUMNS,
  },
  requiredColumns: ["event_time", "source_table_full_name", "target_table_full_name"],
  naturalKey: ["record_id"],
  watermark: { column: "event_time", latenessMs: LINEAGE_LATENESS_MS },
  arrival: null,
  deliveredForms: [],
  produces: [
    {
      relation: "lineage_edge",
      alsoReads: [],
      collapse: { key: ["record_id"], newestBy: null },
      normalize: (dialect, raw) => sql`WITH edge AS (
        SELECT record_id, event_time, workspace_id, created_by,
          ${LINEAGE_SOURCE_TEXT} AS source_text,
          ${LINEAGE_TARGET_TEXT} AS target_text,
          source_type, target_type, entity_type, entity_id, entity_run_id, entity_metadata, statement_id, direct_access
        FROM ${raw(TABLE)}
      ) SELECT record_id, event_time, workspace_id, ${foldPrincipal(sql`created_by`)} AS principal,
        ${foldName(dialect, sql`source_text`)} AS source_securable, ${foldName(dialect, sql`target_text`)} AS target_securable,
        CASE WHEN source_text IS NOT NULL THEN lower(source_type) END AS source_type,
        CASE WHEN target_text IS NOT NULL THEN lower(target_type) END AS target_type,
        coalesce(entity_metadata.job_info.job_id, CASE WHEN entity_type = 'JOB' THEN entity_id END) AS job_id,
        coalesce(entity_metadata.job_info.job_run_id, CASE WHEN entity_type = 'JOB' THEN entity_run_id END) AS job_run_id,
        statement_id, direct_access AS is_direct_access
      FROM edge WHERE source_text IS NOT NULL OR target_text IS NOT NULL`,
    },
  ],
});
