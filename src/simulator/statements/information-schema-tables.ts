import { informationSchemaTable } from "../account/information-schema.ts";
import type { References } from "../databricks-sql/statement.ts";
import { identifier, textLiteral } from "./materialize-result.ts";
import { isInformationSchema, viewQuery } from "./query-scope.ts";
import { findSecurable, fullName } from "./statement-session.ts";
import type { StatementWork } from "./statement-work.ts";

/**
 * Tables of information_schema that a text needs, as they show themselves to the session's user: DuckDB text of each, by
 * full name. Views of the text are looked into.
 */
export async function informationSchemaTables(
  work: StatementWork,
  references: References,
): Promise<ReadonlyMap<string, string>> {
  const tables = new Map<string, string>();
  for (const name of namesIn(work, references)) {
    const [catalog = "", , table = ""] = name.split(".");
    const shown = informationSchemaTable(work.parts.account, work.session.principalId, catalog, table);
    if (shown !== null) tables.set(name, valuesText(shown));
  }
  return tables;
}

/** Full names of information_schema tables behind a text, views opened up. */
function namesIn(work: StatementWork, references: References): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (catalog: string, schema: string, { tables }: References): void => {
    for (const parts of tables) {
      const name = fullName({ catalog, schema }, "table", parts);
      if (seen.has(name)) continue;
      seen.add(name);
      if (isInformationSchema(name)) found.add(name);
      const view = findSecurable(work.parts.account, "table", name);
      if (view?.detail.kind !== "table" || view.detail.viewText === null) continue;
      const [viewCatalog = "", viewSchema = ""] = name.split(".");
      visit(viewCatalog, viewSchema, viewQuery(work.parts, view, view.detail.viewText).references);
    }
  };
  visit(work.session.catalog, work.session.schema, references);
  return found;
}

interface ShownTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

const DUCKDB_TYPES: Readonly<Record<string, string>> = {
  string: "VARCHAR",
  boolean: "BOOLEAN",
  int: "INTEGER",
  bigint: "BIGINT",
  timestamp: "TIMESTAMPTZ",
};

function valuesText({ columns, rows }: ShownTable): string {
  const names = columns.map(({ name }) => identifier(name)).join(", ");
  const list = columns
    .map(
      ({ name, type }) =>
        `CAST(${identifier(name)} AS ${DUCKDB_TYPES[type] ?? "VARCHAR"}) AS ${identifier(name)}`,
    )
    .join(", ");
  const values =
    rows.length === 0
      ? `(${columns.map(() => "NULL").join(", ")})`
      : rows.map((row) => `(${row.map(valueText).join(", ")})`).join(", ");
  return `(SELECT ${list} FROM (VALUES ${values}) AS shown(${names})${rows.length === 0 ? " WHERE false" : ""})`;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  return typeof value === "number" || typeof value === "boolean" ? String(value) : textLiteral(String(value));
}
