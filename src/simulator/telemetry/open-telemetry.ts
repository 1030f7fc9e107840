import { type Account, principalName } from "../account/account.ts";
import type { SimulatorDatabase } from "../simulator-database.ts";
import { openTurns } from "../turns.ts";
import type { Price } from "../world/world.ts";
import type { CompactTable } from "./define-compact-table.ts";
import { openDictionaries } from "./dictionaries.ts";
import { createKeptTable, detachKeptRows, keepStagedRows, keptRelation, stagedTable } from "./kept-rows.ts";
import { LATENCIES, type Latency } from "./latency.ts";
import { rowDraws } from "./row-draws.ts";
import { auditTable, logAudit } from "./system-tables/audit-table.ts";
import {
  jobRunTable,
  jobsTable,
  logJobDefinition,
  logJobRunSlice,
  logTaskRunSlice,
  taskRunTable,
} from "./system-tables/job-tables.ts";
import {
  columnLineageTable,
  logColumnLineage,
  logTableLineage,
  tableLineageTable,
} from "./system-tables/lineage-tables.ts";
import { listPricesTable, logPrices } from "./system-tables/list-prices-table.ts";
import { logQuery, queryTable } from "./system-tables/query-table.ts";
import { logUsage, usageTable } from "./system-tables/usage-table.ts";
import { logWarehouseEvent, warehouseEventsTable } from "./system-tables/warehouse-events-table.ts";
import { type LogTools, openTableLog, type TableLog } from "./table-log.ts";
import type { Telemetry } from "./telemetry.ts";
import type { TelemetryLog } from "./telemetry-log.ts";

/** A system table with its log, whatever its columns are called. */
interface OpenTable {
  readonly table: CompactTable;
  readonly order: string;
  rowCount(): number;
  /** Rows that are kept in DuckDB or wait in JavaScript. */
  keptRowCount(): number;
  waitingRowCount(): number;
  /** Takes the waiting rows, for writing. */
  take(): { write(): Promise<void> };
  /** Counts what was taken so far as gone; then puts it aside once it is written, and tells the name of its table. */
  detach(): () => Promise<string>;
}

/**
 * The telemetry of an account.
 *
 * Rows are kept as flat columns of codes and numbers, and a relation joins them with the dictionaries when it is read:
 * a query pays for the columns it reads, and a count over the audit log with its eleven dictionaries takes a tenth of a
 * second a million rows. Cost of a row: some 3 µs to log, 2 µs to flush, 3 µs to write as Parquet, 100 to 250 bytes.
 */
export async function openTelemetry(options: {
  readonly database: SimulatorDatabase;
  readonly account: Account;
  readonly seed: number;
  readonly prices: readonly Price[];
}): Promise<Telemetry> {
  const { database, account, seed, prices } = options;
  await database.run("CREATE SCHEMA telemetry");
  await database.run(
    `CREATE TABLE telemetry.account AS SELECT '${account.accountId}' AS account_id, '${account.metastoreId}' AS metastore_id, 'AWS' AS cloud`,
  );
  const words = await openDictionaries(database, principalIds(account));
  const tools: LogTools = { account, words, draws: rowDraws(seed) };
  const tables: OpenTable[] = [];
  const open = async <Column extends string>(
    table: CompactTable<Column>,
    latency: Latency,
    order: string,
  ): Promise<TableLog<Column>> => {
    const log = openTableLog(table, { tools, latency, place: tables.length });
    for (const statement of createKeptTable(table)) await database.run(statement);
    tables.push(openTable({ database, seed, table, log, order }));
    return log;
  };
  const log = await openLog(open, prices);
  const tableOf = (name: string) => tables.find(({ table }) => table.source.table === name);
  const inTurn = openTurns();
  /** What is logged while earlier rows are written waits for the next time, its words too. */
  const taken = (): (() => Promise<void>) => {
    const parts = [words.take(), ...tables.map((table) => table.take())];
    return async () => {
      for (const part of parts) await part.write();
    };
  };
  return {
    log,
    tables: tables.map(({ table }) => table.source.table),
    flush: () => inTurn(taken()),
    relation(name, at) {
      const found = tableOf(name);
      return found === undefined ? null : `(${keptRelation(found.table, at, null)})`;
    },
    rowCount: (name) => tableOf(name)?.rowCount() ?? 0,
    keptRowCount: () => tables.reduce((sum, table) => sum + table.keptRowCount(), 0),
    waitingRowCount: () => tables.reduce((sum, table) => sum + table.waitingRowCount(), 0),
    detach: (at) => {
      const write = taken();
      const parts = tables.map(({ table, order, detach }) => ({ table, order, putAside: detach() }));
      return inTurn(async () => {
        await write();
        const detached: { readonly table: string; readonly rows: string; readonly query: string }[] = [];
        for (const { table, order, putAside } of parts) {
          const rows = await putAside();
          detached.push({ table: table.source.table, rows, query: keptRelation(table, at, { rows, order }) });
        }
        return {
          queries: detached,
          // In turn: rows are appended over the same connection, which ends what else runs on it.
          drop: () =>
            inTurn(async () => {
              for (const { rows } of detached) await database.run(`DROP TABLE ${rows}`);
            }),
        };
      });
    },
  };
}

