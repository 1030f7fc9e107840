import type { ParsedStatement } from "../databricks-sql/statement.ts";
import { columnType } from "./column-type.ts";
import { createTable } from "./create-table.ts";
import { columnsOfQuery, identifier, materializeQuery, materializeRows } from "./materialize-result.ts";
import { runInScope, textOrRefuse } from "./open-scope.ts";
import type { ScopeParts } from "./query-scope.ts";
import { refusalOf, refuse } from "./refuse.ts";
import { refuseExecution } from "./refuse-execution.ts";
import type { StatementEnd, StatementWork } from "./statement-work.ts";
import { policiesOnTarget, type TargetTable, targetColumn, targetTable } from "./target-table.ts";
import { writeAnswer } from "./write-answer.ts";

type Of<Kind extends ParsedStatement["kind"]> = Extract<ParsedStatement, { readonly kind: Kind }>;

/** A statement that writes rows: each is one version of its table. What it reads is complete before it writes. */
export async function runWrite(
  work: StatementWork,
  parsed: Of<"insert" | "update" | "delete" | "truncate" | "create_table">,
): Promise<StatementEnd> {
  if (parsed.kind === "create_table") return createTable(work, parsed);
  const target = targetTable(work, parsed.table);
  switch (parsed.kind) {
    case "insert":
      return insert(work, parsed, target);
    case "update":
    case "delete":
      return change(work, parsed, target);
    case "truncate":
      await work.parts.rows.remove(target.name, "true", work.parts.now(), work.session.user);
      return materializeRows(work.parts.database, [], []);
  }
}

async function insert(work: StatementWork, parsed: Of<"insert">, target: TargetTable): Promise<StatementEnd> {
  const { parts, session, request } = work;
  const given = (parsed.columns ?? target.columns.map(({ name }) => name)).map(
    (name) => targetColumn(target, name).name,
  );
  const read = await runInScope(work, {
    references: parsed.references,
    render: (scope) => textOrRefuse(parts.sql.renderQuery(parsed.query, scope)),
    async run(text) {
      const columns = await columnsOfQuery(parts.database, text, request.signal);
      checkColumnCount(target, given.length, columns.length);
      return materializeQuery(parts.database, {
        text: typedRows(target, given, text),
        rowLimit: null,
        signal: request.signal,
      });
    },
  });
  try {
    await checkNotNull(work, target, read.table);
    if (parsed.isOverwrite) await parts.rows.remove(target.name, "true", parts.now(), session.user);
    const names = target.columns.map((_, index) => `c${index}`).join(", ");
    const rowsQuery = `SELECT ${names} FROM ${read.table} ORDER BY row_index`;
    const inserted = await parts.rows.insert(target.name, rowsQuery, parts.now(), session.user);
    return await writeAnswer(work, { affected: inserted, inserted });
  } finally {
    await read.drop();
  }
}

/** The query's rows as columns of the table, in its order and types; those not given are NULL. */
function typedRows({ columns }: TargetTable, given: readonly string[], text: string): string {
  const list = columns.map(({ name, type }) => {
    const at = given.indexOf(name);
    return `CAST(${at === -1 ? "NULL" : `given.g${at}`} AS ${columnType(type)}) AS ${identifier(name)}`;
  });
  return `SELECT ${list.join(", ")} FROM (${text}\n) AS given(${given.map((_, index) => `g${index}`).join(", ")})`;
}

function checkColumnCount({ parts }: TargetTable, expected: number, found: number): void {
  if (found === expected) return;
  refuse(
    found > expected
      ? "INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS"
      : "INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS",
    `Cannot write to \`${parts.join("`.`")}\`: ${expected} columns are needed, the data has ${found}.`,
    "21S01",
  );
}

