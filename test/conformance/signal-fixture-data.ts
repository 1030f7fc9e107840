import type { CanonicalRelation } from "../../src/domain/canonical-relations.ts";
import { at, type FixtureTable, LAST } from "./signal-fixture-row.ts";

const QUERY_RUN: FixtureTable = {
  defaults: {
    workspace_id: "1",
    warehouse_id: "wh1",
    principal: "ana",
    statement_type: "SELECT",
    statement_shape: "select ? from t1",
    is_failed: false,
    is_canceled: false,
    is_cache_hit: false,
    total_duration_ms: 1000,
    execution_duration_ms: 800,
    queue_duration_ms: 0,
    read_bytes: 100,
    read_rows: 10,
    produced_rows: 1,
    spilled_bytes: 0,
  },
  rows: [
    { event_time: at("00:00") },
    { event_time: at("00:30"), total_duration_ms: 2000, queue_duration_ms: 100, spilled_bytes: 50 },
    { event_time: at(LAST), principal: "bob", total_duration_ms: 3000, queue_duration_ms: 200 },
    {
      event_time: at("01:00"),
      total_duration_ms: 9000,
      execution_duration_ms: null,
      is_failed: true,
      read_bytes: null,
      read_rows: null,
      produced_rows: null,
    },
    { event_time: at("00:10"), principal: "bob", is_canceled: true, total_duration_ms: 99_999 },
    {
      event_time: at("00:20"),
      is_cache_hit: true,
      total_duration_ms: 5,
      read_bytes: 0,
      read_rows: 0,
      produced_rows: 7,
    },
    {
      event_time: at("00:00", 1),
      principal: "bob",
      warehouse_id: null,
      statement_shape: null,
      statement_type: "INSERT",
    },
  ],
};

const WAREHOUSE_EVENT: FixtureTable = {
  defaults: { workspace_id: "1", warehouse_id: "wh1" },
  rows: [
    { event_time: at("00:00"), event_type: "STARTING" },
    { event_time: at(LAST), event_type: "SCALED_UP" },
    { event_time: at("00:06"), event_type: "RUNNING" },
    { event_time: at("01:00"), event_type: "SCALED_DOWN" },
  ],
};

const JOB_RUN: FixtureTable = {
  defaults: {
    workspace_id: "1",
    job_id: "7",
    duration_ms: 60_000,
    queue_duration_ms: 1000,
    result_state: "SUCCEEDED",
    termination_code: "SUCCESS",
    is_failed: false,
    retry_count: 0,
  },
  rows: [
    { event_time: at("00:00") },
    { event_time: at(LAST), duration_ms: 120_000, queue_duration_ms: 3000, retry_count: 2 },
    {
      event_time: at("01:00"),
      duration_ms: 5000,
      result_state: "FAILED",
      termination_code: "USER_ERROR",
      is_failed: true,
    },
    {
      event_time: at("02:00"),
      duration_ms: null,
      queue_duration_ms: 9000,
      result_state: null,
      termination_code: null,
      is_failed: null,
      retry_count: null,
    },
    { event_time: at("03:00"), job_id: null, is_failed: true, retry_count: 4 },
    {
      event_time: at("00:00", 1),
      job_id: "8",
      duration_ms: 1000,
      queue_duration_ms: null,
      termination_code: null,
    },
  ],
};

const JOB_TASK_RUN: FixtureTable = {
  defaults: {
    workspace_id: "1",
    job_id: "7",
    task_key: "ingest",
    duration_ms: 30_000,
    setup_duration_ms: 5000,
    result_state: "SUCCEEDED",
    is_failed: false,
  },
  rows: [
    { event_time: at("00:00") },
    { event_time: at("00:30"), duration_ms: 50_000, setup_duration_ms: 7000 },
    { event_time: at(LAST), task_key: "publish", duration_ms: 10_000, setup_duration_ms: null },
    {
      event_time: at("01:00"),
      duration_ms: 1,
      setup_duration_ms: 1000,
      result_state: "FAILED",
      is_failed: true,
    },
    { event_time: at("02:00"), task_key: null },
  ],
};

