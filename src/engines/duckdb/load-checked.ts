import type { DuckDBConnection } from "@duckdb/node-api";
import { invariant } from "../../domain/gatehouse-error.ts";
import type { DeliveredForm, RawTable } from "../../domain/raw-table.ts";
import { duckdbDialect } from "../../sql/dialects/duckdb.ts";
import { joinSql, rawSql, type Sql, sql } from "../../sql/sql.ts";
import { anyOf, type ColumnValue, typeName } from "./column-value.ts";
import { type Loss, POSITION_COUNT_MAX } from "./files/loss.ts";
import { plainValue } from "./plain-value.ts";
import { typedColumns } from "./read-source.ts";
import { runStatement, startStatement } from "./statement.ts";

const { quoteIdentifier, textLiteral } = duckdbDialect;

/** Rows of one file, each key read on its own so that what does not fit can be told. */
export interface CheckedSource {
  readonly table: RawTable;
  /** Null: keys are the table's columns. */
  readonly form: DeliveredForm | null;
  readonly from: Sql;
  /** Place of a row in its file, from 1. */
  readonly position: Sql;
  /** By key; what is not there is left out. */
  readonly keys: Readonly<Record<string, ColumnValue>>;
}

export interface CheckedLoad {
  readonly rowCount: number;
  /** Rows left out; null when none. */
  readonly rejected: Loss | null;
  /** Values that do not fit where none is required: NULL, their row is kept. */
  readonly nulled: readonly Loss[];
}

/** One thing that is asked of every row; `flag` is a column of the checked table. */
interface Check {
  readonly flag: Sql;
  readonly reason: string;
  readonly rejects: boolean;
}

const CHECKED = rawSql("checked_row");
const POSITION = rawSql('"row position"');
const FOREIGN = rawSql('"row is foreign"');

/**
 * Writes the rows of one file that fit their table to a Parquet file with exactly the declared columns, and counts the
 * others. A row goes when it is of another kind or a required column does not fit; other misfits become NULL.
 */
export async function loadChecked(
  connection: DuckDBConnection,
  source: CheckedSource,
  target: string,
): Promise<CheckedLoad> {
  const checks = checksOf(source);
  await runStatement(connection, sql`CREATE OR REPLACE TEMP TABLE ${CHECKED} AS ${checkedRows(source)}`);
  const isRejected = anyOf(checks.filter(({ rejects }) => rejects).map(({ flag }) => flag));
  const load = await count(connection, checks, isRejected);
  const columns = joinSql(Object.keys(source.table.columns).map(quoteIdentifier), ", ");
  await runStatement(
    connection,
    sql`COPY (SELECT ${columns} FROM ${CHECKED} WHERE NOT ${isRejected}) TO ${textLiteral(target)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  await runStatement(connection, sql`DROP TABLE ${CHECKED}`);
  return load;
}

function misfit(name: string): Sql {
  return quoteIdentifier(`misfit of ${name}`);
}

function checksOf({ table, form, keys }: CheckedSource): readonly Check[] {
  const types = form === null ? table.columns : { ...form.keys };
  const required = form === null ? table.requiredColumns : form.markerKeys;
  const checks: Check[] = Object.keys(keys).map((name) => ({
    flag: misfit(name),
    reason: `\`${name}\` is no \`${types[name] ?? "value"}\``,
    rejects: required.includes(name),
  }));
  const kind = form === null ? `no row of \`${table.table}\`` : `not of the form \`${form.id}\``;
  checks.push({ flag: FOREIGN, reason: kind, rejects: true });
  if (form !== null)
    for (const name of Object.keys(form.toColumns))
      checks.push({
        flag: misfit(`column ${name}`),
        reason: `\`${name}\` cannot be told`,
        rejects: table.requiredColumns.includes(name),
      });
  return checks;
}

/** Keys and their misfits, then columns: two steps, because a form's expressions speak of keys. */
function checkedRows(source: CheckedSource): Sql {
  const { from, position, keys, form } = source;
  const read = Object.entries(keys).flatMap(([name, { value, isMisfit }]) => [
    sql`${value} AS ${quoteIdentifier(name)}`,
    sql`${isMisfit ?? sql`false`} AS ${misfit(name)}`,
  ]);
  const keyRows = sql`SELECT ${position} AS ${POSITION}, ${joinSql(read, ", ")} FROM ${from}`;
  const carried = [POSITION, sql`${foreign(source)} AS ${FOREIGN}`, ...Object.keys(keys).map(misfit)];
  if (form === null)
    return sql`SELECT ${joinSql([...carried, ...exportedColumns(source)], ", ")} FROM (${keyRows}) AS key_row`;
  const tried = formColumns(source, form);
  const columnRows = sql`SELECT ${joinSql([...carried, ...tried.map(({ inner }) => inner)], ", ")} FROM (${keyRows}) AS key_row`;
  const outer = [POSITION, FOREIGN, ...Object.keys(keys).map(misfit), ...tried.flatMap(({ outer }) => outer)];
  return sql`SELECT ${joinSql(outer, ", ")} FROM (${columnRows}) AS column_row`;
}

