import type { AbacPolicy, SimulatedSecurable } from "../account/account.ts";
import { principalName } from "../account/account.ts";
import { canManage } from "../account/can-manage.ts";
import { canSee } from "../account/can-see.ts";
import { findPrincipal } from "../account/find-principal.ts";
import { visibleGrants } from "../account/visible-grants.ts";
import type { ParsedStatement } from "../databricks-sql/statement.ts";
import { materializeRows } from "./materialize-result.ts";
import { refuse } from "./refuse.ts";
import { refOf } from "./run-change.ts";
import { findSecurable, fullName, quoted } from "./statement-session.ts";
import type { StatementEnd, StatementWork } from "./statement-work.ts";

type Of<Kind extends ParsedStatement["kind"]> = Extract<ParsedStatement, { readonly kind: Kind }>;
type Cell = string | number | boolean | null;
type Shown = {
  readonly columns: Parameters<typeof materializeRows>[1];
  readonly rows: readonly (readonly Cell[])[];
};
type ShowStatement = Of<
  | "show_grants"
  | "show_policies"
  | "show_catalogs"
  | "show_schemas"
  | "show_tables"
  | "show_views"
  | "show_functions"
  | "show_columns"
  | "show_keys"
  | "describe_table"
  | "describe_history"
  | "describe_policy"
>;

/** SHOW and DESCRIBE: what the session's user may see of the account. */
export async function runShow(work: StatementWork, parsed: ShowStatement): Promise<StatementEnd> {
  const { columns, rows } = shown(work, parsed);
  return materializeRows(work.parts.database, columns, rows);
}

function shown(work: StatementWork, parsed: ShowStatement): Shown {
  switch (parsed.kind) {
    case "show_grants":
      return grants(work, parsed);
    case "show_policies":
    case "describe_policy":
      return policies(work, parsed);
    case "show_catalogs":
      return {
        columns: named("catalog"),
        rows: visible(work, "catalog")
          .filter(({ name }) => isLike(name, parsed.like))
          .map(({ name }) => [name]),
      };
    case "show_schemas":
      return schemas(work, parsed);
    case "show_tables":
    case "show_views":
      return tables(work, parsed);
    case "show_functions":
      return functions(work, parsed);
    case "show_columns":
      return columnsOf(work, parsed);
    default:
      return ofTable(work, parsed);
  }
}

function ofTable(
  work: StatementWork,
  parsed: Of<"show_keys" | "describe_table" | "describe_history">,
): Shown {
  const table = seenTable(work, parsed.table);
  switch (parsed.kind) {
    case "show_keys":
      return { columns: parsed.isForeign ? FOREIGN_KEY_COLUMNS : KEY_COLUMNS, rows: [] };
    case "describe_table":
      return described(work, table, parsed.isExtended);
    case "describe_history":
      return {
        columns: [
          { name: "version", type: "BIGINT" },
          { name: "timestamp", type: "TIMESTAMPTZ" },
          { name: "userName" },
          { name: "operation" },
        ],
        rows: [[0, new Date(table.createdAt).toISOString(), table.createdBy, "CREATE TABLE"]],
      };
  }
}

function named(...names: readonly string[]): readonly { readonly name: string }[] {
  return names.map((name) => ({ name }));
}

/** The account keeps no key constraints. */
const KEY_COLUMNS = named("catalogName", "namespace", "tableName", "columnName", "keySequence", "keyName");
const FOREIGN_KEY_COLUMNS = named(
  "parentCatalogName",
  "parentNamespace",
  "parentTableName",
  "parentColName",
  "catalogName",
  "namespace",
  "tableName",
  "columnName",
  "keySequence",
  "updateRule",
  "deleteRule",
  "fkName",
  "pkName",
  "deferrability",
);

