import type { DatabricksClient } from "../../databricks/open-databricks-client.ts";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { RawTable } from "../../domain/raw-table.ts";
import { type DurationMs, type EpochMs, epochMs } from "../../domain/units.ts";
import type {
  ColumnBatch,
  ColumnQuery,
  Engine,
  EngineRelation,
  Query,
  QueryOptions,
  RelationSummary,
} from "../../ports/engine.ts";
import type { RawTableCoverage } from "../../ports/telemetry.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { databricksDialect } from "../../sql/dialects/databricks.ts";
import { rawSql } from "../../sql/sql.ts";
import { openBatchBuilder, orderedSql } from "./column-batches.ts";
import { openKnownRelations } from "./known-relations.ts";
import { lookAtRawTables } from "./look-at-raw-tables.ts";
import { type OperationLimits, openOperation } from "./operation.ts";
import { profileWatched, type SkippedTable } from "./profile-watched.ts";
import { rawTableCoverage } from "./raw-table-coverage.ts";
import { rawTableName, rawTableSql, type TelemetrySpan } from "./raw-tables.ts";
import { readResult } from "./read-result.ts";
import { extentSql, relationSql } from "./relation-sql.ts";
import type { StatementTarget } from "./run-statement.ts";
import { plainRows, runInSession, type Session, type SessionQuery } from "./session.ts";

export interface DatabricksEngineOptions {
  readonly client: DatabricksClient;
  readonly warehouseId: string;
  readonly tables: readonly RawTable[];
  /** What is read of tables that tell when a row happened; all of it when both are null. */
  readonly span: TelemetrySpan;
  /** Tables whose current version is profiled, and the raw table that profiles are read as; null for none. */
  readonly watched: { readonly profileTable: string; readonly tables: readonly string[] } | null;
  readonly signal: AbortSignal;
  /** Called while raw tables are looked at. */
  readonly onProgress?: (progress: { readonly tablesDone: number; readonly tableCount: number }) => void;
}

/** An engine over the system tables of an account, and what is known of them. */
export interface DatabricksEngine {
  readonly engine: Engine;
  /** Watched tables without a profile, and why. */
  readonly skippedTables: readonly SkippedTable[];
  /** What there is of each raw table. Cost: one counting pass over each that can be read. */
  coverage(signal: AbortSignal): Promise<readonly RawTableCoverage[]>;
}

/** Longest look at one raw table: a stopped warehouse takes minutes to start. */
const LOOK_TIMEOUT_MS = (15 * 60_000) as DurationMs;

/**
 * Opens an engine that runs every statement at Databricks, by SQL Statement Execution.
 *
 * Relations are pushed down: a statement carries those that it reads as common table expressions, so nothing is stored,
 * and each statement reads the raw tables again. A raw table that is not there or not allowed is an empty table.
 *
 * @throws DATABRICKS_* when a raw table cannot be looked at for another reason. Cost: one small statement a raw table.
 */
export async function openDatabricksEngine(options: DatabricksEngineOptions): Promise<DatabricksEngine> {
  const { client, warehouseId, span } = options;
  const closing = new AbortController();
  const kept = new Set<Promise<void>>();
  const target: StatementTarget = {
    client,
    warehouseId,
    keep(work) {
      kept.add(work);
      void work.finally(() => kept.delete(work));
    },
  };
  const relations = openKnownRelations();
  const session: Session = {
    target,
    relations,
    begin: (name, limits) => openOperation({ name, limits, closing: closing.signal, clock: client.clock }),
  };
  const profiles = await profileWatched(session, options.watched?.tables ?? [], options.signal);
  const found = await lookAtRawTables(options.tables, {
    look: (name, sql) =>
      columnNames(session, { name, sql, signal: options.signal, timeoutMs: LOOK_TIMEOUT_MS }),
    onProgress: options.onProgress ?? (() => {}),
  });
  const dialect = dialectWith(options.tables);
  const looks = found.map((look) =>
    look.table.table === options.watched?.profileTable && profiles.rows.length > 0
      ? {
          table: look.table,
          absentColumns: [],
          unknownColumns: [],
          notAssessed: null,
          boundRows: profiles.rows,
        }
      : look,
  );
  for (const look of looks) relations.define(rawTableName(look.table.table), rawTableSql(look, span));
  const uncollapsed = new Set<string>();

  const engine: Engine = {
    dialect,
    query: (query, limits) => queryRows(session, query, limits),
    stream: (query, limits) => streamBatches(session, query, limits),
    async defineRelation(relation, limits) {
      if (relation.collapse === null)
        for (const name of relations.readBy(relation.sql)) uncollapsed.add(name);
      const summary = await measureRelation(session, relation, limits);
      relations.define(relation.name, relationSql(relation));
      return summary;
    },
    async close() {
      closing.abort();
      await Promise.allSettled(kept);
    },
  };
  return {
    engine,
    skippedTables: profiles.skippedTables,
    coverage: (signal) =>
      rawTableCoverage({ engine, looks, signal, countsDuplicates: (name) => uncollapsed.has(name) }),
  };
}

