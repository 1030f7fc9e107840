import type { RenderScope } from "../databricks-sql.ts";
import type { Kind } from "../renderer/value-type.ts";
import { textLiteral } from "../renderer/written.ts";
import { type FunctionDefinition, special } from "./define-function.ts";

/** What the session knows. Source: Databricks SQL language manual, "Built-in functions", miscellaneous functions. */
export const CONTEXT_FUNCTIONS: readonly FunctionDefinition[] = [
  ofSession("current_user session_user user", "string", ({ user }) => textLiteral(user)),
  ofSession("current_catalog", "string", ({ catalog }) => textLiteral(catalog)),
  ofSession("current_schema current_database", "string", ({ schema }) => textLiteral(schema)),
  ofSession("current_timestamp now", "timestamp", (session) => `TIMESTAMPTZ '${momentText(session)}+00'`),
  ofSession("localtimestamp", "timestamp", (session) => `TIMESTAMP_NS '${momentText(session)}'`),
  ofSession("current_date curdate", "date", (session) => `DATE '${momentText(session).slice(0, 10)}'`),
  ofSession("current_timezone", "string", () => "'UTC'"),
  special("is_account_group_member", "constant", [
    "boolean",
    ({ session }, group = "") => String(session.isAccountGroupMember(group)),
  ]),
  special("is_member", "constant", ["boolean", ({ session }, group = "") => String(session.isMember(group))]),
];

function ofSession(
  names: string,
  kind: Kind,
  write: (session: RenderScope["session"]) => string,
): FunctionDefinition {
  return special(names, "", [kind, ({ session }) => write(session)]);
}

/** The account's time, in UTC. */
function momentText({ nowMs }: RenderScope["session"]): string {
  return new Date(nowMs).toISOString().slice(0, -1).replace("T", " ");
}
