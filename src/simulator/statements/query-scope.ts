import { SOURCES } from "../../sources/registry.gen.ts";
import type { SimulatedSecurable, TableColumn } from "../account/account.ts";
import { checkPrivilege } from "../account/check-privilege.ts";
import { filterAndMasksFor, type PolicyCall } from "../account/effective-policies.ts";
import { informationSchemaTable } from "../account/information-schema.ts";
import type { CallText, ColumnType, RenderScope, TableText } from "../databricks-sql/databricks-sql.ts";
import type { QueryNode, References } from "../databricks-sql/statement.ts";
import { columnType } from "./column-type.ts";
import { isInAccountGroup, isInWorkspaceGroup } from "./group-membership.ts";
import { identifier } from "./materialize-result.ts";
import { refuse, refuseText, refuseWith } from "./refuse.ts";
import { needMacro, needShown, type ScopeNeeds } from "./scope-needs.ts";
import type { StatementParts } from "./statement-parts.ts";
import { findSecurable, fullName, quoted, type StatementSession } from "./statement-session.ts";
import type { StatementCounts } from "./statement-work.ts";
import { virtualRows } from "./virtual-rows.ts";

/** Views may stand on views; deeper than this is a circle. */
const VIEW_DEPTH_MAX = 50;

export interface ScopeParts {
  readonly parts: StatementParts;
  readonly session: StatementSession;
  /** Rows that the statement reads are added up here. */
  readonly measured: StatementCounts;
  readonly needs: ScopeNeeds;
}

/** Whose rights a name is used with: the session's user, or the owner of the view or function it stands in. */
interface RightsOf {
  readonly principalId: string;
  readonly catalog: string;
  readonly schema: string;
  readonly depth: number;
}

/**
 * What names mean in a statement of `session`. Rights on names in the statement's own text are checked by the caller
 * before (`checkReferences`); here the owner's rights are checked for what views and functions name in turn. Identity
 * functions, row filters and masks always see the session's user.
 */
export function queryScope(scope: ScopeParts): RenderScope {
  return scopeWith(scope, {
    principalId: scope.session.principalId,
    catalog: scope.session.catalog,
    schema: scope.session.schema,
    depth: 0,
  });
}

function scopeWith(scope: ScopeParts, rights: RightsOf): RenderScope {
  const { session } = scope;
  return {
    table: (parts) => tableText(scope, rights, parts),
    call(parts, args) {
      const name = fullName(rights, "function", parts);
      if (rights.depth > 0) check(scope, rights, { type: "function", name, privilege: "EXECUTE" });
      return calledText(scope, rights.depth, { name, args });
    },
    session: {
      user: session.user,
      catalog: rights.catalog,
      schema: rights.schema,
      nowMs: scope.parts.now(),
      isAccountGroupMember: (group) => isInAccountGroup(scope.parts.account, session.principalId, group),
      isMember: (group) => isInWorkspaceGroup(scope.parts.account, session, group),
    },
  };
}

/** @throws a refusal when `principalId` lacks the rights on anything that a text names. */
export function checkReferences(
  scope: Pick<ScopeParts, "parts" | "session">,
  place: Pick<RightsOf, "principalId" | "catalog" | "schema">,
  references: References,
): void {
  const rights: RightsOf = { ...place, depth: 0 };
  for (const name of references.tables) {
    const table = fullName(rights, "table", name);
    if (isInformationSchema(table)) continue;
    check(scope, rights, { type: "table", name: table, privilege: "SELECT" });
  }
  for (const name of references.functions)
    check(scope, rights, {
      type: "function",
      name: fullName(rights, "function", name),
      privilege: "EXECUTE",
    });
}

interface Use {
  readonly type: "table" | "function";
  readonly name: string;
  readonly privilege: string;
}

function check(
  { parts, session }: Pick<ScopeParts, "parts" | "session">,
  { principalId, depth }: RightsOf,
  use: Use,
): void {
  const refusal = checkPrivilege(parts.account, {
    principalId,
    workspaceId: session.workspaceId,
    securable: { type: use.type, name: use.name },
    privilege: use.privilege,
    isDefiner: depth > 0,
  });
  if (refusal === null) return;
  // A relation that cannot be found is told so, whatever part of its name is wrong.
  if (refusal.status === NOT_FOUND && use.type === "table") refuseUnknownTable(use.name.split("."));
  refuseWith(refusal);
}

