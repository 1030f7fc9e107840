import { durationMs, HOUR_MS } from "../domain/units.ts";
import { defineSource } from "./define-source.ts";
import { normalizeJobChange } from "./jobs/normalize-job-change.ts";

const TABLE = "system.lakeflow.jobs";
/** About an hour is documented; no bound is. */
const LATENESS_MS = durationMs(4 * HOUR_MS);

/**
 * Definitions of jobs, one row a state (SCD type 2): each row is the whole job from `change_time` on.
 *
 * Source: Databricks documentation, "Jobs system table reference".
 */
export const jobsSource = defineSource({
  id: "jobs",
  title: "Job definitions",
  plane: "data",
  table: TABLE,
  columns: {
    account_id: "string",
    workspace_id: "string",
    job_id: "string",
    name: "string",
    creator_id: "string",
    tags: "map<string,string>",
    run_as: "string",
    change_time: "timestamp",
    delete_time: "timestamp",
    description: "string",
    trigger:
      "struct<file_arrival:struct<url:string,min_time_between_triggers_seconds:int,wait_after_last_change_seconds:int>,periodic:struct<interval:int,units:string>,continuous:struct<enabled:boolean>,table_update:struct<table_names:array<string>,min_time_between_triggers_seconds:bigint,wait_after_last_change_seconds:bigint,condition:string>,schedule:struct<quartz_cron_expression:string,timezone_id:string>>",
    trigger_type: "string",
    run_as_user_name: "string",
    creator_user_name: "string",
    paused: "boolean",
    timeout_seconds: "bigint",
    health_rules: "array<struct<metric:string,operator:string,value:bigint>>",
    deployment: "struct<kind:string,metadata_file_path:string>",
    create_time: "timestamp",
  },
  requiredColumns: ["workspace_id", "job_id", "change_time"],
  naturalKey: ["workspace_id", "job_id", "change_time"],
  watermark: { column: "change_time", latenessMs: LATENESS_MS },
  arrival: null,
  deliveredForms: [],
  produces: [
    {
      relation: "job_change",
      alsoReads: [],
      collapse: null,
      normalize: (dialect, raw) => normalizeJobChange(dialect, raw(TABLE)),
    },
  ],
});
