import { DAY_MS, durationMs } from "../domain/units.ts";
import { foldPrincipal } from "../sql/fold-name.ts";
import { sql } from "../sql/sql.ts";
import { defineSource } from "./define-source.ts";

const TABLE = "system.billing.usage";
const PRICES = "system.billing.list_prices";
/** 12 hours are documented, two days were seen, and corrections come later still: three days are read again. */
const LATENESS_MS = durationMs(3 * DAY_MS);

/**
 * Billed usage. A correction is a RETRACTION with a negative quantity and a RESTATEMENT; all three kinds of record are
 * kept with their sign, so that sums are right.
 *
 * The cost is the list price that was valid at the end of the usage, NULL where none was: a gap in the prices, not 0.
 * Of overlapping prices the one that started last counts. Source: Databricks documentation, "Billable usage system
 * table reference" and "Pricing system table reference".
 */
export const billingUsageSource = defineSource({
  id: "billing-usage",
  title: "Billable usage",
  plane: "data",
  table: TABLE,
  columns: {
    account_id: "string",
    workspace_id: "string",
    record_id: "string",
    sku_name: "string",
    cloud: "string",
    usage_start_time: "timestamp",
    usage_end_time: "timestamp",
    usage_date: "date",
    custom_tags: "map<string,string>",
    usage_unit: "string",
    usage_quantity: "decimal(38,18)",
    usage_metadata:
      "struct<cluster_id:string,job_id:string,warehouse_id:string,instance_pool_id:string,node_type:string,job_run_id:string,notebook_id:string,dlt_pipeline_id:string,endpoint_name:string,endpoint_id:string,dlt_update_id:string,dlt_maintenance_id:string,run_name:string,job_name:string,notebook_path:string,central_clean_room_id:string,source_region:string,destination_region:string,app_id:string,app_name:string,metastore_id:string,private_endpoint_name:string,storage_api_type:string,budget_policy_id:string,ai_runtime_pool_id:string,ai_runtime_workload_id:string,uc_table_catalog:string,uc_table_schema:string,uc_table_name:string,database_instance_id:string,sharing_materialization_id:string,schema_id:string,table_id:string,usage_policy_id:string,base_environment_id:string,agent_bricks_id:string,index_id:string,catalog_id:string,dbsql_statement_id:string,genie:struct<agent_id:string,channel:string,surface:string>,networking_client:string,recipient_id:string>",
    identity_metadata: "struct<run_as:string,created_by:string,owned_by:string,run_by:string>",
    record_type: "string",
    ingestion_date: "date",
    billing_origin_product: "string",
    product_features:
      "struct<jobs_tier:string,sql_tier:string,dlt_tier:string,is_serverless:boolean,is_photon:boolean,serving_type:string,networking:struct<connectivity_type:string>,ai_runtime:struct<compute_type:string>,model_serving:struct<offering_type:string>,ai_gateway:struct<feature_type:string>,serverless_gpu:struct<workload_type:string>,agent_bricks:struct<problem_type:string,workload_type:string>,performance_target:string,ai_functions:struct<ai_function:string>,apps:struct<compute_size:string>,lakeflow_connect:struct<task_type:string,zerobus_request_type:string>,lakebase:struct<storage_type:string,compute_type:string>,ai_bi_genie:struct<capability_type:string,offering_type:string>,genie:struct<offering_type:string>>",
    usage_type: "string",
  },
  requiredColumns: ["record_id", "sku_name", "usage_end_time", "usage_unit", "usage_quantity"],
  naturalKey: ["record_id", "record_type"],
  watermark: { column: "ingestion_date", latenessMs: LATENESS_MS },
  arrival: { eventColumn: "usage_end_time", arrivalColumn: "ingestion_date" },
  deliveredForms: [],
  produces: [
    {
      relation: "usage",
      alsoReads: [PRICES],
      collapse: { key: ["record_id", "record_type"], newestBy: null },
      normalize: (dialect, raw) => {
        const amount = dialect.quoteIdentifier("default");
        return sql`WITH price AS (
        SELECT sku_name, cloud, usage_unit, price_start_time, price_end_time,
          CAST(coalesce(pricing.effective_list.${amount}, pricing.${amount}) AS DOUBLE) AS usd
        FROM ${raw(PRICES)} WHERE currency_code = 'USD'
        QUALIFY row_number() OVER (PARTITION BY sku_name, cloud, usage_unit, price_start_time ORDER BY price_end_time DESC NULLS FIRST) = 1
      ), valid_price AS (
        SELECT sku_name, cloud, usage_unit, usd, price_start_time, price_end_time,
          lead(price_start_time) OVER (PARTITION BY sku_name, cloud, usage_unit ORDER BY price_start_time) AS next_start_time
        FROM price
      ) SELECT u.record_id, u.usage_end_time AS event_time, coalesce(u.usage_date, CAST(u.usage_start_time AS DATE), CAST(u.usage_end_time AS DATE)) AS usage_date,
        u.workspace_id, u.sku_name, u.billing_origin_product AS product, u.usage_unit, CAST(u.usage_quantity AS DOUBLE) AS usage_quantity,
        CAST(u.usage_quantity AS DOUBLE) * p.usd AS list_cost_usd, coalesce(u.record_type, 'ORIGINAL') AS record_type,
        u.usage_metadata.job_id AS job_id, u.usage_metadata.job_run_id AS job_run_id, u.usage_metadata.warehouse_id AS warehouse_id,
        u.usage_metadata.cluster_id AS cluster_id, ${foldPrincipal(sql`u.identity_metadata.run_as`)} AS run_as
      FROM ${raw(TABLE)} AS u LEFT JOIN valid_price AS p ON p.sku_name = u.sku_name AND p.cloud = u.cloud AND p.usage_unit = u.usage_unit
        AND u.usage_end_time >= p.price_start_time AND (p.price_end_time IS NULL OR u.usage_end_time < p.price_end_time)
        AND (p.next_start_time IS NULL OR u.usage_end_time < p.next_start_time)`;
      },
    },
  ],
});