function exportedColumns({ table, keys }: CheckedSource): readonly Sql[] {
  return typedColumns(table.columns).map(([name, type]) =>
    keys[name] === undefined
      ? sql`CAST(NULL AS ${typeName(type)}) AS ${quoteIdentifier(name)}`
      : quoteIdentifier(name),
  );
}

/** A form's expression may fail on a value; tried inside a struct, a failure differs from a NULL. */
function formColumns(
  { table }: CheckedSource,
  form: DeliveredForm,
): readonly { readonly inner: Sql; readonly outer: readonly Sql[] }[] {
  return typedColumns(table.columns).map(([name, type]) => {
    const expression = form.toColumns[name];
    const tried = quoteIdentifier(`tried ${name}`);
    const value = sql`CAST((${rawSql(expression ?? "NULL")}) AS ${typeName(type)})`;
    const column = sql`${tried}.tried_value AS ${quoteIdentifier(name)}`;
    return {
      inner: sql`TRY(struct_pack(tried_value := ${value})) AS ${tried}`,
      outer:
        expression === undefined
          ? [column]
          : [column, sql`(${tried} IS NULL) AS ${misfit(`column ${name}`)}`],
    };
  });
}

/** A row of another kind: none of the required columns, or not all of the form's markers. */
function foreign({ table, form, keys }: CheckedSource): Sql {
  const isAbsent = (name: string) =>
    keys[name] === undefined ? sql`true` : sql`(${quoteIdentifier(name)} IS NULL AND NOT ${misfit(name)})`;
  if (form !== null) return anyOf(form.markerKeys.map(isAbsent));
  if (table.requiredColumns.length === 0) return sql`false`;
  return sql`(${joinSql(table.requiredColumns.map(isAbsent), " AND ")})`;
}

async function count(
  connection: DuckDBConnection,
  checks: readonly Check[],
  isRejected: Sql,
): Promise<CheckedLoad> {
  const positionCountMax = rawSql(String(POSITION_COUNT_MAX));
  const counts = checks.flatMap(({ flag }) => [
    sql`count(*) FILTER (WHERE ${flag})`,
    sql`min(${POSITION}, ${positionCountMax}) FILTER (WHERE ${flag})`,
  ]);
  const result = await startStatement(
    connection,
    sql`SELECT count(*) FILTER (WHERE NOT ${isRejected}), count(*) FILTER (WHERE ${isRejected}),
      ${joinSql(counts, ", ")} FROM ${CHECKED}`,
  );
  const [rowCount, rejectedCount, ...rest] = ((await result.getRows())[0] ?? []).map(plainValue);
  invariant(typeof rowCount === "number" && typeof rejectedCount === "number", "counts of rows are numbers");
  const found = checks
    .map((check, index) => ({ check, loss: lossOf(check.reason, rest[2 * index], rest[2 * index + 1]) }))
    .filter(({ loss }) => loss.count !== 0);
  const rejecting = found.filter(({ check }) => check.rejects).map(({ loss }) => loss);
  return {
    rowCount,
    rejected: rejectedCount === 0 ? null : combined(rejecting, rejectedCount),
    nulled: found.filter(({ check }) => !check.rejects).map(({ loss }) => loss),
  };
}

function lossOf(reason: string, lossCount: unknown, positions: unknown): Loss {
  return {
    reason,
    count: Number(lossCount),
    positions: Array.isArray(positions) ? positions.map(Number) : [],
  };
}

/** One row may be rejected for several reasons; it is lost once. */
function combined(losses: readonly Loss[], rejectedCount: number): Loss {
  const positions = losses.flatMap((loss) => loss.positions);
  return {
    reason: losses.map(({ reason }) => reason).join(", "),
    count: rejectedCount,
    positions: [...new Set(positions)].sort((left, right) => left - right).slice(0, POSITION_COUNT_MAX),
  };
}
