import type { TableColumn } from "../account/account.ts";
import type { ActContent, ActKind, SecurableRef } from "../acts/act.ts";
import type { ColumnDefinition, ParsedStatement, SecurableName } from "../databricks-sql/statement.ts";
import { materializeRows } from "./materialize-result.ts";
import { refuse, refuseText, refuseWith } from "./refuse.ts";
import { findSecurable, fullName, quoted, securableTypeOf } from "./statement-session.ts";
import type { StatementEnd, StatementWork } from "./statement-work.ts";

type Of<Kind extends ParsedStatement["kind"]> = Extract<ParsedStatement, { readonly kind: Kind }>;
type Content<Kind extends ActKind> = Extract<ActContent, { readonly kind: Kind }>;

/** A statement that changes the account: becomes an act of its caller. Answers with no rows. */
export async function runChange(work: StatementWork, parsed: ParsedStatement): Promise<StatementEnd> {
  const content = contentOf(work, parsed);
  if (content !== null) performAs(work, content);
  return materializeRows(work.parts.database, [], []);
}

/** @throws the refusal of the act. */
export function performAs(work: StatementWork, content: ActContent): void {
  const { caller } = work.request;
  const outcome = work.parts.perform({
    at: work.parts.now(),
    actor: work.session.user,
    workspaceId: caller.workspaceId,
    address: caller.address,
    userAgent: caller.userAgent,
    tokenId: caller.tokenId,
    ...content,
  });
  if (outcome.kind === "refused") refuseWith(outcome.refusal);
}

/** Null: there is nothing to do (IF EXISTS, IF NOT EXISTS). */
function contentOf(work: StatementWork, parsed: ParsedStatement): ActContent | null {
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
        filter: useOf(work, parsed.functionName, parsed.columns),
      };
    case "set_mask":
      return {
        kind: "set_column_mask",
        table: fullName(work.session, "table", parsed.table),
        column: parsed.column.toLowerCase(),
        mask: useOf(work, parsed.functionName, [parsed.column, ...parsed.usingColumns]),
      };
    case "create_policy":
      return policyContent(work, parsed);
    case "drop_policy":
      return { kind: "delete_policy", securable: refOf(work, parsed.on), name: parsed.name };
    default:
      return objectContent(work, parsed);
  }
}

function objectContent(work: StatementWork, parsed: ParsedStatement): ActContent | null {
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

export function refOf(
  { session, parts }: Pick<StatementWork, "session" | "parts">,
  on: SecurableName,
): SecurableRef {
  const type = securableTypeOf(on.type);
  if (type === "metastore") return { type, name: parts.account.metastoreId };
  return { type, name: fullName(session, type, on.parts) };
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

function useOf(work: StatementWork, functionName: readonly string[] | null, columns: readonly string[]) {
  return functionName === null
    ? null
    : {
        functionName: fullName(work.session, "function", functionName),
        columns: columns.map((column) => column.toLowerCase()),
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

function viewContent(work: StatementWork, parsed: Of<"create_view">): ActContent | null {
  const name = fullName(work.session, "table", parsed.name);
  if (isThere(work, { type: "table", name }, parsed)) return null;
  return {
    kind: "create_securable",
    securable: { type: "table", name },
    comment: parsed.comment,
    detail: {
      kind: "table",
      tableType: "VIEW",
      columns: [],
      rowFilter: null,
      viewText: parsed.text,
      viewDependencies: [
        ...parsed.references.tables.map((table) => ({
          type: "table" as const,
          name: fullName(work.session, "table", table),
        })),
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

function functionContent(work: StatementWork, parsed: Of<"create_function">): ActContent | null {
  const name = fullName(work.session, "function", parsed.name);
  if (isThere(work, { type: "function", name }, parsed)) return null;
  const body = work.parts.sql.parseExpression(parsed.body);
  if ("refusal" in body) return refuseText(body.refusal);
  return {
    kind: "create_securable",
    securable: { type: "function", name },
    comment: parsed.comment,
    detail: {
      kind: "function",
      parameters: parsed.parameters,
      returnType: parsed.returnType,
      body: parsed.body,
      isModel: false,
    },
  };
}

/** Whether IF NOT EXISTS has nothing to do. What OR REPLACE replaces goes first. */
export function isThere(
  work: StatementWork,
  securable: SecurableRef,
  how: { readonly ifNotExists: boolean; readonly isReplace: boolean },
): boolean {
  if (findSecurable(work.parts.account, securable.type, securable.name) === undefined) return false;
  if (how.ifNotExists) return true;
  if (how.isReplace) performAs(work, { kind: "drop_securable", securable });
  return false;
}

function dropContent(work: StatementWork, parsed: Of<"drop">): Content<"drop_securable"> | null {
  const securable = refOf(work, parsed.on);
  const { account } = work.parts;
  if (parsed.ifExists && findSecurable(account, securable.type, securable.name) === undefined) return null;
  const children = [...account.securables.values()].filter((other) =>
    other.name.startsWith(`${securable.name}.`),
  );
  if (securable.type !== "catalog" && securable.type !== "schema")
    return { kind: "drop_securable", securable };
  const inside = children.filter((child) => child.name.split(".")[1] !== "information_schema");
  if (inside.length > 0 && !parsed.isCascade)
    return refuse(
      "SCHEMA_NOT_EMPTY",
      `Cannot drop ${parsed.on.type} ${quoted(parsed.on.parts)} because it contains objects. Use CASCADE.`,
      "2BP01",
    );
  for (const child of inside.sort(
    (left, right) => right.name.split(".").length - left.name.split(".").length,
  ))
    performAs(work, { kind: "drop_securable", securable: { type: child.type, name: child.name } });
  return { kind: "drop_securable", securable };
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

export function tableColumn(work: StatementWork, column: ColumnDefinition): TableColumn {
  const name = column.name.toLowerCase();
  return {
    name,
    type: column.type.toLowerCase(),
    isNullable: column.isNullable,
    comment: column.comment,
    tags: new Map(),
    mask:
      column.mask === null
        ? null
        : useOf(work, column.mask.functionName, [name, ...column.mask.usingColumns]),
  };
}