const USAGE: FixtureTable = {
  defaults: {
    workspace_id: "1",
    sku_name: "PREMIUM",
    product: "JOBS",
    usage_unit: "DBU",
    usage_quantity: 2,
    list_cost_usd: 1.5,
    job_id: "7",
    job_run_id: "r1",
    cluster_id: "c1",
    run_as: "ana",
  },
  rows: [
    { event_time: at("01:00") },
    { event_time: at("00:00", 1), job_run_id: "r2" },
    { event_time: at("01:00", 1), job_run_id: "r2", list_cost_usd: null },
    { event_time: at("05:00"), usage_quantity: -1, list_cost_usd: -0.5 },
    {
      event_time: at("06:00"),
      sku_name: "SQL_PRO",
      product: "SQL",
      usage_quantity: 4,
      list_cost_usd: 10,
      job_id: null,
      job_run_id: null,
      cluster_id: null,
      run_as: null,
      warehouse_id: "wh1",
    },
    {
      event_time: at("02:00", 1),
      sku_name: "STORAGE",
      product: "STORAGE",
      usage_unit: "GB",
      usage_quantity: 7,
      list_cost_usd: 0.25,
      job_id: null,
      job_run_id: null,
      cluster_id: null,
      run_as: null,
    },
    {
      event_time: at("03:00", 1),
      sku_name: "REFUND",
      usage_quantity: -1,
      list_cost_usd: -3,
      job_id: "9",
      job_run_id: "r9",
      cluster_id: null,
      run_as: "bob",
    },
    { event_time: at("00:00", 3) },
    { event_time: at("01:00", 3) },
  ],
};

const TABLE_VERSION: FixtureTable = {
  defaults: { securable: "t1", writer: "job-1", column_count: 3 },
  rows: [
    { event_time: at("00:00"), version: 1, row_count: 100 },
    { event_time: at(LAST), version: 2, row_count: 120, column_count: 4 },
    { event_time: at("01:00"), version: 3, row_count: 0, writer: "ana" },
    { event_time: at("00:00", 1), securable: "t2", version: 1, column_count: null, writer: null },
  ],
};

const COLUMN_PROFILE: FixtureTable = {
  defaults: { securable: "t1", column_name: "amount", data_type: "double", row_count: 100 },
  rows: [
    {
      event_time: at("00:00"),
      version: 1,
      null_count: 10,
      distinct_count: 45,
      mean: 5,
      sketch: { 1383: 90 },
    },
    {
      event_time: at(LAST),
      version: 2,
      row_count: 120,
      null_count: 30,
      distinct_count: 95,
      mean: 6,
      sketch: { 1383: 80, 1418: 10, 1438: 0 },
    },
    {
      event_time: at(LAST),
      version: 2,
      column_name: "country",
      data_type: "string",
      row_count: 120,
      null_count: 0,
      distinct_count: 3,
      frequent_items: { DE: 100, FR: 20 },
    },
    { event_time: at("01:00"), version: 3, row_count: 0, null_count: 0, distinct_count: 0 },
    { event_time: at("00:00", 1), version: 4, row_count: 50, mean: -2, sketch: { "-1383": 50 } },
    {
      event_time: at("00:00", 1),
      version: 4,
      column_name: "country",
      data_type: "int",
      row_count: 50,
      null_count: 50,
      distinct_count: 0,
      mean: "NaN",
    },
    { event_time: at("02:00", 1), version: 5, column_name: null, data_type: null, null_count: 1, mean: 1 },
  ],
};

/** Fixture rows about queries, jobs, cost and tables. */
export const DATA_FIXTURE: Partial<Record<CanonicalRelation, FixtureTable>> = {
  query_run: QUERY_RUN,
  warehouse_event: WAREHOUSE_EVENT,
  job_run: JOB_RUN,
  job_task_run: JOB_TASK_RUN,
  usage: USAGE,
  table_version: TABLE_VERSION,
  column_profile: COLUMN_PROFILE,
};