type Open = <Column extends string>(
  table: CompactTable<Column>,
  latency: Latency,
  order: string,
) => Promise<TableLog<Column>>;

async function openLog(open: Open, prices: readonly Price[]): Promise<TelemetryLog> {
  const audit = await open(auditTable, LATENCIES.audit, "r.at, r.seq, r.visible_at");
  const query = await open(queryTable, LATENCIES.query, "r.end_at, r.seq, r.visible_at");
  const tableLineage = await open(tableLineageTable, LATENCIES.lineage, "r.at, r.seq, r.visible_at");
  const columnLineage = await open(columnLineageTable, LATENCIES.lineage, "r.at, r.seq, r.visible_at");
  const jobs = await open(jobsTable, LATENCIES.lakeflow, "r.at, r.seq, r.visible_at");
  const jobRuns = await open(jobRunTable, LATENCIES.lakeflow, "r.end_at, r.seq, r.visible_at");
  const taskRuns = await open(taskRunTable, LATENCIES.lakeflow, "r.end_at, r.seq, r.visible_at");
  const warehouseEvents = await open(
    warehouseEventsTable,
    LATENCIES.warehouseEvents,
    "r.at, r.seq, r.visible_at",
  );
  const usage = await open(usageTable, LATENCIES.billing, "r.ingested_at, r.seq, r.visible_at");
  logPrices(await open(listPricesTable, LATENCIES.billing, "r.start_at, r.seq"), prices);
  return {
    audit: (row) => logAudit(audit, row),
    query: (row) => logQuery(query, row),
    tableLineage: (row) => logTableLineage(tableLineage, row),
    columnLineage: (row) => logColumnLineage(columnLineage, row),
    jobDefinition: (row) => logJobDefinition(jobs, row),
    jobRunSlice: (row) => logJobRunSlice(jobRuns, row),
    taskRunSlice: (row) => logTaskRunSlice(taskRuns, row),
    warehouseEvent: (row) => logWarehouseEvent(warehouseEvents, row),
    usage: (row) => logUsage(usage, row),
  };
}

function openTable<Column extends string>(parts: {
  readonly database: SimulatorDatabase;
  readonly seed: number;
  readonly table: CompactTable<Column>;
  readonly log: TableLog<Column>;
  readonly order: string;
}): OpenTable {
  const { database, seed, table, log, order } = parts;
  let takenRowCount = 0;
  let detachedRowCount = 0;
  let detachedCount = 0;
  return {
    table,
    order,
    rowCount: log.rowCount,
    keptRowCount: () => log.rowCount() - detachedRowCount,
    waitingRowCount: log.buffer.rowCount,
    take() {
      const rows = log.buffer.take();
      takenRowCount += rows.rowCount;
      return {
        async write() {
          if (rows.rowCount === 0) return;
          await rows.appendTo(database.connection, { schema: "telemetry", table: stagedTable(table) });
          for (const statement of keepStagedRows(table, seed)) await database.run(statement);
        },
      };
    },
    detach() {
      const name = `detached_${table.source.id.replaceAll("-", "_")}_${detachedCount++}`;
      detachedRowCount = takenRowCount;
      return async () => {
        for (const statement of detachKeptRows(table, name)) await database.run(statement);
        return `telemetry.${name}`;
      };
    },
  };
}

/** Numeric ids by name; read anew when the account has changed. */
function principalIds(account: Account): (name: string) => string | null {
  let revision = -1;
  let ids: ReadonlyMap<string, string> = new Map();
  return (name) => {
    if (revision !== account.revision) {
      revision = account.revision;
      ids = new Map([...account.principals.values()].map((each) => [principalName(each), each.id]));
    }
    return ids.get(name) ?? null;
  };
}