const NOT_FOUND = 404;

export function isInformationSchema(table: string): boolean {
  return table.split(".")[1] === "information_schema";
}

function tableText(scope: ScopeParts, rights: RightsOf, parts: readonly string[]): TableText {
  const name = fullName(rights, "table", parts);
  if (isInformationSchema(name)) return shownText(scope, name, parts);
  if (rights.depth > 0) check(scope, rights, { type: "table", name, privilege: "SELECT" });
  const system = scope.parts.telemetry.relation(name, scope.parts.now());
  if (system !== null) {
    scope.needs.hasTelemetry = true;
    scope.measured.readCount += scope.parts.telemetry.rowCount(name);
    return { text: system, columns: SYSTEM_COLUMNS.get(name) ?? null };
  }
  const securable = findSecurable(scope.parts.account, "table", name);
  if (securable === undefined || securable.detail.kind !== "table") return refuseUnknownTable(parts);
  if (securable.detail.viewText !== null)
    return viewText(scope, rights.depth, { view: securable, text: securable.detail.viewText });
  return protectedText(scope, securable, rowsText(scope, securable));
}

/** Relations of system tables have the documented columns. */
const SYSTEM_COLUMNS: ReadonlyMap<string, readonly ColumnType[]> = new Map(
  SOURCES.map(({ table, columns }) => [
    table,
    Object.entries(columns).map(([name, type]) => ({ name, type })),
  ]),
);

/** information_schema shows what the session's user may see, in views of others too. */
function shownText(scope: ScopeParts, name: string, parts: readonly string[]): TableText {
  const { principalId, workspaceId } = scope.session;
  const [catalog = "", , table = ""] = name.split(".");
  const content = informationSchemaTable(scope.parts.account, principalId, catalog, table, workspaceId);
  return content === null
    ? refuseUnknownTable(parts)
    : { text: needShown(scope.needs, name, content), columns: content.columns };
}

function refuseUnknownTable(parts: readonly string[]): never {
  return refuse(
    "TABLE_OR_VIEW_NOT_FOUND",
    `The table or view ${quoted(parts)} cannot be found. Verify the spelling and correctness of the schema and catalog.`,
    "42P01",
  );
}

function rowsText({ parts, measured, needs }: ScopeParts, securable: SimulatedSecurable): string {
  const kept = parts.rows.relation(securable.name);
  if (securable.detail.kind !== "table") return refuseUnknownTable([securable.name]);
  if (kept !== null) {
    needs.tables.add(securable.name);
    measured.readCount += parts.rows.rowCount(securable.name);
    return kept;
  }
  measured.readCount += securable.detail.rowCount;
  return virtualRows({ name: securable.name, ...securable.detail }, parts.seed);
}

function viewText(
  scope: ScopeParts,
  depth: number,
  { view, text }: { readonly view: SimulatedSecurable; readonly text: string },
): TableText {
  if (depth >= VIEW_DEPTH_MAX)
    return refuse("RECURSIVE_VIEW", `Recursive view \`${view.name}\` is not supported.`, "42K0H");
  const { query } = viewQuery(scope.parts, view, text);
  const [catalog = "", schema = ""] = view.name.split(".");
  const owner: RightsOf = { principalId: view.owner, catalog, schema, depth: depth + 1 };
  const rendered = scope.parts.sql.renderQuery(query, scopeWith(scope, owner));
  if ("refusal" in rendered) return refuseText(rendered.refusal);
  return { text: `(${rendered.text})`, columns: rendered.columns };
}

/** Parsed text of a view. */
function viewQuery(
  parts: Pick<StatementParts, "sql">,
  view: SimulatedSecurable,
  text: string,
): { readonly query: QueryNode; readonly references: References } {
  const parsed = parts.sql.parse(text, []);
  if (parsed.kind === "refused") return refuseText(parsed.refusal);
  if (parsed.kind !== "query")
    return refuse("INVALID_VIEW_TEXT", `The view \`${view.name}\` cannot be read.`, "XX000");
  return parsed;
}

