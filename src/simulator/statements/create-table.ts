import type { TableColumn } from "../account/account.ts";
import type { ParsedStatement } from "../databricks-sql/statement.ts";
import { materializeQuery, materializeRows } from "./materialize-result.ts";
import { runInScope, textOrRefuse } from "./open-scope.ts";
import { performAs } from "./perform-as.ts";
import { isThere, useOf } from "./securable-content.ts";
import type { RowsResult } from "./statement-runner.ts";
import { fullName } from "./statement-session.ts";
import type { StatementEnd, StatementWork } from "./statement-work.ts";
import { tableColumn, viewColumns } from "./table-columns.ts";
import { writeAnswer } from "./write-answer.ts";

type CreateTable = Extract<ParsedStatement, { readonly kind: "create_table" }>;

/** CREATE TABLE, empty or AS a query, which may read the table that it replaces. @throws a refusal. */
export async function createTable(work: StatementWork, parsed: CreateTable): Promise<StatementEnd> {
  const name = fullName(work.session, "table", parsed.name);
  if (isThere(work, { type: "table", name }, parsed)) return materializeRows(work.parts.database, [], []);
  const columns = parsed.columns.map((column) => tableColumn(work, column));
  if (parsed.as === null) return made(work, { parsed, name, columns, rows: null });
  const { as: query, references } = parsed;
  const rows = await runInScope(work, {
    references,
    render: (scope) => textOrRefuse(work.parts.sql.renderQuery(query, scope)),
    run: (text) =>
      materializeQuery(work.parts.database, { text, rowLimit: null, signal: work.request.signal }),
  });
  try {
    return await made(work, { parsed, name, columns: viewColumns(rows.columns), rows });
  } finally {
    await rows.drop();
  }
}

async function made(
  work: StatementWork,
  table: {
    readonly parsed: CreateTable;
    readonly name: string;
    readonly columns: readonly TableColumn[];
    readonly rows: RowsResult | null;
  },
): Promise<StatementEnd> {
  const { parts } = work;
  const { parsed, name, columns, rows } = table;
  performAs(work, {
    kind: "create_securable",
    securable: { type: "table", name },
    comment: parsed.comment,
    isReplace: parsed.isReplace,
    detail: {
      kind: "table",
      tableType: "MANAGED",
      columns,
      rowFilter:
        parsed.rowFilter === null
          ? null
          : useOf(work, parsed.rowFilter.functionName, parsed.rowFilter.columns),
      viewText: null,
      viewDependencies: [],
      hasRows: true,
      rowCount: rows?.rowCount ?? 0,
    },
  });
  if (parts.rows.relation(name) !== null) await parts.rows.drop(name);
  const list = columns.map((_, index) => `c${index}`).join(", ");
  const rowCount = await parts.rows.create(
    name,
    columns,
    rows === null ? null : `SELECT ${list} FROM ${rows.table} ORDER BY row_index`,
  );
  return rows === null
    ? materializeRows(parts.database, [], [])
    : writeAnswer(work, { affected: rowCount, inserted: rowCount });
}
