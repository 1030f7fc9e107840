import type { ParsedStatement } from "../databricks-sql/statement.ts";
import { describedTable, tableHistory } from "./describe-table.ts";
import { isLike } from "./is-like.ts";
import { materializeRows } from "./materialize-result.ts";
import { shownGrants, shownPolicies } from "./show-rights.ts";
import { type Cell, named, type Shown } from "./shown.ts";
import { fullName } from "./statement-session.ts";
import type { StatementEnd, StatementWork } from "./statement-work.ts";
import { seenTable, visibleSecurables } from "./visible-securables.ts";

type Of<Kind extends ParsedStatement["kind"]> = Extract<ParsedStatement, { readonly kind: Kind }>;

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
  const { columns, rows } = await shown(work, parsed);
  return materializeRows(work.parts.database, columns, rows);
}

async function shown(work: StatementWork, parsed: ShowStatement): Promise<Shown> {
  switch (parsed.kind) {
    case "show_grants":
      return shownGrants(work, parsed);
    case "show_policies":
    case "describe_policy":
      return shownPolicies(work, parsed);
    case "show_catalogs":
      return {
        columns: named("catalog"),
        rows: visibleSecurables(work, "catalog")
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

async function ofTable(
  work: StatementWork,
  parsed: Of<"show_keys" | "describe_table" | "describe_history">,
): Promise<Shown> {
  const table = seenTable(work, parsed.table);
  switch (parsed.kind) {
    case "show_keys":
      return { columns: parsed.isForeign ? FOREIGN_KEY_COLUMNS : KEY_COLUMNS, rows: [] };
    case "describe_table":
      return describedTable(work, table, parsed.isExtended);
    case "describe_history":
      return tableHistory(work, table);
  }
}

/** The account keeps no key constraints. */
const KEY_COLUMNS = named("catalogName", "namespace", "tableName", "col_name", "keySeq", "constraintName");
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

function schemas(work: StatementWork, parsed: Of<"show_schemas">): Shown {
  const catalog = (parsed.catalog ?? work.session.catalog).toLowerCase();
  return {
    columns: named("databaseName"),
    rows: visibleSecurables(work, "schema")
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
  const found = visibleSecurables(work, "table").filter(
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
  // What the drivers of Databricks ask for, a whole catalog, has other names than what a person types.
  const common = [
    { name: parsed.catalog === null ? "database" : "namespace" },
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
  const found = visibleSecurables(work, "function").filter(
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
  const rows = visibleSecurables(work, "table").flatMap(({ name, detail }) => {
    const [parent = "", schema = "", table = ""] = name.split(".");
    if (parent !== catalog || !isLike(schema, parsed.schemaLike) || !isLike(table, parsed.tableLike))
      return [];
    return (detail.kind === "table" ? detail.columns : [])
      .map((column, index) => ({ column, index }))
      .filter(({ column }) => isLike(column.name, parsed.like))
      .map(({ column, index }): readonly Cell[] => [
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
        index + 1,
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
