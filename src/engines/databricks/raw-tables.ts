import type { RawTable } from "../../domain/raw-table.ts";
import type { EpochMs } from "../../domain/units.ts";
import type { NotAssessed } from "../../ports/telemetry.ts";
import { databricksDialect } from "../../sql/dialects/databricks.ts";
import { joinSql, rawSql, type Sql, sql } from "../../sql/sql.ts";
import { type BoundRow, boundRowsSql } from "./bound-rows.ts";

/** What a first look at a raw table told. */
export interface RawTableState {
  readonly table: RawTable;
  /** Declared columns that are not there: NULL. */
  readonly absentColumns: readonly string[];
  readonly unknownColumns: readonly string[];
  /** Why nothing is read of it; null when it can be read. */
  readonly notAssessed: NotAssessed | null;
  /** Rows that the engine holds itself; absent where Databricks has the table. */
  readonly boundRows?: readonly BoundRow[];
}

/** Which part of the telemetry is read; half-open, null for no bound. */
export interface TelemetrySpan {
  readonly since: EpochMs | null;
  readonly until: EpochMs | null;
}

const { quoteIdentifier, timestampFromMs } = databricksDialect;

/** Name under which statements read a raw table: a relation of the engine with exactly the declared columns. */
export function rawTableName(fullName: string): string {
  return `raw_${fullName.toLowerCase().replace(/\W/g, "_")}`;
}

/**
 * SELECT of a table's declared columns: those that are not there as NULL, and only rows of the span where the table
 * tells when a row happened. A table that cannot be read is an empty table of its shape.
 */
export function rawTableSql(look: RawTableState, span: TelemetrySpan): Sql {
  const { table } = look;
  if (look.boundRows !== undefined) return boundRowsSql(table, look.boundRows);
  const isReadable = look.notAssessed === null;
  const columns = Object.entries(table.columns).map(([name, type]) =>
    isReadable && !look.absentColumns.includes(name)
      ? quoteIdentifier(name)
      : sql`CAST(NULL AS ${rawSql(type)}) AS ${quoteIdentifier(name)}`,
  );
  const list = joinSql(columns, ", ");
  if (!isReadable) return sql`SELECT ${list} WHERE false`;
  const bounds = spanConditions(look, span);
  const from = sql`SELECT ${list} FROM ${databricksDialect.rawTable(table.table)}`;
  return bounds.length === 0 ? from : sql`${from} WHERE ${joinSql(bounds, " AND ")}`;
}

/**
 * Columns that say when a row happened, best for pruning first. Tables of states, prices and privileges have none: what
 * began before the span still holds in it.
 */
const TIME_COLUMNS = ["event_date", "usage_date", "event_time", "end_time", "period_end_time"];

/** Rows that do not tell when they happened stay. */
function spanConditions(
  { table, absentColumns }: RawTableState,
  { since, until }: TelemetrySpan,
): readonly Sql[] {
  const column = TIME_COLUMNS.find(
    (name) => table.columns[name] !== undefined && !absentColumns.includes(name),
  );
  if (column === undefined) return [];
  const name = quoteIdentifier(column);
  const isDate = table.columns[column] === "date";
  const bound = (ms: number) => (isDate ? dateLiteral(ms) : timestampFromMs(ms));
  const conditions: Sql[] = [];
  if (since !== null) conditions.push(sql`(${name} >= ${bound(since)} OR ${name} IS NULL)`);
  // A day that has begun is read whole: its later rows are left out by whoever asks for windows.
  if (until !== null)
    conditions.push(sql`(${name} ${rawSql(isDate ? "<=" : "<")} ${bound(until)} OR ${name} IS NULL)`);
  return conditions;
}

function dateLiteral(ms: number): Sql {
  return rawSql(`DATE '${new Date(ms).toISOString().slice(0, "2026-03-14".length)}'`);
}
