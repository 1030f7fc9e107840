import type { SimulatedSecurable, SimulatedWarehouse, TableColumn } from "../account/account.ts";
import type { ActOf } from "./act.ts";
import type { ActContext } from "./define-act.ts";
import { knownTable } from "./known-table.ts";

/** What a statement took and moved, in the columns of the query history. */
export interface StatementSize {
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

/** Rows assumed of a table whose size nobody told. */
const UNKNOWN_ROW_COUNT = 10_000;
/** Share of a table that an ordinary statement scans: partitions and file statistics skip the rest. */
const SCAN_RATIO = 0.05;
/** Files hold at least so many rows, and are read as a whole. */
const FILE_ROW_COUNT = 5_000;
/** A text may scan a table more than once (self-joins), but not endlessly. */
const SCAN_COUNT_MAX = 4;
/** Spread of the logarithm of the rows scanned, and of the time for them. */
const SCAN_SPREAD = 0.7;
const TIME_SPREAD = 0.35;
/** Rows returned for each row scanned: most statements aggregate. */
const PRODUCED_RATIO = 0.01;
const PRODUCED_SPREAD = 1.2;
/** Rows written for each row scanned, and by a statement that scans nothing. */
const WRITTEN_RATIO = 0.25;
const WRITTEN_ROW_COUNT = 1_000;
/** Rows a second and DBU an hour: a small warehouse of 12 DBU scans about a million. */
const ROWS_PER_MS_AND_DBU = 85;
const LEAST_EXECUTION_MS = 120;
const COMPILATION_MEDIAN_MS = 90;
const COMPILATION_SPREAD = 0.5;
const DENIED_MS = 40;
/** Statements wait a few milliseconds; now and then a full warehouse lets them wait for seconds. */
const QUEUE_MEDIAN_MS = 8;
const QUEUE_SPREAD = 0.8;
const BUSY_CHANCE = 0.015;
const BUSY_MEDIAN_MS = 1_800;
/** A serverless warehouse starts in a few seconds. */
const START_MS = 6_000;
/** Share of reads that are answered from the result cache, and how long that takes. */
const CACHE_CHANCE = 0.12;
const CACHE_MS = 25;
/** Memory of a warehouse for each DBU an hour; what exceeds it goes to local disks, in part. */
const MEMORY_BYTES_PER_DBU = 150_000_000;
const SPILL_RATIO = 0.35;
const DEFAULT_DBU_PER_HOUR = 12;
const TEXT_BYTES = 24;
const NUMBER_BYTES = 8;

const ROW_BYTES = new WeakMap<readonly TableColumn[], number>();

/**
 * Size and time of a statement.
 *
 * Model of a planned statement: of each table that it names or reaches through views, it scans the share
 * `SCAN_RATIO · sizeRatio` of the rows (`rowCount` of the table), at least a file and at most {@link SCAN_COUNT_MAX}
 * times all, log-normal with spread 0.7; bytes follow from the columns. It returns one row of a hundred scanned,
 * log-normal with spread 1.2, or writes a quarter of them. Execution takes a fixed part and the scan at the warehouse's
 * speed, log-normal with spread 0.35. One read in eight that no job does comes from the result cache and scans nothing.
 * What exceeds the warehouse's memory spills. A disturbance `query_duration` multiplies execution and queue.
 *
 * An executed statement keeps what was measured; only its waiting is drawn, and the disturbance lengthens it too.
 */
export function measureStatement(context: ActContext, act: ActOf<"statement">): StatementSize {
  const warehouse = context.account.warehouses.get(act.warehouseId);
  const slowness = slownessOf(context, act);
  const queueMs = Math.round(queueOf(context, warehouse) * slowness);
  const compilationMs = Math.round(COMPILATION_MEDIAN_MS * logNormal(context, COMPILATION_SPREAD));
  if (act.measures !== null) return measured(act.measures, { queueMs, compilationMs, slowness });
  const isFromCache = act.writes === null && act.jobRun === null && context.uniform() < CACHE_CHANCE;
  const scan = scanOf(context, act);
  const dbuPerHour = warehouse?.dbuPerHour ?? DEFAULT_DBU_PER_HOUR;
  const scanMs = scan.rowCount / (ROWS_PER_MS_AND_DBU * dbuPerHour);
  const executionMs = isFromCache
    ? CACHE_MS
    : (LEAST_EXECUTION_MS + scanMs) * logNormal(context, TIME_SPREAD) * slowness;
  const rowsWritten = act.writes === null ? 0 : writtenRows(context, act, scan.rowCount);
  return {
    queueMs,
    compilationMs,
    executionMs: Math.round(executionMs),
    rowsRead: isFromCache ? 0 : scan.rowCount,
    bytesRead: isFromCache ? 0 : scan.byteCount,
    rowsProduced: act.writes === null ? producedRows(context, scan.rowCount) : 0,
    rowsWritten,
    bytesWritten: Math.round(
      rowsWritten * (scan.rowCount === 0 ? TEXT_BYTES : scan.byteCount / scan.rowCount),
    ),
    spilledBytes: isFromCache
      ? 0
      : Math.round(SPILL_RATIO * Math.max(0, scan.byteCount - dbuPerHour * MEMORY_BYTES_PER_DBU)),
    isFromCache,
  };
}

/** A statement that was refused while it was compiled. */
export function measureRefused(context: ActContext): StatementSize {
  return {
    queueMs: 0,
    compilationMs: Math.round(DENIED_MS * logNormal(context, COMPILATION_SPREAD)),
    executionMs: 0,
    rowsRead: 0,
    bytesRead: 0,
    rowsProduced: 0,
    rowsWritten: 0,
    bytesWritten: 0,
    spilledBytes: 0,
    isFromCache: false,
  };
}

function measured(
  measures: NonNullable<ActOf<"statement">["measures"]>,
  times: { readonly queueMs: number; readonly compilationMs: number; readonly slowness: number },
): StatementSize {
  const compilationMs = Math.min(times.compilationMs, measures.durationMs);
  return {
    queueMs: times.queueMs,
    compilationMs,
    executionMs: Math.round((measures.durationMs - compilationMs) * times.slowness),
    rowsRead: measures.rowsRead,
    bytesRead: measures.bytesRead,
    rowsProduced: measures.rowsProduced,
    rowsWritten: measures.rowsWritten,
    bytesWritten: measures.rowsWritten * TEXT_BYTES,
    spilledBytes: 0,
    isFromCache: false,
  };
}

function scanOf(
  context: ActContext,
  act: ActOf<"statement">,
): { readonly rowCount: number; readonly byteCount: number } {
  let rowCount = 0;
  let byteCount = 0;
  const add = (table: SimulatedSecurable | null): void => {
    if (table?.detail.kind !== "table") return;
    const scanned = scannedRows(context, table.detail.rowCount || UNKNOWN_ROW_COUNT, act.sizeRatio);
    rowCount += scanned;
    byteCount += scanned * rowBytes(table);
  };
  for (const read of act.reads) {
    if (read.type !== "table") continue;
    const { securable, isView, reached } = knownTable(context, read.name);
    if (!isView) add(securable);
    for (const object of reached) if (object.type === "table" && !object.isView) add(object.securable);
  }
  return { rowCount, byteCount };
}

function scannedRows(context: ActContext, tableRowCount: number, sizeRatio: number): number {
  const least = Math.min(tableRowCount, FILE_ROW_COUNT);
  const drawn = SCAN_RATIO * sizeRatio * tableRowCount * logNormal(context, SCAN_SPREAD);
  return Math.round(Math.min(SCAN_COUNT_MAX * tableRowCount, Math.max(least, drawn)));
}

function producedRows(context: ActContext, scannedRowCount: number): number {
  const drawn = scannedRowCount * PRODUCED_RATIO * logNormal(context, PRODUCED_SPREAD);
  return Math.min(scannedRowCount, Math.max(scannedRowCount > 0 ? 1 : 0, Math.round(drawn)));
}

function writtenRows(context: ActContext, act: ActOf<"statement">, scannedRowCount: number): number {
  const median = scannedRowCount > 0 ? scannedRowCount * WRITTEN_RATIO : WRITTEN_ROW_COUNT * act.sizeRatio;
  return Math.round(median * logNormal(context, TIME_SPREAD));
}

function queueOf(context: ActContext, warehouse: SimulatedWarehouse | undefined): number {
  const isBusy = context.uniform() < BUSY_CHANCE;
  const waitMs = (isBusy ? BUSY_MEDIAN_MS : QUEUE_MEDIAN_MS) * logNormal(context, QUEUE_SPREAD);
  return waitMs + (warehouse?.state === "STOPPED" ? START_MS : 0);
}

/** Product of the disturbances of the warehouse that hold now. */
function slownessOf(context: ActContext, act: ActOf<"statement">): number {
  let ratio = 1;
  for (const disturbance of context.account.disturbances)
    if (
      disturbance.kind === "query_duration" &&
      disturbance.warehouseId === act.warehouseId &&
      act.at >= disturbance.from &&
      act.at < disturbance.until
    )
      ratio *= disturbance.ratio;
  return ratio;
}

function rowBytes(table: SimulatedSecurable): number {
  if (table.detail.kind !== "table") return 0;
  const { columns } = table.detail;
  const known = ROW_BYTES.get(columns);
  if (known !== undefined) return known;
  const byteCount = columns.reduce(
    (sum, column) => sum + (/string|array|map|struct|binary/.test(column.type) ? TEXT_BYTES : NUMBER_BYTES),
    0,
  );
  ROW_BYTES.set(columns, byteCount);
  return byteCount;
}

/** Log-normal with median 1. */
function logNormal(context: ActContext, spread: number): number {
  return Math.exp(spread * context.normal());
}