async function checkNotNull({ parts }: StatementWork, target: TargetTable, rows: string): Promise<void> {
  for (const [index, { name, isNullable }] of target.columns.entries()) {
    if (isNullable) continue;
    const found = await parts.database.rows(`SELECT 1 AS found FROM ${rows} WHERE c${index} IS NULL LIMIT 1`);
    if (found.length > 0)
      refuse(
        "DELTA_NOT_NULL_CONSTRAINT_VIOLATED",
        `NOT NULL constraint violated for column: ${name}.`,
        "23502",
      );
  }
}

interface WrittenChange {
  readonly condition: string;
  readonly assignments: Readonly<Record<string, string>>;
}

async function change(
  work: StatementWork,
  parsed: Of<"update" | "delete">,
  target: TargetTable,
): Promise<StatementEnd> {
  const affected = await runInScope(work, {
    references: parsed.references,
    render: (scope, scopeParts) => {
      const { filter, maskedColumns } = policiesOnTarget(scopeParts, target);
      const expression = (node: Parameters<typeof work.parts.sql.renderExpression>[0]) =>
        textOrRefuse(work.parts.sql.renderExpression(node, scope));
      const where = parsed.where === null ? "true" : expression(parsed.where);
      const assignments =
        parsed.kind === "delete"
          ? {}
          : Object.fromEntries(
              parsed.assignments.map(({ column, value }) => {
                const { name, type } = targetColumn(target, column);
                return [name, `CAST(${expression(value)} AS ${columnType(type)})`];
              }),
            );
      needTarget(scopeParts, target);
      return { where, filter, maskedColumns, assignments };
    },
    async run({ where, filter, maskedColumns, assignments }) {
      await checkReadable(work, { target, maskedColumns, texts: [where, ...Object.values(assignments)] });
      const condition = filter === null ? where : `(${where}) AND (${filter})`;
      return write(work, target, { condition, assignments: parsed.kind === "delete" ? null : assignments });
    },
  });
  return writeAnswer(work, { affected, inserted: null });
}

/** Rows of planned loads that wait are written before they are changed. */
function needTarget({ needs }: ScopeParts, { name }: TargetTable): void {
  needs.tables.add(name);
}

async function write(
  { parts, session }: StatementWork,
  target: TargetTable,
  {
    condition,
    assignments,
  }: Pick<WrittenChange, "condition"> & { readonly assignments: WrittenChange["assignments"] | null },
): Promise<number> {
  const { user } = session;
  try {
    return assignments === null
      ? await parts.rows.remove(target.name, condition, parts.now(), user)
      : await parts.rows.update(target.name, assignments, condition, { at: parts.now(), writer: user });
  } catch (error) {
    if (refusalOf(error) !== null) throw error;
    return refuseExecution(error);
  }
}

/**
 * Finds every mistake of the texts before anything is written. Without the masked columns they must still make sense: who
 * sees a column masked must not move it to another, nor test it.
 * @throws a refusal.
 */
async function checkReadable(
  { parts, request }: StatementWork,
  read: {
    readonly target: TargetTable;
    readonly maskedColumns: ReadonlySet<string>;
    readonly texts: readonly string[];
  },
): Promise<void> {
  const { target, maskedColumns, texts } = read;
  const rows = parts.rows.relation(target.name);
  const check = (from: string) =>
    columnsOfQuery(parts.database, `SELECT ${texts.join(", ")} FROM ${from} AS target`, request.signal);
  await check(`${rows}`);
  if (maskedColumns.size === 0) return;
  const shown = target.columns.map(({ name }) => name).filter((name) => !maskedColumns.has(name));
  const list = shown.length === 0 ? "1 AS nothing" : shown.map(identifier).join(", ");
  try {
    await check(`(SELECT ${list} FROM ${rows} AS unmasked)`);
  } catch (error) {
    if (refusalOf(error)?.sqlState !== "42703") throw error;
    refuse(
      "UNSUPPORTED_FEATURE.TABLE_OPERATION",
      `Columns of \`${target.name}\` that are masked for the user cannot be read by a statement that changes it.`,
      "0A000",
    );
  }
}
