import { checkPresence } from "../account/workspace-gate.ts";
import type { ParsedStatement } from "../databricks-sql/statement.ts";
import { countQuery } from "./count-query.ts";
import { materializeQuery, materializeRows } from "./materialize-result.ts";
import { runInScope, textOrRefuse } from "./open-scope.ts";
import { recordStatement } from "./record-statement.ts";
import { CANCELED, refusalOf, refuseText, refuseWith, stopIfCanceled } from "./refuse.ts";
import { runChange } from "./run-change.ts";
import { runShow } from "./run-show.ts";
import { runUse } from "./run-use.ts";
import { runWrite } from "./run-write.ts";
import type { StatementParts } from "./statement-parts.ts";
import type { StatementRequest, StatementResult, StatementRunner } from "./statement-runner.ts";
import { sessionOf } from "./statement-session.ts";
import type { StatementEnd, StatementWork } from "./statement-work.ts";

/**
 * Cost: that of the query in DuckDB; rights, views and policies are looked up in memory. A statement that fails or is
 * canceled leaves its telemetry too.
 */
export function openStatementRunner(parts: StatementParts): StatementRunner {
  return {
    run: (request) => runStatement(parts, request, runParsed),
    async perform(request) {
      await runStatement(parts, request, performParsed);
    },
  };
}

type Unanswered = Exclude<StatementResult, { readonly kind: "rows" }>;

async function runStatement<End extends { readonly rowCount: number }>(
  parts: StatementParts,
  request: StatementRequest,
  execute: (work: StatementWork, parsed: ParsedStatement) => Promise<End>,
): Promise<End | Unanswered> {
  const parsed = parts.sql.parse(request.text, request.parameters);
  const statement = parsed.kind === "refused" ? null : parsed;
  const measured = { readCount: 0, writtenCount: 0 };
  const session = sessionOf(parts.account, request);
  if ("refusal" in session) return { kind: "refused", refusal: session.refusal };
  const ended = { request, session, parsed: statement, measured };
  try {
    if (parsed.kind === "refused") return refuseText(parsed.refusal);
    stopIfCanceled(request.signal);
    const absence = checkPresence(parts.account, session.principalId, session.workspaceId);
    if (absence !== null) return refuseWith(absence);
    const end = await execute({ parts, session, request, measured }, parsed);
    const producedCount = parsed.kind === "query" ? end.rowCount : 0;
    recordStatement(parts, { ...ended, producedCount, refusal: null });
    return end;
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    recordStatement(parts, { ...ended, producedCount: 0, refusal });
    return refusal === CANCELED ? { kind: "canceled" } : { kind: "refused", refusal };
  }
}

async function performParsed(
  work: StatementWork,
  parsed: ParsedStatement,
): Promise<{ readonly rowCount: number }> {
  if (parsed.kind === "query") return countQuery(work, parsed);
  const end = await runParsed(work, parsed);
  await end.drop();
  return end;
}

async function runParsed(work: StatementWork, parsed: ParsedStatement): Promise<StatementEnd> {
  switch (parsed.kind) {
    case "query":
      return runInScope(work, {
        references: parsed.references,
        render: (scope) => textOrRefuse(work.parts.sql.renderQuery(parsed.query, scope)),
        run: (text) =>
          materializeQuery(work.parts.database, {
            text,
            rowLimit: work.request.rowLimit,
            signal: work.request.signal,
          }),
      });
    case "insert":
    case "update":
    case "delete":
    case "truncate":
    case "create_table":
      return runWrite(work, parsed);
    case "use":
      return runUse(work, parsed);
    case "set_conf":
      return materializeRows(work.parts.database, [], []);
    case "show_grants":
    case "show_policies":
    case "show_catalogs":
    case "show_schemas":
    case "show_tables":
    case "show_views":
    case "show_functions":
    case "show_columns":
    case "show_keys":
    case "describe_table":
    case "describe_history":
    case "describe_policy":
      return runShow(work, parsed);
    default:
      return runChange(work, parsed);
  }
}
