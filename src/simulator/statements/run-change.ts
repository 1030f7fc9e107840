import type { ActContent, ActKind } from "../acts/act.ts";
import type { ParsedStatement } from "../databricks-sql/statement.ts";
import { columnType } from "./column-type.ts";
import { columnsOfQuery, identifier, materializeRows } from "./materialize-result.ts";
import { runInScope, textOrRefuse } from "./open-scope.ts";
import { performAs } from "./perform-as.ts";
import { isInformationSchema } from "./query-scope.ts";
import { refuse, refuseText } from "./refuse.ts";
import { isThere, refOf, useOf } from "./securable-content.ts";
import { findSecurable, fullName, quoted } from "./statement-session.ts";
import type { StatementEnd, StatementWork } from "./statement-work.ts";
import { tableColumn, viewColumns } from "./table-columns.ts";

type Of<Kind extends ParsedStatement["kind"]> = Extract<ParsedStatement, { readonly kind: Kind }>;
type Content<Kind extends ActKind> = Extract<ActContent, { readonly kind: Kind }>;

/** A statement that changes the account: becomes acts of its caller. Answers with no rows. @throws a refusal. */
export async function runChange(work: StatementWork, parsed: ParsedStatement): Promise<StatementEnd> {
  const content = await contentOf(work, parsed);
  if (content !== null) performAs(work, content);
  if (content?.kind === "drop_securable" && work.parts.rows.relation(content.securable.name) !== null)
    await work.parts.rows.drop(content.securable.name);
  return materializeRows(work.parts.database, [], []);
}

/** Null: there is nothing to do (IF EXISTS, IF NOT EXISTS). */
async function contentOf(work: StatementWork, parsed: ParsedStatement): Promise<ActContent | null> {
  switch (parsed.kind) {
    case "grant":
    case "revoke":
      return grantContent(work, parsed);
    case "set_owner":
      return { kind: "change_owner", securable: refOf(work, parsed.on), owner: parsed.owner };
    case "set_tags":
    case "unset_tags":
      return tagContent(work, parsed);
    case "set_row_filter":
      return {
        kind: "set_row_filter",
        table: fullName(work.session, "table", parsed.table),
        filter: parsed.functionName === null ? null : useOf(work, parsed.functionName, parsed.columns),
      };
    case "set_mask":
      return {
        kind: "set_column_mask",
        table: fullName(work.session, "table", parsed.table),
        column: parsed.column.toLowerCase(),
        mask:
          parsed.functionName === null
            ? null
            : useOf(work, parsed.functionName, [parsed.column, ...parsed.usingColumns]),
      };
    case "create_policy":
      return policyContent(work, parsed);
    case "drop_policy":
      return { kind: "delete_policy", securable: refOf(work, parsed.on), name: parsed.name };
    default:
      return objectContent(work, parsed);
  }
}

async function objectContent(work: StatementWork, parsed: ParsedStatement): Promise<ActContent | null> {
  switch (parsed.kind) {
    case "create_securable":
      return createContent(work, parsed);
    case "create_view":
      return viewContent(work, parsed);
    case "create_function":
      return functionContent(work, parsed);
    case "drop":
      return dropContent(work, parsed);
    case "add_columns":
    case "drop_columns":
      return columnContent(work, parsed);
    default:
      return refuse(
        "UNSUPPORTED_FEATURE.STATEMENT",
        `Statements of kind ${parsed.kind} are not supported.`,
        "0A000",
      );
  }
}

function grantContent(work: StatementWork, parsed: Of<"grant" | "revoke">): Content<"change_grants"> {
  const change = { principal: parsed.principal, add: [], remove: [] };
  return {
    kind: "change_grants",
    securable: refOf(work, parsed.on),
    changes: [{ ...change, [parsed.kind === "grant" ? "add" : "remove"]: parsed.privileges }],
  };
}

