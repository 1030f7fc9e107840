import type { RandomGenerator } from "../../src/stats/random.ts";
import type { AuditLog } from "./audit-log.ts";
import { type Calendar, HOUR_MS, isoDate, isoTime } from "./calendar.ts";
import type { Telemetry } from "./telemetry.ts";
import { hex, type Person, type SampleJob, uuid, type World } from "./world.ts";

/** One SQL statement; query history, lineage and the credential in the audit log follow from it. */
export interface Statement {
  readonly momentMs: number;
  readonly person: Person;
  readonly reads: readonly string[];
  readonly writes: string | null;
  readonly isDenied: boolean;
  readonly job: { readonly job: SampleJob; readonly runId: string } | null;
  /** How much more data than usual it touches. */
  readonly sizeRatio: number;
  readonly address?: string;
}

export interface StatementLog {
  /** In any order. */
  add(statement: Statement): void;
  /** Writes what was added, in order of time: what a statement leaves behind depends on those before it. */
  write(): void;
}

export const QUERY_TABLE = "query.history";
const TABLE_LINEAGE_TABLE = "access.table_lineage";
const COLUMN_LINEAGE_TABLE = "access.column_lineage";

/** Compute keeps a credential for about an hour, so only the first read of a table in it is logged. */
const CREDENTIAL_LIFE_MS = HOUR_MS;
const ROWS_MEDIAN = 40_000;
const BYTES_PER_ROW = 120;
/** Texts of some statements are hidden from the reader of the telemetry. */
const REDACTED_RATIO = 0.08;
/** Some rows are written again long after the statement ended. */
const LATE_RATIO = 0.003;
const LATE_MS = 30 * HOUR_MS;
const CACHE_RATIO = 0.12;

interface StatementParts {
  readonly world: World;
  readonly calendar: Calendar;
  readonly random: RandomGenerator;
  readonly telemetry: Telemetry;
  readonly audit: AuditLog;
}

export function openStatementLog(parts: StatementParts): StatementLog {
  const statements: Statement[] = [];
  return {
    add: (statement) => {
      statements.push(statement);
    },
    write() {
      const credentialUntil = new Map<string, number>();
      const inOrder = statements.sort((left, right) => left.momentMs - right.momentMs);
      for (const statement of inOrder) {
        const statementId = uuid(parts.random);
        addCredentials(parts, statement, credentialUntil);
        addQuery(parts, statement, statementId);
        if (!statement.isDenied) addLineage(parts, statement, statementId);
      }
    },
  };
}

function addCredentials(
  { audit }: StatementParts,
  statement: Statement,
  credentialUntil: Map<string, number>,
): void {
  const { person, momentMs } = statement;
  const accesses = [
    ...statement.reads.map((table) => ({ table, operation: "READ" })),
    ...(statement.writes === null ? [] : [{ table: statement.writes, operation: "READ_WRITE" }]),
  ];
  for (const { table, operation } of accesses) {
    const key = `${person.name} ${table} ${operation}`;
    if (!statement.isDenied) {
      if (momentMs < (credentialUntil.get(key) ?? 0)) continue;
      credentialUntil.set(key, momentMs + CREDENTIAL_LIFE_MS);
    }
    audit.add({
      momentMs: momentMs + 150,
      person,
      service: "unityCatalog",
      action: "generateTemporaryTableCredential",
      params: { table_full_name: table, operation, credential_type: "StorageCredential" },
      isAccountLevel: true,
      ...(statement.isDenied
        ? {
            statusCode: 403,
            errorMessage:
              "DatabricksServiceException: PERMISSION_DENIED: User does not have SELECT on the table",
          }
        : {}),
      ...(statement.address === undefined ? {} : { address: statement.address }),
    });
  }
}

