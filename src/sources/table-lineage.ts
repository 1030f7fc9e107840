import { durationMs, HOUR_MS } from "../domain/units.ts";
import { foldName, foldPrincipal } from "../sql/fold-name.ts";
import { sql } from "../sql/sql.ts";
import { defineSource } from "./define-source.ts";

const TABLE = "system.access.table_lineage";
/** No figure is documented; public pipelines read the last two days again. */
const LATENESS_MS = durationMs(48 * HOUR_MS);
/** The platform's reserved catalog, which is no source and no target of anybody. */
const INTERNAL = sql`'__databricks_internal'`;

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
    account_id: "string",
    metastore_id: "string",
    workspace_id: "string",
    entity_type: "string",
    entity_id: "string",
    entity_run_id: "string",
    source_table_full_name: "string",
    source_table_catalog: "string",
    source_table_schema: "string",
    source_table_name: "string",
    source_path: "string",
    source_type: "string",
    target_table_full_name: "string",
    target_table_catalog: "string",
    target_table_schema: "string",
    target_table_name: "string",
    target_path: "string",
    target_type: "string",
    created_by: "string",
    event_time: "timestamp",
    event_date: "date",
    record_id: "string",
    event_id: "string",
    statement_id: "string",
    entity_metadata:
      "struct<job_info:struct<job_id:string,job_run_id:string>,dashboard_id:string,legacy_dashboard_id:string,notebook_id:string,sql_query_id:string,dlt_pipeline_info:struct<dlt_pipeline_id:string,dlt_update_id:string>,genie_space_id:string,alert_id:string>",
    direct_access: "boolean",
  },
  requiredColumns: ["event_time", "source_table_full_name", "target_table_full_name"],
  naturalKey: ["record_id"],
  watermark: { column: "event_time", latenessMs: LATENESS_MS },
  arrival: null,
  deliveredForms: [],
  produces: [
    {
      relation: "lineage_edge",
      alsoReads: [],
      collapse: { key: ["record_id"], newestBy: null },
      normalize: (dialect, raw) => sql`WITH edge AS (
        SELECT record_id, event_time, workspace_id, created_by,
          CASE WHEN lower(source_table_catalog) = ${INTERNAL} THEN NULL ELSE coalesce(source_table_full_name, source_path) END AS source_text,
          CASE WHEN lower(target_table_catalog) = ${INTERNAL} THEN NULL ELSE coalesce(target_table_full_name, target_path) END AS target_text,
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