function tagContent(work: StatementWork, parsed: Of<"set_tags" | "unset_tags">): Content<"change_tags"> {
  const tags = Object.entries(parsed.tags).map(([key, value]) => [
    key,
    parsed.kind === "unset_tags" ? null : value,
  ]);
  return {
    kind: "change_tags",
    securable: refOf(work, parsed.on),
    column: parsed.column?.toLowerCase() ?? null,
    tags: Object.fromEntries(tags),
  };
}

function policyContent(work: StatementWork, parsed: Of<"create_policy">): Content<"put_policy"> {
  return {
    kind: "put_policy",
    securable: refOf(work, parsed.on),
    mode: parsed.isReplace ? "create_or_replace" : "create",
    policy: {
      name: parsed.name,
      policyType: parsed.policyType,
      forSecurableType: parsed.forType,
      toPrincipals: parsed.to,
      exceptPrincipals: parsed.except,
      whenCondition: parsed.when,
      matchColumns: parsed.match,
      functionName:
        parsed.functionName === null ? null : fullName(work.session, "function", parsed.functionName),
      onColumn: parsed.onColumn,
      using: parsed.using,
      privileges: parsed.privileges,
      comment: parsed.comment,
    },
  };
}

function createContent(work: StatementWork, parsed: Of<"create_securable">): ActContent | null {
  const securable = refOf(work, { type: parsed.type, parts: parsed.name });
  if (parsed.ifNotExists && findSecurable(work.parts.account, securable.type, securable.name) !== undefined)
    return null;
  const details = {
    CATALOG: { kind: "catalog", catalogType: "MANAGED_CATALOG" },
    SCHEMA: { kind: "none" },
    VOLUME: { kind: "volume", volumeType: "MANAGED" },
  } as const;
  return { kind: "create_securable", securable, detail: details[parsed.type], comment: parsed.comment };
}

/** The query is looked at with the rights of who makes the view, and tells its columns. */
async function viewContent(work: StatementWork, parsed: Of<"create_view">): Promise<ActContent | null> {
  const name = fullName(work.session, "table", parsed.name);
  if (isThere(work, { type: "table", name }, parsed)) return null;
  const columns = await runInScope(work, {
    references: parsed.references,
    render: (scope) => textOrRefuse(work.parts.sql.renderQuery(parsed.query, scope)),
    run: (text) => columnsOfQuery(work.parts.database, text, work.request.signal),
  });
  return {
    kind: "create_securable",
    securable: { type: "table", name },
    comment: parsed.comment,
    isReplace: parsed.isReplace,
    detail: {
      kind: "table",
      tableType: "VIEW",
      columns: viewColumns(columns),
      rowFilter: null,
      viewText: parsed.text,
      viewDependencies: [
        ...parsed.references.tables
          .map((table) => ({ type: "table" as const, name: fullName(work.session, "table", table) }))
          .filter(({ name: read }) => !isInformationSchema(read)),
        ...parsed.references.functions.map((called) => ({
          type: "function" as const,
          name: fullName(work.session, "function", called),
        })),
      ],
      hasRows: false,
      rowCount: 0,
    },
  };
}

/** The body is looked at over parameters without values. */
async function functionContent(
  work: StatementWork,
  parsed: Of<"create_function">,
): Promise<ActContent | null> {
  const name = fullName(work.session, "function", parsed.name);
  if (isThere(work, { type: "function", name }, parsed)) return null;
  const body = work.parts.sql.parseExpression(parsed.body);
  if ("refusal" in body) return refuseText(body.refusal);
  const parameters = parsed.parameters.map(
    ({ name: called, type }) => `CAST(NULL AS ${columnType(type)}) AS ${identifier(called)}`,
  );
  const from = parameters.length === 0 ? "" : ` FROM (SELECT ${parameters.join(", ")}) AS arguments`;
  await runInScope(work, {
    references: NO_REFERENCES,
    render: (scope) => textOrRefuse(work.parts.sql.renderExpression(body, scope)),
    run: (text) =>
      columnsOfQuery(
        work.parts.database,
        `SELECT CAST(${text} AS ${columnType(parsed.returnType)})${from}`,
        work.request.signal,
      ),
  });
  return {
    kind: "create_securable",
    securable: { type: "function", name },
    comment: parsed.comment,
    isReplace: parsed.isReplace,
    detail: {
      kind: "function",
      parameters: parsed.parameters,
      returnType: parsed.returnType,
      body: parsed.body,
      isModel: false,
    },
  };
}

