import type { TableColumn } from "../account/account.ts";
import { checkPrivilege } from "../account/check-privilege.ts";
import type { ExpressionNode, ParsedStatement, References } from "../databricks-sql/statement.ts";
import { identifier, materializeQuery, materializeRows } from "./materialize-result.ts";
import { openScope } from "./open-scope.ts";
import { checkReferences, queryScope } from "./query-scope.ts";
import { refuse, refuseText, refuseWith } from "./refuse.ts";
import { isThere, performAs, tableColumn } from "./run-change.ts";
import { findSecurable, fullName, quoted } from "./statement-session.ts";
import type { StatementEnd, StatementWork } from "./statement-work.ts";

type Of<Kind extends ParsedStatement["kind"]> = Extract<ParsedStatement, { readonly kind: Kind }>;

/** A statement that writes rows: each is one version of its table. */
export async function runWrite(
  work: StatementWork,
  parsed: Of<"insert" | "update" | "delete" | "truncate" | "create_table">,
): Promise<StatementEnd> {
  if (parsed.kind === "create_table") return createTable(work, parsed);
  const target = writableTable(work, parsed.table);
  switch (parsed.kind) {
    case "insert":
      return answer(work, await insert(work, parsed, target));
    case "update":
      return answer(work, { affected: await update(work, parsed, target), inserted: null });
    case "delete":
      return answer(work, { affected: await remove(work, parsed, target), inserted: null });
    case "truncate":
      await work.parts.rows.remove(target.name, "true", work.parts.now(), work.session.user);
      return materializeRows(work.parts.database, [], []);
  }
}

interface Target {
  readonly name: string;
  readonly columns: readonly TableColumn[];
}

/** @throws a refusal unless the table keeps rows and the session's user may write it. */
function writableTable(work: StatementWork, parts: readonly string[]): Target {
  const name = fullName(work.session, "table", parts);
  const refusal = checkPrivilege(work.parts.account, {
    principalId: work.session.principalId,
    workspaceId: work.session.workspaceId,
    securable: { type: "table", name },
    privilege: "MODIFY",
  });
  if (refusal !== null) return refuseWith(refusal);
  const securable = findSecurable(work.parts.account, "table", name);
  if (securable?.detail.kind !== "table")
    return refuse("TABLE_OR_VIEW_NOT_FOUND", `The table or view ${quoted(parts)} cannot be found.`, "42P01");
  if (!securable.detail.hasRows)
    return refuse(
      "UNSUPPORTED_FEATURE.TABLE_OPERATION",
      `The table ${quoted(parts)} does not support writes: it keeps no rows of its own.`,
      "0A000",
    );
  return { name, columns: securable.detail.columns };
}

function answer(
  { parts }: StatementWork,
  { affected, inserted }: { readonly affected: number; readonly inserted: number | null },
): Promise<StatementEnd> {
  const columns = [
    { name: "num_affected_rows", type: "BIGINT" as const },
    ...(inserted === null ? [] : [{ name: "num_inserted_rows", type: "BIGINT" as const }]),
  ];
  return materializeRows(parts.database, columns, [[affected, ...(inserted === null ? [] : [inserted])]]);
}

async function insert(work: StatementWork, parsed: Of<"insert">, target: Target) {
  const text = await renderedQuery(work, parsed);
  const given = (parsed.columns ?? target.columns.map(({ name }) => name)).map((name) => name.toLowerCase());
  const unknown = given.find((name) => !target.columns.some((column) => column.name === name));
  if (unknown !== undefined)
    return refuse(
      "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION",
      `A column with name \`${unknown}\` cannot be resolved.`,
      "42703",
    );
  await checkColumnCount(work, text, { expected: given.length, table: parsed.table });
  const list = target.columns.map(({ name }) => {
    const at = given.indexOf(name);
    return `${at === -1 ? "NULL" : `given.g${at}`} AS ${identifier(name)}`;
  });
  const names = given.map((_, index) => `g${index}`).join(", ");
  const { parts, session } = work;
  if (parsed.isOverwrite) await parts.rows.remove(target.name, "true", parts.now(), session.user);
  const inserted = await parts.rows.insert(
    target.name,
    `SELECT ${list.join(", ")} FROM (${text}\n) AS given(${names})`,
    parts.now(),
    session.user,
  );
  return { affected: inserted, inserted };
}