/** Securables of a type that the session's user sees, by name. */
function visible(
  work: StatementWork,
  type: "catalog" | "schema" | "table" | "function",
): readonly SimulatedSecurable[] {
  const { account } = work.parts;
  return [...account.securables.values()]
    .filter(
      (securable) =>
        securable.type === type &&
        canSee(account, work.session.principalId, securable, work.session.workspaceId),
    )
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** Patterns of SHOW: `*` is anything, `|` separates, case does not matter. `%` is understood as clients send it. */
function isLike(name: string, pattern: string | null): boolean {
  if (pattern === null) return true;
  return pattern.split("|").some((part) => {
    const text = part
      .replace(/[.+?^${}()[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("%", ".*");
    return new RegExp(`^${text}$`, "i").test(name);
  });
}

function schemas(work: StatementWork, parsed: Of<"show_schemas">): Shown {
  const catalog = (parsed.catalog ?? work.session.catalog).toLowerCase();
  return {
    columns: named("databaseName"),
    rows: visible(work, "schema")
      .map(({ name }) => name.split("."))
      .filter(([parent, name]) => parent === catalog && isLike(name ?? "", parsed.like))
      .map(([, name]) => [name ?? null]),
  };
}

interface Place {
  readonly catalog: string | null;
  readonly schemaLike: string | null;
  readonly schema: readonly string[] | null;
}

/** Whether a name lies where a SHOW looks: `IN CATALOG c [SCHEMA LIKE s]`, `IN c.s`, or the session's schema. */
function isInPlace(work: StatementWork, place: Place, name: string): boolean {
  const [catalog = "", schema = ""] = name.split(".");
  if (place.catalog !== null)
    return catalog === place.catalog.toLowerCase() && isLike(schema, place.schemaLike);
  const full =
    place.schema === null
      ? `${work.session.catalog}.${work.session.schema}`
      : fullName(work.session, "schema", place.schema);
  return `${catalog}.${schema}` === full;
}

function tables(work: StatementWork, parsed: Of<"show_tables" | "show_views">): Shown {
  const found = visible(work, "table").filter(
    ({ name, detail }) =>
      isInPlace(work, parsed, name) &&
      isLike(name.split(".")[2] ?? "", parsed.like) &&
      (parsed.kind === "show_tables" || (detail.kind === "table" && detail.viewText !== null)),
  );
  const rows = found.map(({ name, detail, comment }) => {
    const [catalog = "", schema = "", table = ""] = name.split(".");
    const type = detail.kind === "table" ? detail.tableType : "MANAGED";
    return parsed.catalog === null
      ? [schema, table, false]
      : [
          schema,
          table,
          false,
          null,
          catalog,
          type === "MANAGED" || type === "EXTERNAL" ? "TABLE" : type,
          comment,
        ];
  });
  const common = [
    { name: "database" },
    { name: "tableName" },
    { name: "isTemporary", type: "BOOLEAN" as const },
  ];
  return {
    columns:
      parsed.catalog === null
        ? common
        : [...common, ...named("information", "catalogName", "tableType", "remarks")],
    rows,
  };
}

function functions(work: StatementWork, parsed: Of<"show_functions">): Shown {
  const found = visible(work, "function").filter(
    ({ name }) => isInPlace(work, parsed, name) && isLike(name.split(".")[2] ?? "", parsed.like),
  );
  return {
    columns: named("functionName", "catalogName", "namespace", "remarks", "functionType", "specificName"),
    rows: found.map(({ name, comment }) => {
      const [catalog = "", schema = "", called = ""] = name.split(".");
      return [called, catalog, schema, comment, "1", called];
    }),
  };
}

function columnsOf(work: StatementWork, parsed: Of<"show_columns">): Shown {
  if (parsed.table !== null) {
    const { detail } = seenTable(work, parsed.table);
    const columns = detail.kind === "table" ? detail.columns : [];
    return { columns: named("col_name"), rows: columns.map(({ name }) => [name]) };
  }
  const catalog = (parsed.catalog ?? work.session.catalog).toLowerCase();
  const rows = visible(work, "table").flatMap(({ name, detail }) => {
    const [parent = "", schema = "", table = ""] = name.split(".");
    if (parent !== catalog || !isLike(schema, parsed.schemaLike) || !isLike(table, parsed.tableLike))
      return [];
    return (detail.kind === "table" ? detail.columns : [])
      .filter((column) => isLike(column.name, parsed.like))
      .map((column, index): readonly Cell[] => [
        column.name,
        parent,
        schema,
        table,
        column.type.toUpperCase(),
        sizeOf(column.type),
        scaleOf(column.type),
        10,
        column.isNullable ? "true" : "false",
        column.comment,
        index,
      ]);
  });
  return {
    columns: [
      ...named("col_name", "catalogName", "namespace", "tableName", "columnType"),
      { name: "columnSize", type: "INTEGER" },
      { name: "decimalDigits", type: "INTEGER" },
      { name: "radix", type: "INTEGER" },
      { name: "isNullable" },
      { name: "remarks" },
      { name: "ordinalPosition", type: "INTEGER" },
    ],
    rows,
  };
}

function sizeOf(type: string): number | null {
  const size = /^(?:decimal|char|varchar)\((\d+)/.exec(type)?.[1];
  return size === undefined ? null : Number(size);
}

function scaleOf(type: string): number | null {
  const scale = /^decimal\(\d+,\s*(\d+)\)/.exec(type)?.[1];
  return scale === undefined ? null : Number(scale);
}

/** @throws a refusal when the table is not there, or not for this user's eyes: both look the same. */
function seenTable(work: StatementWork, parts: readonly string[]): SimulatedSecurable {
  const { account } = work.parts;
  const table = findSecurable(account, "table", fullName(work.session, "table", parts));
  if (table === undefined || !canSee(account, work.session.principalId, table, work.session.workspaceId))
    return refuse("TABLE_OR_VIEW_NOT_FOUND", `The table or view ${quoted(parts)} cannot be found.`, "42P01");
  return table;
}

function described(work: StatementWork, table: SimulatedSecurable, isExtended: boolean): Shown {
  const columns = table.detail.kind === "table" ? table.detail.columns : [];
  const rows: (readonly Cell[])[] = columns.map(({ name, type, comment }) => [name, type, comment]);
  if (isExtended) {
    const [catalog = "", schema = "", name = ""] = table.name.split(".");
    const owner = work.parts.account.principals.get(table.owner);
    rows.push(
      ["", "", ""],
      ["# Detailed Table Information", "", ""],
      ["Catalog", catalog, ""],
      ["Database", schema, ""],
      ["Table", name, ""],
      ["Created Time", new Date(table.createdAt).toISOString(), ""],
      ["Created By", table.createdBy, ""],
      ["Type", table.detail.kind === "table" ? table.detail.tableType : "", ""],
      ["Owner", owner === undefined ? "" : principalName(owner), ""],
    );
    if (table.detail.kind === "table" && table.detail.viewText !== null)
      rows.push(["View Text", table.detail.viewText, ""]);
  }
  return { columns: named("col_name", "data_type", "comment"), rows };
}

function grants(work: StatementWork, parsed: Of<"show_grants">): Shown {
  const { account } = work.parts;
  const on = refOf(work, parsed.on);
  const securable = findSecurable(account, on.type, on.name);
  if (
    securable === undefined ||
    !canSee(account, work.session.principalId, securable, work.session.workspaceId)
  )
    return refuse(
      "SECURABLE_NOT_FOUND",
      `The ${parsed.on.type} ${quoted(parsed.on.parts)} does not exist.`,
      "42704",
    );
  const wanted = parsed.principal === null ? null : findPrincipal(account, parsed.principal);
  if (parsed.principal !== null && wanted === null)
    return refuse(
      "PRINCIPAL_DOES_NOT_EXIST",
      `Could not find principal with name ${parsed.principal}.`,
      "42704",
    );
  const rows = visibleGrants(account, work.session.principalId, on)
    .filter(({ principalId }) => wanted === null || principalId === wanted.id)
    .flatMap(({ principalId, privileges }) => {
      const principal = account.principals.get(principalId);
      if (principal === undefined) return [];
      return privileges.map((privilege) => [
        principalName(principal),
        privilege.replaceAll("_", " "),
        parsed.on.type,
        on.name,
      ]);
    });
  return { columns: named("Principal", "ActionType", "ObjectType", "ObjectKey"), rows };
}

function policies(work: StatementWork, parsed: Of<"show_policies" | "describe_policy">): Shown {
  const { account } = work.parts;
  const on = refOf(work, parsed.on);
  const securable = findSecurable(account, on.type, on.name);
  if (securable === undefined || !canManage(account, work.session.principalId, on, work.session.workspaceId))
    return refuse(
      "INSUFFICIENT_PERMISSIONS",
      `Insufficient privileges: User does not have MANAGE on ${parsed.on.type} '${on.name}'.`,
      "42501",
    );
  if (parsed.kind === "describe_policy") return describedPolicy(securable, parsed.name);
  const found = placesOf(on.name, parsed.isEffective).flatMap((place) =>
    [...(findSecurable(account, place.type, place.name)?.policies.values() ?? [])].map((policy) => ({
      place,
      policy,
    })),
  );
  return {
    columns: named(
      "name",
      "policyType",
      "onSecurableType",
      "onSecurable",
      "toPrincipals",
      "exceptPrincipals",
    ),
    rows: found.map(({ place, policy }) => [
      policy.name,
      policy.policyType,
      place.type.toUpperCase(),
      place.name,
      policy.toPrincipals.join(", "),
      policy.exceptPrincipals.join(", "),
    ]),
  };
}

/** The securable, and with `isEffective` what it lies in. */
function placesOf(name: string, isEffective: boolean) {
  const types = ["catalog", "schema", "table"] as const;
  const parts = name.split(".");
  return parts
    .map((_, index) => ({
      type: types[index] ?? ("table" as const),
      name: parts.slice(0, index + 1).join("."),
    }))
    .filter((_, index) => isEffective || index === parts.length - 1);
}

function describedPolicy(securable: SimulatedSecurable, name: string): Shown {
  const policy = securable.policies.get(name);
  if (policy === undefined)
    return refuse("POLICY_NOT_FOUND", `The policy \`${name}\` does not exist.`, "42704");
  return {
    columns: named("info_name", "info_value"),
    rows: Object.entries(policyInfo(policy)).map(([key, value]) => [key, value]),
  };
}

function policyInfo(policy: AbacPolicy): Readonly<Record<string, string | null>> {
  return {
    Name: policy.name,
    "Policy Type": policy.policyType,
    "To Principals": policy.toPrincipals.join(", "),
    "Except Principals": policy.exceptPrincipals.join(", "),
    When: policy.whenCondition,
    "Match Columns": policy.matchColumns.map(({ condition, alias }) => `${condition} AS ${alias}`).join(", "),
    Function: policy.functionName,
    "On Column": policy.onColumn,
    Comment: policy.comment,
    Owner: policy.createdBy,
  };
}