const NO_REFERENCES = { tables: [], functions: [] };

/** What lies inside goes first, with its rows; all or, where a right is missing, what came before. */
async function dropContent(
  work: StatementWork,
  parsed: Of<"drop">,
): Promise<Content<"drop_securable"> | null> {
  const securable = refOf(work, parsed.on);
  const { account, rows } = work.parts;
  const found = findSecurable(account, securable.type, securable.name);
  if (parsed.ifExists && found === undefined) return null;
  checkKind(parsed, found);
  if (securable.type !== "catalog" && securable.type !== "schema")
    return { kind: "drop_securable", securable };
  const inside = [...account.securables.values()].filter(
    ({ name }) => name.startsWith(`${securable.name}.`) && name.split(".")[1] !== "information_schema",
  );
  if (inside.length > 0 && !parsed.isCascade)
    return refuse(
      "SCHEMA_NOT_EMPTY",
      `Cannot drop a ${parsed.on.type} ${quoted(parsed.on.parts)} because it contains objects. Use DROP ${parsed.on.type} ... CASCADE to drop the ${parsed.on.type.toLowerCase()} and all its objects.`,
      "2BP01",
    );
  for (const { type, name } of inside.sort((left, right) => depthOf(right) - depthOf(left))) {
    performAs(work, { kind: "drop_securable", securable: { type, name } });
    if (type === "table" && rows.relation(name) !== null) await rows.drop(name);
  }
  return { kind: "drop_securable", securable };
}

function depthOf({ name }: { readonly name: string }): number {
  return name.split(".").length;
}

/** DROP VIEW drops no table, and DROP TABLE no view. @throws a refusal. */
function checkKind(parsed: Of<"drop">, found: ReturnType<typeof findSecurable>): void {
  if (found?.detail.kind !== "table") return;
  const isView = found.detail.viewText !== null;
  const { type, parts } = parsed.on;
  if (type === "TABLE" && isView)
    refuse("EXPECT_TABLE_NOT_VIEW.USE_DROP_VIEW", `${quoted(parts)} is a view: use DROP VIEW.`, "42809");
  if (type === "VIEW" && !isView)
    refuse("EXPECT_VIEW_NOT_TABLE.USE_DROP_TABLE", `${quoted(parts)} is a table: use DROP TABLE.`, "42809");
}

function columnContent(
  work: StatementWork,
  parsed: Of<"add_columns" | "drop_columns">,
): Content<"set_columns"> {
  const table = fullName(work.session, "table", parsed.table);
  const securable = findSecurable(work.parts.account, "table", table);
  if (securable?.detail.kind !== "table" || securable.detail.viewText !== null)
    return refuse("TABLE_OR_VIEW_NOT_FOUND", `The table ${quoted(parsed.table)} cannot be found.`, "42P01");
  if (securable.detail.hasRows)
    return refuse(
      "UNSUPPORTED_FEATURE.TABLE_OPERATION",
      `The columns of ${quoted(parsed.table)} cannot be changed.`,
      "0A000",
    );
  const { columns } = securable.detail;
  if (parsed.kind === "add_columns")
    return {
      kind: "set_columns",
      table,
      columns: [...columns, ...parsed.columns.map((c) => tableColumn(work, c))],
    };
  const dropped = new Set(parsed.columns.map((name) => name.toLowerCase()));
  return { kind: "set_columns", table, columns: columns.filter(({ name }) => !dropped.has(name)) };
}
