import { durationMs, HOUR_MS } from "../domain/units.ts";
import { type Sql, sql } from "../sql/sql.ts";

/** No figure is documented; public pipelines read the last two days again. */
export const LINEAGE_LATENESS_MS = durationMs(48 * HOUR_MS);

/** Columns before the ends of an edge, in the order of the tables: where it was seen. */
export const LINEAGE_ORIGIN_COLUMNS = {
  account_id: "string",
  metastore_id: "string",
  workspace_id: "string",
  entity_type: "string",
  entity_id: "string",
  entity_run_id: "string",
} as const;

export const LINEAGE_SOURCE_COLUMNS = {
  source_table_full_name: "string",
  source_table_catalog: "string",
  source_table_schema: "string",
  source_table_name: "string",
  source_path: "string",
  source_type: "string",
} as const;

export const LINEAGE_TARGET_COLUMNS = {
  target_table_full_name: "string",
  target_table_catalog: "string",
  target_table_schema: "string",
  target_table_name: "string",
  target_path: "string",
  target_type: "string",
} as const;

/** Columns after the ends of an edge: who made it, when, and by what. */
export const LINEAGE_EVENT_COLUMNS = {
  created_by: "string",
  event_time: "timestamp",
  event_date: "date",
  record_id: "string",
  event_id: "string",
  statement_id: "string",
  entity_metadata:
    "struct<job_info:struct<job_id:string,job_run_id:string>,dashboard_id:string,legacy_dashboard_id:string,notebook_id:string,sql_query_id:string,dlt_pipeline_info:struct<dlt_pipeline_id:string,dlt_update_id:string>,genie_space_id:string,alert_id:string>",
  direct_access: "boolean",
} as const;

/** The platform's reserved catalog, which is no source and no target of anybody. */
const INTERNAL = sql`'__databricks_internal'`;

/** Name or path of what was read, NULL where nothing was, over the columns above. */
export const LINEAGE_SOURCE_TEXT: Sql = sql`CASE WHEN lower(source_table_catalog) = ${INTERNAL} THEN NULL ELSE coalesce(source_table_full_name, source_path) END`;

/** Name or path of what was written, NULL where nothing was, over the columns above. */
export const LINEAGE_TARGET_TEXT: Sql = sql`CASE WHEN lower(target_table_catalog) = ${INTERNAL} THEN NULL ELSE coalesce(target_table_full_name, target_path) END`;