/** A raw table that the engine knows is read through its relation; any other under its own name. */
function dialectWith(tables: readonly RawTable[]): Dialect {
  const known = new Set(tables.map(({ table }) => table));
  return {
    ...databricksDialect,
    rawTable: (fullName) =>
      known.has(fullName) ? rawSql(rawTableName(fullName)) : databricksDialect.rawTable(fullName),
  };
}

/** Names of the columns that a statement without rows declares. */
async function columnNames(session: Session, question: SessionQuery): Promise<readonly string[]> {
  const operation = session.begin(question.name, question);
  const { columns } = await runInSession(session, operation, {
    sql: question.sql,
    rowLimit: null,
    disposition: "INLINE",
  });
  return columns.map(({ name }) => name);
}

/** Answers of so many rows at most come inline: they stay far below its 25 MiB. */
const INLINE_ROW_COUNT_MAX = 10_000;

async function queryRows<Row>(
  session: Session,
  query: Query<Row>,
  options: QueryOptions,
): Promise<readonly Row[]> {
  const operation = session.begin(query.name, options);
  const statement = await runInSession(session, operation, {
    sql: query.sql,
    rowLimit: options.rowLimit + 1,
    disposition: options.rowLimit <= INLINE_ROW_COUNT_MAX ? "INLINE" : "EXTERNAL_LINKS",
  });
  if (statement.isTruncated || (statement.rowCount ?? 0) > options.rowLimit)
    throw tooManyRows(query.name, options);
  const rows: Row[] = [];
  for await (const chunk of plainRows(session, operation, statement)) {
    if (rows.length + chunk.length > options.rowLimit) throw tooManyRows(query.name, options);
    for (const row of chunk) rows.push(query.row(row));
  }
  return rows;
}

function tooManyRows(name: string, { rowLimit }: QueryOptions): GatehouseError {
  return new GatehouseError("ENGINE_ROW_SHAPE", {
    message: `query \`${name}\` returned more than ${rowLimit} rows, the most it may`,
  });
}

async function* streamBatches(
  session: Session,
  query: ColumnQuery,
  limits: OperationLimits,
): AsyncGenerator<ColumnBatch> {
  const operation = session.begin(query.name, limits);
  const statement = await runInSession(session, operation, {
    sql: orderedSql(query),
    rowLimit: null,
    disposition: "EXTERNAL_LINKS",
  });
  if (statement.isTruncated)
    throw new GatehouseError("ENGINE_FAILED", {
      message: `the answer to query \`${query.name}\` was cut off: it is larger than Databricks delivers`,
    });
  const builder = openBatchBuilder(query, statement.columns);
  for await (const rows of readResult(session.target.client, statement, operation)) yield* builder.add(rows);
  yield* builder.finish();
}

async function measureRelation(
  session: Session,
  relation: EngineRelation,
  limits: OperationLimits,
): Promise<RelationSummary> {
  const [summary] = await queryRows(
    session,
    {
      name: `define ${relation.name}`,
      sql: extentSql(relation),
      row: (raw): RelationSummary => ({
        rowCount: wholeNumber(raw["row_count"]),
        duplicateCount: relation.collapse === null ? null : wholeNumber(raw["duplicate_count"]),
        futureCount: wholeNumber(raw["future_count"]),
        firstEventAt: moment(raw["first_ms"]),
        lastEventAt: moment(raw["last_ms"]),
      }),
    },
    { ...limits, rowLimit: 1 },
  );
  if (summary !== undefined) return summary;
  throw new GatehouseError("ENGINE_ROW_SHAPE", { message: `counting \`${relation.name}\` gave no row` });
}

function wholeNumber(value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw new GatehouseError("ENGINE_ROW_SHAPE", { message: "a count of rows has another type" });
}

function moment(value: unknown): EpochMs | null {
  return value === null ? null : epochMs(wholeNumber(value));
}
