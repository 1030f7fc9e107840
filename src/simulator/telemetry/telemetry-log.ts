/**
 * Takes the rows that acts leave behind, of all system tables. Adds what the platform adds: ids, latency of each table,
 * duplicates, redaction, restatements, variants of spelling. Rows become visible in the account's time when their
 * latency has passed. Moments are epoch milliseconds.
 */
export interface TelemetryLog {
  audit(row: AuditLogRow): void;
  query(row: QueryLogRow): void;
  tableLineage(row: TableLineageRow): void;
  columnLineage(
    row: TableLineageRow & { readonly sourceColumn: string; readonly targetColumn: string },
  ): void;
  jobDefinition(row: JobDefinitionRow): void;
  jobRunSlice(row: JobRunSliceRow): void;
  taskRunSlice(row: JobRunSliceRow & { readonly taskKey: string; readonly taskRunId: string }): void;
  warehouseEvent(row: WarehouseEventRow): void;
  usage(row: UsageRow): void;
}

export interface AuditLogRow {
  readonly at: number;
  /** `"0"` for rows on the level of the account. */
  readonly workspaceId: string;
  /** Null on a failed login. */
  readonly actor: string | null;
  readonly address: string;
  readonly userAgent: string;
  readonly service: string;
  readonly action: string;
  /** Parameters whose values repeat (names of tables, operations): kept once per combination. */
  readonly params: Readonly<Record<string, string>>;
  /** Parameters whose values hardly ever repeat (ids of statements, runs, tokens). */
  readonly ownParams: Readonly<Record<string, string>> | null;
  readonly status: number;
  readonly error: string | null;
  readonly result: string | null;
  readonly runAs: string | null;
}

export interface QueryLogRow {
  readonly at: number;
  readonly endAt: number;
  readonly workspaceId: string;
  readonly statementId: string;
  readonly executedBy: string;
  readonly executedAs: string;
  readonly status: "FINISHED" | "FAILED" | "CANCELED";
  readonly text: string;
  readonly statementType: string;
  readonly error: string | null;
  readonly warehouseId: string;
  readonly application: string;
  readonly job: { readonly jobId: string; readonly runId: string; readonly taskRunId: string } | null;
  readonly dashboardId: string | null;
  readonly queueMs: number;
  readonly compilationMs: number;
  readonly executionMs: number;
  readonly rowsRead: number;
  readonly bytesRead: number;
  readonly rowsProduced: number;
  readonly rowsWritten: number;
  readonly bytesWritten: number;
  readonly spilledBytes: number;
  readonly isFromCache: boolean;
}

export interface TableLineageRow {
  readonly at: number;
  readonly workspaceId: string;
  readonly actor: string;
  /** Null where no SQL compute wrote it (jobs on classic clusters). */
  readonly statementId: string | null;
  /** False for what was reached through a view and not named by the user. */
  readonly isDirect: boolean;
  /** Full names; at least one is there. */
  readonly source: string | null;
  readonly sourceType: "TABLE" | "VIEW";
  readonly target: string | null;
  readonly job: { readonly jobId: string; readonly runId: string } | null;
  readonly dashboardId: string | null;
}

/** A version of a job's definition. */
export interface JobDefinitionRow {
  readonly at: number;
  readonly workspaceId: string;
  readonly jobId: string;
  readonly name: string;
  readonly creator: string;
  readonly runAs: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly deletedAt: number | null;
}

/** The part of a run that fell into one clock hour. */
export interface JobRunSliceRow {
  readonly startAt: number;
  readonly endAt: number;
  readonly workspaceId: string;
  readonly jobId: string;
  readonly runId: string;
  readonly trigger: string;
  /** Null in all slices but the last. */
  readonly result: string | null;
  readonly terminationCode: string | null;
  readonly queueMs: number;
  readonly setupMs: number;
  readonly executionMs: number;
}

export interface WarehouseEventRow {
  readonly at: number;
  readonly workspaceId: string;
  readonly warehouseId: string;
  readonly eventType: string;
  readonly clusterCount: number;
}

export interface UsageRow {
  readonly startAt: number;
  readonly endAt: number;
  readonly workspaceId: string;
  readonly sku: string;
  readonly product: string;
  readonly quantityDbu: number;
  readonly jobId: string | null;
  readonly jobRunId: string | null;
  readonly warehouseId: string | null;
  readonly clusterId: string | null;
  readonly runAs: string | null;
  readonly tags: Readonly<Record<string, string>>;
}
