import type { SimulatedSecurable } from "../account/account.ts";
import { principalName } from "../account/account.ts";
import { checkPrivilege } from "../account/check-privilege.ts";
import { closureOf } from "../account/closure-of.ts";
import { filterAndMasksFor, type PolicyCall } from "../account/effective-policies.ts";
import type { RenderScope } from "../databricks-sql/databricks-sql.ts";
import type { QueryNode, References } from "../databricks-sql/statement.ts";
import { identifier } from "./materialize-result.ts";
import { refuse, refuseText, refuseWith } from "./refuse.ts";
import type { StatementParts } from "./statement-parts.ts";
import { findSecurable, fullName, quoted, type StatementSession } from "./statement-session.ts";
import { virtualRows } from "./virtual-rows.ts";

/** Views may stand on views; deeper than this is a circle. */
const VIEW_DEPTH_MAX = 50;

export interface ScopeParts {
  readonly parts: StatementParts;
  readonly session: StatementSession;
  /** DuckDB tables that hold what information_schema shows the session's user, by full name. */
  readonly informationSchema: ReadonlyMap<string, string>;
  /** Rows that the statement reads are added up here. */
  readonly reading: { rowCount: number };
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
      if (rights.depth > 0)
        check(scope, rights.principalId, { type: "function", name: name, privilege: "EXECUTE" });
      return functionText(scope, rights.depth, { name, args });
    },
    session: {
      user: session.user,
      catalog: rights.catalog,
      schema: rights.schema,
      nowMs: scope.parts.now(),
      isAccountGroupMember: (group) => isInGroup(scope, group, null),
      isMember: (group) => isInGroup(scope, group, session.workspaceId),
    },
  };
}

