import type { DuckDBConnection } from "@duckdb/node-api";
import type { SimulatorDatabase } from "../simulator-database.ts";
import { refusalOf, refuse } from "./refuse.ts";
import { resultType } from "./result-type.ts";
import type { ResultColumn, StatementResult } from "./statement-runner.ts";

export type RowsResult = Extract<StatementResult, { readonly kind: "rows" }>;

const SCHEMA = "statement_results";
let resultCount = 0;

interface QueryToRun {
  /** DuckDB text. */
  readonly text: string;
  readonly rowLimit: number | null;
  readonly signal: AbortSignal;
}

/** Runs a query and keeps its rows, in order, in a table of their own. Null when the signal canceled it. */
export async function materializeQuery(
  database: SimulatorDatabase,
  { text, rowLimit, signal }: QueryToRun,
): Promise<RowsResult | null> {
  return withConnection(database, signal, async (connection) => {
    const columns = await columnsOf(connection, text);
    const table = await nextTable(connection);
    const cut = rowLimit === null ? "" : `LIMIT ${Math.trunc(rowLimit) + 1}`;
    const names = columns.map((_, index) => `c${index}`).join(", ");
    await connection.run(
      `CREATE TABLE ${table} AS SELECT row_number() OVER () - 1 AS row_index, kept.*
       FROM (SELECT * FROM (${text}\n) AS answer(${names}) ${cut}) AS kept`,
    );
    const rowCount = await countRows(connection, table);
    const isTruncated = rowLimit !== null && rowCount > rowLimit;
    if (isTruncated) await connection.run(`DELETE FROM ${table} WHERE row_index >= ${Math.trunc(rowLimit)}`);
    return {
      kind: "rows",
      columns,
      rowCount: isTruncated ? rowLimit : rowCount,
      isTruncated,
      table,
      use: null,
      drop: () => database.run(`DROP TABLE IF EXISTS ${table}`),
    };
  });
}

/** Rows that were computed here, all of type STRING unless `types` says otherwise (DuckDB type by column). */
export async function materializeRows(
  database: SimulatorDatabase,
  columns: readonly {
    readonly name: string;
    readonly type?: "BOOLEAN" | "INTEGER" | "BIGINT" | "TIMESTAMPTZ";
  }[],
  rows: readonly (readonly (string | number | boolean | null)[])[],
): Promise<RowsResult> {
  const list = columns
    .map(({ name, type }, index) => `CAST(c${index} AS ${type ?? "VARCHAR"}) AS ${identifier(name)}`)
    .join(", ");
  const names = columns.map((_, index) => `c${index}`).join(", ");
  const values =
    rows.length === 0
      ? `(${columns.map(() => "NULL").join(", ")})`
      : rows.map((row) => `(${row.map(literal).join(", ")})`).join(", ");
  const text = `SELECT ${list} FROM (VALUES ${values}) AS given(${names})${rows.length === 0 ? " WHERE false" : ""}`;
  const result = await materializeQuery(database, {
    text: columns.length === 0 ? "SELECT 1 AS nothing WHERE false" : text,
    rowLimit: null,
    signal: new AbortController().signal,
  });
  if (result === null) throw new Error("a result without a signal cannot be canceled");
  return columns.length === 0 ? { ...result, columns: [] } : result;
}

function literal(value: string | number | boolean | null): string {
  if (value === null) return "NULL";
  return typeof value === "string" ? textLiteral(value) : String(value);
}

export function textLiteral(text: string): string {
  return `'${text.replaceAll("\u0000", "").replaceAll("'", "''")}'`;
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Runs work on a connection of its own that an abort interrupts. Null when it was aborted. */
async function withConnection<Result>(
  database: SimulatorDatabase,
  signal: AbortSignal,
  work: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result | null> {
  const connection = await database.connect();
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    return signal.aborted ? null : await work(connection);
  } catch (error) {
    if (signal.aborted) return null;
    if (refusalOf(error) !== null) throw error;
    return refuseExecution(error);
  } finally {
    signal.removeEventListener("abort", interrupt);
    connection.closeSync();
  }
}

async function columnsOf(connection: DuckDBConnection, text: string): Promise<readonly ResultColumn[]> {
  const prepared = await connection.prepare(text);
  return Array.from({ length: prepared.columnCount }, (_, index) => ({
    name: prepared.columnName(index),
    typeText: resultType(prepared.columnType(index)),
  }));
}

async function nextTable(connection: DuckDBConnection): Promise<string> {
  await connection.run(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
  resultCount += 1;
  return `${SCHEMA}.r${resultCount}`;
}

async function countRows(connection: DuckDBConnection, table: string): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM ${table}`);
  return Number(reader.getRows()[0]?.[0] ?? 0);
}

const CONDITIONS: readonly (readonly [RegExp, string, string])[] = [
  [
    /Referenced column "([^"]*)" not found|Referenced table "([^"]*)" not found/,
    "UNRESOLVED_COLUMN.WITH_SUGGESTION",
    "42703",
  ],
  [/Conversion Error/, "CAST_INVALID_INPUT", "22018"],
  [/[Dd]ivision by zero/, "DIVIDE_BY_ZERO", "22012"],
  [/Out of Range Error|[Oo]verflow/, "ARITHMETIC_OVERFLOW", "22003"],
  [/must appear in the GROUP BY clause/, "MISSING_AGGREGATION", "42803"],
  [/Out of Memory Error/, "INSUFFICIENT_MEMORY", "53200"],
];

/** What the database says about a statement, in Databricks' form. Nothing of the rewritten text is told. */
function refuseExecution(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  const [firstLine = ""] = message.split("\n");
  const known = CONDITIONS.find(([pattern]) => pattern.test(firstLine));
  if (known === undefined) return refuse("DATATYPE_MISMATCH", cleaned(firstLine), "42K09");
  const [pattern, condition, sqlState] = known;
  const name = pattern
    .exec(firstLine)
    ?.slice(1)
    .find((group) => group !== undefined);
  return refuse(
    condition,
    name === undefined
      ? cleaned(firstLine)
      : `A column, variable, or function parameter with name \`${name}\` cannot be resolved.`,
    sqlState,
  );
}

function cleaned(line: string): string {
  return `${line.replace(/^[A-Z][A-Za-z ]* Error: /, "").replace(/\.$/, "")}.`;
}
