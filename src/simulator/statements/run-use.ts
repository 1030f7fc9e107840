import { checkPrivilege } from "../account/check-privilege.ts";
import type { ParsedStatement } from "../databricks-sql/statement.ts";
import { materializeRows } from "./materialize-result.ts";
import { refuseWith } from "./refuse.ts";
import { DEFAULT_SCHEMA } from "./statement-session.ts";
import type { StatementEnd, StatementWork } from "./statement-work.ts";

/**
 * USE: where the next statements of the session look names up. A catalog alone starts in its default schema. Needs USE
 * CATALOG, and USE SCHEMA unless it is the default one.
 * @throws a refusal.
 */
export async function runUse(
  work: StatementWork,
  parsed: Extract<ParsedStatement, { readonly kind: "use" }>,
): Promise<StatementEnd> {
  const catalog = (parsed.catalog ?? work.session.catalog).toLowerCase();
  const schema = (parsed.schema ?? DEFAULT_SCHEMA).toLowerCase();
  checkUse(work, "catalog", catalog);
  if (parsed.schema !== null && schema !== DEFAULT_SCHEMA) checkUse(work, "schema", `${catalog}.${schema}`);
  return { ...(await materializeRows(work.parts.database, [], [])), use: { catalog, schema } };
}

function checkUse({ parts, session }: StatementWork, type: "catalog" | "schema", name: string): void {
  const { principalId, workspaceId } = session;
  // Every catalog has an information schema, which everybody may use who may use the catalog.
  if (type === "schema" && name.endsWith(".information_schema")) return;
  const refusal = checkPrivilege(parts.account, {
    principalId,
    workspaceId,
    securable: { type, name },
    privilege: type === "catalog" ? "USE_CATALOG" : "USE_SCHEMA",
  });
  if (refusal !== null) refuseWith(refusal);
}