/** @throws a refusal when `principalId` lacks the rights on anything that a text names. */
export function checkReferences(
  scope: Pick<ScopeParts, "parts" | "session">,
  rights: Pick<RightsOf, "principalId" | "catalog" | "schema">,
  references: References,
): void {
  for (const name of references.tables) {
    const table = fullName(rights, "table", name);
    if (isInformationSchema(table)) continue;
    check(scope, rights.principalId, { type: "table", name: table, privilege: "SELECT" });
  }
  for (const name of references.functions)
    check(scope, rights.principalId, {
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
  principalId: string,
  use: Use,
): void {
  const refusal = checkPrivilege(parts.account, {
    principalId,
    workspaceId: session.workspaceId,
    securable: { type: use.type, name: use.name },
    privilege: use.privilege,
  });
  if (refusal !== null) refuseWith(refusal);
}

export function isInformationSchema(table: string): boolean {
  return table.split(".")[1] === "information_schema";
}

function tableText(scope: ScopeParts, rights: RightsOf, parts: readonly string[]): string {
  const name = fullName(rights, "table", parts);
  if (rights.depth > 0 && !isInformationSchema(name))
    check(scope, rights.principalId, { type: "table", name: name, privilege: "SELECT" });
  const shown = scope.informationSchema.get(name);
  if (shown !== undefined) return shown;
  const system = scope.parts.telemetry.relation(name, scope.parts.now());
  if (system !== null) {
    scope.reading.rowCount += scope.parts.telemetry.rowCount(name);
    return system;
  }
  const securable = findSecurable(scope.parts.account, "table", name);
  if (securable === undefined || securable.detail.kind !== "table") return refuseUnknownTable(parts);
  if (securable.detail.viewText !== null)
    return viewText(scope, rights.depth, { view: securable, text: securable.detail.viewText });
  return protectedText(scope, securable, rowsText(scope, securable));
}

function refuseUnknownTable(parts: readonly string[]): never {
  return refuse(
    "TABLE_OR_VIEW_NOT_FOUND",
    `The table or view ${quoted(parts)} cannot be found. Verify the spelling and correctness of the schema and catalog.`,
    "42P01",
  );
}

function rowsText({ parts, reading }: ScopeParts, securable: SimulatedSecurable): string {
  const kept = parts.rows.relation(securable.name);
  if (securable.detail.kind !== "table") return refuseUnknownTable([securable.name]);
  if (kept !== null) {
    reading.rowCount += parts.rows.rowCount(securable.name);
    return kept;
  }
  reading.rowCount += securable.detail.rowCount;
  return virtualRows({ name: securable.name, ...securable.detail }, parts.seed);
}

function viewText(
  scope: ScopeParts,
  depth: number,
  { view, text }: { readonly view: SimulatedSecurable; readonly text: string },
): string {
  if (depth >= VIEW_DEPTH_MAX)
    return refuse("RECURSIVE_VIEW", `Recursive view \`${view.name}\` is not supported.`, "42K0H");
  const { query } = viewQuery(scope.parts, view, text);
  const [catalog = "", schema = ""] = view.name.split(".");
  const owner: RightsOf = { principalId: view.owner, catalog, schema, depth: depth + 1 };
  const rendered = scope.parts.sql.renderQuery(query, scopeWith(scope, owner));
  return "refusal" in rendered ? refuseText(rendered.refusal) : `(${rendered.text})`;
}

/** Parsed text of a view. */
export function viewQuery(
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
function protectedText(scope: ScopeParts, securable: SimulatedSecurable, rows: string): string {
  const { parts, session } = scope;
  if (securable.detail.kind !== "table") return rows;
  const policies = filterAndMasksFor(parts.account, session.principalId, securable.name);
  if (policies.kind === "refused") return refuseWith(policies.refusal);
  const { rowFilter, masks } = policies;
  if (rowFilter === null && masks.size === 0) return rows;
  const columns = securable.detail.columns.map(({ name }) => {
    const mask = masks.get(name);
    const column = identifier(name);
    return mask === undefined ? column : `${useText(scope, mask)} AS ${column}`;
  });
  const where = rowFilter === null ? "" : ` WHERE ${useText(scope, rowFilter)}`;
  return `(SELECT ${columns.join(", ")} FROM ${rows} AS protected${where})`;
}

/** A filter or mask called on columns of the row, or on constants of a policy (in Databricks SQL). */
function useText(scope: ScopeParts, use: PolicyCall): string {
  const args = use.args.map((argument) =>
    argument.kind === "column"
      ? `protected.${identifier(argument.name)}`
      : constantText(scope, argument.text),
  );
  return functionText(scope, 0, { name: use.functionName, args });
}

function constantText(scope: ScopeParts, text: string): string {
  const parsed = scope.parts.sql.parseExpression(text);
  if ("refusal" in parsed) return refuseText(parsed.refusal);
  const rendered = scope.parts.sql.renderExpression(parsed, queryScope(scope));
  return "refusal" in rendered ? refuseText(rendered.refusal) : rendered.text;
}

/** A call of a SQL function: its body with its owner's rights, over its arguments. */
function functionText(
  scope: ScopeParts,
  depth: number,
  { name, args }: { readonly name: string; readonly args: readonly string[] },
): string {
  const { parts } = scope;
  const securable = findSecurable(parts.account, "function", name);
  if (securable === undefined || securable.detail.kind !== "function" || securable.detail.body === null)
    return refuse(
      "UNRESOLVED_ROUTINE",
      `Cannot resolve routine \`${name}\` on search path [system.builtin, system.session].`,
      "42883",
    );
  const { parameters, body } = securable.detail;
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
  const rendered = parts.sql.renderExpression(
    parsed,
    scopeWith(scope, { principalId: securable.owner, catalog, schema, depth: depth + 1 }),
  );
  if ("refusal" in rendered) return refuseText(rendered.refusal);
  if (args.length === 0) return `(${rendered.text})`;
  const given = args.map((argument, index) => `${argument} AS ${identifier(parameters[index]?.name ?? "")}`);
  return `(SELECT ${rendered.text} FROM (SELECT ${given.join(", ")}) AS arguments)`;
}

/** Whether the session's user is in a group by its display name: of the account, or (with an id) of the workspace. */
function isInGroup({ parts, session }: ScopeParts, group: string, workspaceId: string | null): boolean {
  const closure = closureOf(parts.account, session.principalId);
  return [...parts.account.principals.values()].some(
    (principal) =>
      principal.kind === "group" &&
      principal.workspaceId === workspaceId &&
      principalName(principal) === group &&
      (closure.has(principal.id) || principal.members.has(session.principalId)),
  );
}