/** Also finds every mistake of the query before anything is written. */
async function checkColumnCount(
  work: StatementWork,
  text: string,
  { expected, table }: { readonly expected: number; readonly table: readonly string[] },
): Promise<void> {
  const probe = await materializeQuery(work.parts.database, {
    text: `SELECT * FROM (${text}\n) AS probe LIMIT 0`,
    rowLimit: null,
    signal: work.request.signal,
  });
  if (probe === null) return;
  await probe.drop();
  if (probe.columns.length === expected) return;
  refuse(
    probe.columns.length > expected
      ? "INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS"
      : "INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS",
    `Cannot write to ${quoted(table)}: ${expected} columns are needed, the data has ${probe.columns.length}.`,
    "21S01",
  );
}

async function renderedQuery(
  work: StatementWork,
  { query, references }: Pick<Of<"insert">, "query" | "references">,
): Promise<string> {
  const scope = await openScope(work, references);
  checkReferences(scope, work.session, references);
  const rendered = work.parts.sql.renderQuery(query, queryScope(scope));
  return "refusal" in rendered ? refuseText(rendered.refusal) : rendered.text;
}

async function update(work: StatementWork, parsed: Of<"update">, target: Target): Promise<number> {
  const assignments: Record<string, string> = {};
  for (const { column, value } of parsed.assignments) {
    const name = column.toLowerCase();
    if (!target.columns.some((known) => known.name === name))
      refuse(
        "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION",
        `A column with name \`${column}\` cannot be resolved.`,
        "42703",
      );
    assignments[name] = await renderedExpression(work, value, parsed.references);
  }
  return work.parts.rows.update(target.name, assignments, await condition(work, parsed), {
    at: work.parts.now(),
    writer: work.session.user,
  });
}

async function remove(work: StatementWork, parsed: Of<"delete">, target: Target): Promise<number> {
  return work.parts.rows.remove(
    target.name,
    await condition(work, parsed),
    work.parts.now(),
    work.session.user,
  );
}

async function condition(work: StatementWork, parsed: Of<"update" | "delete">): Promise<string> {
  return parsed.where === null ? "true" : renderedExpression(work, parsed.where, parsed.references);
}

async function renderedExpression(
  work: StatementWork,
  expression: ExpressionNode,
  references: References,
): Promise<string> {
  const scope = await openScope(work, references);
  checkReferences(scope, work.session, references);
  const rendered = work.parts.sql.renderExpression(expression, queryScope(scope));
  return "refusal" in rendered ? refuseText(rendered.refusal) : rendered.text;
}

async function createTable(work: StatementWork, parsed: Of<"create_table">): Promise<StatementEnd> {
  const { parts, session } = work;
  const name = fullName(session, "table", parsed.name);
  const query =
    parsed.as === null
      ? null
      : await renderedQuery(work, { query: parsed.as, references: parsed.references });
  if (isThere(work, { type: "table", name }, parsed)) return materializeRows(parts.database, [], []);
  const columns =
    query === null
      ? parsed.columns.map((column) => tableColumn(work, column))
      : await queryColumns(work, query);
  performAs(work, {
    kind: "create_securable",
    securable: { type: "table", name },
    comment: parsed.comment,
    detail: {
      kind: "table",
      tableType: "MANAGED",
      columns,
      rowFilter:
        parsed.rowFilter === null
          ? null
          : {
              functionName: fullName(session, "function", parsed.rowFilter.functionName),
              columns: parsed.rowFilter.columns.map((column) => column.toLowerCase()),
            },
      viewText: null,
      viewDependencies: [],
      hasRows: true,
      rowCount: 0,
    },
  });
  const rowCount = await parts.rows.create(name, columns, query);
  return query === null
    ? materializeRows(parts.database, [], [])
    : answer(work, { affected: rowCount, inserted: rowCount });
}

async function queryColumns(work: StatementWork, query: string): Promise<readonly TableColumn[]> {
  const probe = await materializeQuery(work.parts.database, {
    text: `SELECT * FROM (${query}\n) AS probe LIMIT 0`,
    rowLimit: null,
    signal: work.request.signal,
  });
  if (probe === null) return [];
  await probe.drop();
  return probe.columns.map(({ name, typeText }) => ({
    name: name.toLowerCase(),
    type: typeText.toLowerCase(),
    isNullable: true,
    comment: null,
    tags: new Map(),
    mask: null,
  }));
}