/** Rows as the session's user may see them: filtered and masked. */
function protectedText(scope: ScopeParts, securable: SimulatedSecurable, rows: string): TableText {
  const { parts, session } = scope;
  if (securable.detail.kind !== "table") return { text: rows, columns: null };
  const known = tableColumns(securable.detail.columns);
  const policies = filterAndMasksFor(parts.account, session.principalId, securable.name);
  if (policies.kind === "refused") return refuseWith(policies.refusal);
  const { rowFilter, masks } = policies;
  if (rowFilter === null && masks.size === 0) return { text: rows, columns: known };
  const columns = securable.detail.columns.map(({ name }) => {
    const mask = masks.get(name);
    const column = identifier(name);
    return mask === undefined ? column : `${useText(scope, mask)} AS ${column}`;
  });
  const where = rowFilter === null ? "" : ` WHERE ${useText(scope, rowFilter)}`;
  return {
    text: `(SELECT ${columns.join(", ")} FROM ${rows} AS protected${where})`,
    // A mask gives the type of its function.
    columns: known.map(({ name, type }) => ({ name, type: masks.has(name) ? null : type })),
  };
}

/** Types of a table's columns; what nests is kept in other types where a table has no real rows. */
function tableColumns(columns: readonly TableColumn[]): readonly ColumnType[] {
  return columns.map(({ name, type }) => ({ name, type: /[<]|interval/i.test(type) ? null : type }));
}

/** A filter or mask called on columns of the row, or on constants of a policy (in Databricks SQL). */
export function useText(scope: ScopeParts, use: PolicyCall): string {
  const args = use.args.map((argument) =>
    argument.kind === "column" ? identifier(argument.name) : constantText(scope, argument.text),
  );
  return functionText(scope, 0, { name: use.functionName, args, isInlined: true });
}

function constantText(scope: ScopeParts, text: string): string {
  const parsed = scope.parts.sql.parseExpression(text);
  if ("refusal" in parsed) return refuseText(parsed.refusal);
  const rendered = scope.parts.sql.renderExpression(parsed, queryScope(scope));
  return "refusal" in rendered ? refuseText(rendered.refusal) : rendered.text;
}

function calledText(scope: ScopeParts, depth: number, called: CalledFunction): CallText {
  const text = functionText(scope, depth, called);
  const detail = findSecurable(scope.parts.account, "function", called.name)?.detail;
  return { text, type: detail?.kind === "function" ? detail.returnType : "" };
}

interface CalledFunction {
  readonly name: string;
  /** In DuckDB text. */
  readonly args: readonly string[];
  /** Whether the arguments are so plain (columns, constants) that the body may be written over them directly. */
  readonly isInlined?: boolean;
}

/** A call of a SQL function: its body with its owner's rights, over its arguments. */
function functionText(
  scope: ScopeParts,
  depth: number,
  { name, args, isInlined = false }: CalledFunction,
): string {
  const { parts } = scope;
  const securable = findSecurable(parts.account, "function", name);
  if (securable === undefined || securable.detail.kind !== "function" || securable.detail.body === null)
    return refuse(
      "UNRESOLVED_ROUTINE",
      `Cannot resolve routine \`${name}\` on search path [system.builtin, system.session].`,
      "42883",
    );
  const { parameters, body, returnType } = securable.detail;
  if (parameters.length !== args.length)
    return refuse(
      "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
      `The \`${name}\` requires ${parameters.length} parameters but the actual number is ${args.length}.`,
      "42605",
    );
  if (depth >= VIEW_DEPTH_MAX)
    return refuse("RECURSIVE_FUNCTION", `The function \`${name}\` calls itself.`, "42K0H");
  const parsed = parts.sql.parseExpression(body);
  if ("refusal" in parsed) return refuseText(parsed.refusal);
  const [catalog = "", schema = ""] = name.split(".");
  const rendered = parts.sql.renderExpression(parsed, {
    ...scopeWith(scope, { principalId: securable.owner, catalog, schema, depth: depth + 1 }),
    columns: parameters,
  });
  if ("refusal" in rendered) return refuseText(rendered.refusal);
  const answer = `CAST(${rendered.text} AS ${columnType(returnType)})`;
  if (args.length === 0) return `(${answer})`;
  const given = parameters.map((parameter, index) => ({
    value: `CAST(${args[index]} AS ${columnType(parameter.type)})`,
    name: identifier(parameter.name),
  }));
  if (isInlined)
    return needMacro(scope.needs, {
      parameters: given.map((each) => each.name),
      body: answer,
      args: given.map(({ value }) => value),
    });
  return `(SELECT ${answer} FROM (SELECT ${given.map((each) => `${each.value} AS ${each.name}`).join(", ")}) AS arguments)`;
}
