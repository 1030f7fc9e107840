/**
 * The relations that sources produce and signals, rules and reasons read. One row type each, whatever the engine and
 * the form in which the telemetry came. Types are Spark's spelling; timestamps are UTC.
 *
 * Every relation has `event_time`, the moment the row counts for.
 */
export const CANONICAL_RELATIONS = {
  /** One row per audit event, duplicates collapsed on `event_id`. Hot request parameters are lifted into columns. */
  audit_event: {
    event_id: "string",
    event_time: "timestamp",
    /** The real workspace also for account-level rows (`request_params.workspace_id`), '0' when none. */
    workspace_id: "string",
    is_account_level: "boolean",
    service_name: "string",
    action_name: "string",
    /** Lower case e-mail or application id; NULL when the platform did not say (failed logins fall back to `user`). */
    principal: "string",
    /** user, service_principal (UUID), system, or unknown. */
    principal_kind: "string",
    run_as: "string",
    /** Without a port. NULL for blank, 0.0.0.0 and loopback. */
    source_ip_address: "string",
    /** IPv4 /24 or IPv6 /48 of `source_ip_address`. */
    network: "string",
    user_agent: "string",
    /** Leading product token of the user agent, lower case (`mozilla`, `terraform-provider-databricks`). */
    user_agent_family: "string",
    session_id: "string",
    request_id: "string",
    status_code: "int",
    /** status 401 or 403. */
    is_denied: "boolean",
    /** status ≥ 400. */
    is_failed: "boolean",
    /** Folded name of the securable that the event names, by the coalesce order of the audit reference; else NULL. */
    securable: "string",
    securable_type: "string",
    /** READ, READ_WRITE, PATH_READ … of credential events. */
    operation: "string",
    token_id: "string",
    /** Group whose membership the event changes, folded. */
    target_group: "string",
    /** Principal whom the event changes, folded. */
    target_principal: "string",
    /** read, write, permission_change, membership_change, ownership_change, admin_change, token, export, login, other. */
    category: "string",
    /** JSON text of the request parameters for events that change access (so that raw rows are parsed once); else NULL. */
    change_detail: "string",
  },
  /** One row per (principal, privilege) that a GRANT, REVOKE, membership or ownership event adds or removes. */
  grant_change: {
    event_id: "string",
    event_time: "timestamp",
    /** Who made the change. */
    changed_by: "string",
    /** grant, revoke, add_member, remove_member, set_owner, set_admin, remove_admin. */
    change: "string",
    /** Who gained or lost. */
    principal: "string",
    /** SQL spelling with spaces for grants; NULL for memberships. */
    privilege: "string",
    securable: "string",
    securable_type: "string",
    target_group: "string",
    workspace_id: "string",
  },
  /** One row per (source, target) pair of one statement or run; either side may be NULL. */
  lineage_edge: {
    record_id: "string",
    event_time: "timestamp",
    workspace_id: "string",
    principal: "string",
    source_securable: "string",
    target_securable: "string",
    source_type: "string",
    target_type: "string",
    job_id: "string",
    job_run_id: "string",
    statement_id: "string",
    is_direct_access: "boolean",
  },
  column_lineage_edge: {
    record_id: "string",
    event_time: "timestamp",
    workspace_id: "string",
    principal: "string",
    source_securable: "string",
    source_column: "string",
    target_securable: "string",
    target_column: "string",
    statement_id: "string",
  },
  /** One row per statement; `event_time` is its end. */
  query_run: {
    statement_id: "string",
    event_time: "timestamp",
    start_time: "timestamp",
    workspace_id: "string",
    warehouse_id: "string",
    principal: "string",
    executed_as: "string",
    statement_type: "string",
    /** Folded shape of the text (literals and numbers removed); NULL where the text is redacted. */
    statement_shape: "string",
    client_application: "string",
    is_failed: "boolean",
    is_canceled: "boolean",
    total_duration_ms: "bigint",
    execution_duration_ms: "bigint",
    queue_duration_ms: "bigint",
    read_bytes: "bigint",
    read_rows: "bigint",
    produced_rows: "bigint",
    written_rows: "bigint",
    written_bytes: "bigint",
    spilled_bytes: "bigint",
    is_cache_hit: "boolean",
    job_id: "string",
    error_class: "string",
  },
  /** One row per state of a job (SCD2); `event_time` is the change. */
  job_change: {
    workspace_id: "string",
    job_id: "string",
    event_time: "timestamp",
    name: "string",
    run_as: "string",
    creator: "string",
    is_deleted: "boolean",
    /** What differs from the state before: name, run_as, trigger, tags … as a comma-joined list; '' for the first. */
    changed_fields: "string",
  },
  /** One row per job run, its slices merged; `event_time` is its end. */
  job_run: {
    workspace_id: "string",
    job_id: "string",
    run_id: "string",
    event_time: "timestamp",
    start_time: "timestamp",
    duration_ms: "bigint",
    queue_duration_ms: "bigint",
    trigger_type: "string",
    run_type: "string",
    /** NULL while it runs. */
    result_state: "string",
    termination_code: "string",
    is_failed: "boolean",
    /** Non-NULL result rows of the run, minus one. */
    retry_count: "bigint",
  },
  job_task_run: {
    workspace_id: "string",
    job_id: "string",
    run_id: "string",
    job_run_id: "string",
    task_key: "string",
    event_time: "timestamp",
    start_time: "timestamp",
    duration_ms: "bigint",
    setup_duration_ms: "bigint",
    result_state: "string",
    termination_code: "string",
    is_failed: "boolean",
  },
  /** One row per billing record, retractions and restatements included with their sign; `event_time` is usage end. */
  usage: {
    record_id: "string",
    event_time: "timestamp",
    usage_date: "date",
    workspace_id: "string",
    sku_name: "string",
    product: "string",
    usage_unit: "string",
    usage_quantity: "double",
    /** List price in USD, not the invoice; NULL where no price matched (a pricing gap, not 0). */
    list_cost_usd: "double",
    record_type: "string",
    job_id: "string",
    job_run_id: "string",
    warehouse_id: "string",
    cluster_id: "string",
    run_as: "string",
  },
  warehouse_event: {
    workspace_id: "string",
    warehouse_id: "string",
    event_time: "timestamp",
    event_type: "string",
    cluster_count: "int",
  },
  /** Snapshot rows of the privilege views; `event_time` is when the snapshot was taken, epoch start when not known. */
  privilege: {
    event_time: "timestamp",
    grantor: "string",
    principal: "string",
    privilege: "string",
    securable: "string",
    securable_type: "string",
    /** NULL for a direct grant. */
    inherited_from: "string",
  },
  securable_tag: {
    event_time: "timestamp",
    securable: "string",
    column_name: "string",
    tag_name: "string",
    tag_value: "string",
  },
  /** One row per table version. */
  table_version: {
    securable: "string",
    version: "bigint",
    event_time: "timestamp",
    /** Principal or job that wrote the version. */
    writer: "string",
    row_count: "bigint",
    column_count: "bigint",
  },
  /** One row per column and table version. */
  column_profile: {
    securable: "string",
    column_name: "string",
    version: "bigint",
    event_time: "timestamp",
    writer: "string",
    data_type: "string",
    row_count: "bigint",
    null_count: "bigint",
    distinct_count: "bigint",
    mean: "double",
    /** Counts by bucket of a quantile sketch at 1 % accuracy; NULL for columns that are not numeric. */
    sketch: "map<int,bigint>",
    /** Most frequent values with counts; NULL for numeric columns. Under key '\u0000other' the rest. */
    frequent_items: "map<string,bigint>",
  },
} as const;

export type CanonicalRelation = keyof typeof CANONICAL_RELATIONS;