function addQuery(
  { world, calendar, random, telemetry }: StatementParts,
  statement: Statement,
  statementId: string,
): void {
  const { person, momentMs, job, isDenied } = statement;
  const measures = measuresOf(random, statement);
  const endMs = momentMs + measures.total_duration_ms;
  const isLate = random.uniform() < LATE_RATIO && endMs + LATE_MS < calendar.endMs;
  telemetry.add(QUERY_TABLE, endMs, {
    account_id: world.accountId,
    workspace_id: person.workspaceId,
    statement_id: statementId,
    executed_by: person.name,
    executed_as: person.name,
    session_id: hex(random, 16),
    execution_status: isDenied ? "FAILED" : "FINISHED",
    compute: { type: "WAREHOUSE", warehouse_id: person.warehouseId },
    statement_text: random.uniform() < REDACTED_RATIO ? "<REDACTED>" : statementText(random, statement),
    statement_type: statement.writes === null ? "SELECT" : "MERGE",
    error_message: isDenied ? "[INSUFFICIENT_PERMISSIONS] Insufficient privileges" : undefined,
    client_application: person.agent.application,
    ...measures,
    start_time: isoTime(momentMs),
    end_time: isoTime(endMs),
    update_time: isoTime(endMs + (isLate ? LATE_MS : 2_000)),
    query_source:
      job === null
        ? undefined
        : { job_info: { job_id: job.job.jobId, job_run_id: job.runId, job_task_run_id: job.runId } },
  });
}

/** How long a statement took and what it read and wrote. */
function measuresOf(random: RandomGenerator, { job, writes, isDenied, sizeRatio }: Statement) {
  const isCached = job === null && random.uniform() < CACHE_RATIO;
  const rowCount = isDenied ? 0 : Math.round(ROWS_MEDIAN * sizeRatio * Math.exp(random.normal()));
  const executionMs = isDenied ? 40 : Math.round(300 + rowCount / 60 + 400 * random.gamma(1.5));
  const queueMs = Math.round(30 * random.gamma(1));
  const readCount = isCached ? 0 : rowCount;
  return {
    total_duration_ms: executionMs + queueMs,
    waiting_at_capacity_duration_ms: queueMs,
    waiting_for_compute_duration_ms: 0,
    execution_duration_ms: executionMs,
    read_rows: readCount,
    read_bytes: readCount * BYTES_PER_ROW,
    produced_rows: writes === null ? Math.round(rowCount / 40) : 0,
    written_rows: writes === null ? 0 : Math.round(rowCount / 4),
    written_bytes: writes === null ? 0 : rowCount * 30,
    spilled_local_bytes: random.uniform() < 0.01 ? rowCount * 50 : 0,
    from_result_cache: isCached,
  };
}

function statementText(random: RandomGenerator, { reads, writes }: Statement): string {
  const from = reads.join(", ");
  if (writes !== null)
    return `MERGE INTO ${writes} USING (SELECT * FROM ${from}) AS new ON ${writes}.id = new.id`;
  return random.uniform() < 0.5
    ? `SELECT * FROM ${from} WHERE id = ${random.below(100_000)}`
    : `SELECT day, count(*), sum(amount) FROM ${from} WHERE day >= '2026-0${1 + random.below(3)}-01' GROUP BY day`;
}

function addLineage(
  { world, random, telemetry }: StatementParts,
  statement: Statement,
  statementId: string,
): void {
  const { person, momentMs, job, writes } = statement;
  const common = {
    account_id: world.accountId,
    metastore_id: world.metastoreId,
    workspace_id: person.workspaceId,
    entity_type: job === null ? "DBSQL_QUERY" : "JOB",
    created_by: person.name,
    event_time: isoTime(momentMs + 1_000),
    event_date: isoDate(momentMs),
    statement_id: statementId,
    entity_metadata:
      job === null ? undefined : { job_info: { job_id: job.job.jobId, job_run_id: job.runId } },
    direct_access: true,
  };
  const sides = writes === null ? statement.reads : statement.reads.length === 0 ? [null] : statement.reads;
  for (const source of sides) {
    telemetry.add(TABLE_LINEAGE_TABLE, momentMs + 1_000, {
      ...common,
      record_id: uuid(random),
      ...side("source", source),
      ...side("target", writes),
    });
    if (writes === null || source === null) continue;
    telemetry.add(COLUMN_LINEAGE_TABLE, momentMs + 1_000, {
      ...common,
      record_id: uuid(random),
      ...side("source", source),
      ...side("target", writes),
      source_column_name: "id",
      target_column_name: "id",
    });
  }
}

function side(which: "source" | "target", table: string | null) {
  if (table === null) return {};
  const [catalog, schema, name] = table.split(".");
  return {
    [`${which}_table_full_name`]: table,
    [`${which}_table_catalog`]: catalog,
    [`${which}_table_schema`]: schema,
    [`${which}_table_name`]: name,
    [`${which}_type`]: "TABLE",
  };
}
