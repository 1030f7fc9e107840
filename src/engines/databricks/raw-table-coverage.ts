import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { RawTable } from "../../domain/raw-table.ts";
import type { DurationMs } from "../../domain/units.ts";
import type { Engine } from "../../ports/engine.ts";
import type { RawTableCoverage } from "../../ports/telemetry.ts";
import { databricksDialect } from "../../sql/dialects/databricks.ts";
import { joinSql, rawSql, type Sql, sql } from "../../sql/sql.ts";
import { type RawTableState, rawTableName } from "./raw-tables.ts";

export interface CoverageOptions {
  readonly engine: Engine;
  readonly looks: readonly RawTableState[];
  /** Whether nobody else counts the re-emitted rows of the raw table of this name. */
  readonly countsDuplicates: (name: string) => boolean;
  readonly signal: AbortSignal;
}

/** Longest count of one raw table. */
const COUNT_TIMEOUT_MS = (60 * 60_000) as DurationMs;
const { quoteIdentifier, durationMs } = databricksDialect;

/** Counts what there is of each raw table, one after the other. */
export async function rawTableCoverage(options: CoverageOptions): Promise<readonly RawTableCoverage[]> {
  const coverages: RawTableCoverage[] = [];
  for (const look of options.looks) coverages.push(await coverageOf(look, options));
  return coverages;
}

async function coverageOf(look: RawTableState, options: CoverageOptions): Promise<RawTableCoverage> {
  const { table, absentColumns, unknownColumns } = look;
  const shape = {
    table: table.table,
    fileCount: 0,
    byteCount: 0,
    skipped: [],
    unknownColumns,
    absentColumns,
  };
  if (look.notAssessed !== null)
    return { ...shape, lateCount: null, duplicateCount: null, notAssessed: look.notAssessed };
  const name = rawTableName(table.table);
  const isCounted = options.countsDuplicates(name);
  const [counts] = await options.engine.query(
    {
      name: `rows of ${table.table}`,
      sql: countSql(look, isCounted),
      row: (raw) => ({
        rowCount: count(raw["row_count"]),
        lateCount: count(raw["late_count"]),
        duplicateCount: count(raw["duplicate_count"]),
      }),
    },
    { timeoutMs: COUNT_TIMEOUT_MS, signal: options.signal, rowLimit: 1 },
  );
  const rowCount = counts?.rowCount ?? 0;
  return {
    ...shape,
    lateCount: rowCount === 0 || !tellsArrival(look) ? null : (counts?.lateCount ?? null),
    duplicateCount: rowCount === 0 || !isCounted ? null : (counts?.duplicateCount ?? null),
    notAssessed:
      rowCount === 0 ? { kind: "empty", text: `\`${table.table}\` holds no row of this span` } : null,
  };
}

/** One row: rows, late rows, and rows beyond the first of each natural key (a key that is NULL throughout is none). */
function countSql(look: RawTableState, isCounted: boolean): Sql {
  const { table } = look;
  const late = tellsArrival(look) ? sql`count(*) FILTER (WHERE ${isLate(table)})` : sql`CAST(0 AS BIGINT)`;
  const from = rawSql(rawTableName(table.table));
  if (!isCounted)
    return sql`SELECT count(*) AS row_count, ${late} AS late_count, CAST(0 AS BIGINT) AS duplicate_count FROM ${from}`;
  const columns = table.naturalKey.map(quoteIdentifier);
  const hasKey = joinSql(
    columns.map((column) => sql`${column} IS NOT NULL`),
    " OR ",
  );
  return sql`SELECT CAST(coalesce(sum(row_count), 0) AS BIGINT) AS row_count,
      CAST(coalesce(sum(late_count), 0) AS BIGINT) AS late_count,
      CAST(coalesce(sum(CASE WHEN has_key THEN row_count - 1 ELSE 0 END), 0) AS BIGINT) AS duplicate_count
    FROM (SELECT count(*) AS row_count, ${late} AS late_count, max(CASE WHEN ${hasKey} THEN 1 ELSE 0 END) = 1 AS has_key
      FROM ${from} GROUP BY ${joinSql(columns, ", ")}) AS keyed`;
}

function tellsArrival({ table, absentColumns }: RawTableState): boolean {
  const { arrival, watermark } = table;
  if (arrival === null || watermark === null) return false;
  return ![arrival.eventColumn, arrival.arrivalColumn].some((column) => absentColumns.includes(column));
}

function isLate({ arrival, watermark }: RawTable): Sql {
  if (arrival === null || watermark === null) return sql`false`;
  const moment = (column: string) => sql`CAST(${quoteIdentifier(column)} AS TIMESTAMP)`;
  return sql`${durationMs(moment(arrival.eventColumn), moment(arrival.arrivalColumn))} > ${rawSql(String(watermark.latenessMs))}`;
}

function count(value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw new GatehouseError("ENGINE_ROW_SHAPE", { message: "a count of rows has another type" });
}
