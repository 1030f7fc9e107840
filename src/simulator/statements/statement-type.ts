import type { ParsedStatement } from "../databricks-sql/statement.ts";

/** Kinds as `system.query.history.statement_type` and the query history of REST name them. */
const TYPES: Readonly<Partial<Record<ParsedStatement["kind"], string>>> = {
  query: "SELECT",
  grant: "GRANT",
  revoke: "REVOKE",
  set_owner: "ALTER",
  set_tags: "ALTER",
  unset_tags: "ALTER",
  set_row_filter: "ALTER",
  set_mask: "ALTER",
  add_columns: "ALTER",
  drop_columns: "ALTER",
  create_policy: "CREATE",
  create_securable: "CREATE",
  create_table: "CREATE",
  create_view: "CREATE",
  create_function: "CREATE",
  drop_policy: "DROP",
  drop: "DROP",
  describe_policy: "DESCRIBE",
  describe_table: "DESCRIBE",
  describe_history: "DESCRIBE",
  use: "USE",
  set_conf: "SET",
  insert: "INSERT",
  update: "UPDATE",
  delete: "DELETE",
  truncate: "TRUNCATE",
};

export function statementType(parsed: ParsedStatement): string {
  return TYPES[parsed.kind] ?? (parsed.kind.startsWith("show") ? "SHOW" : "OTHER");
}
