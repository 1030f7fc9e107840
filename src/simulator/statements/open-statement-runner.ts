import type { ActOf } from "../acts/act.ts";
import type { ParsedStatement } from "../databricks-sql/statement.ts";
import { materializeQuery, materializeRows } from "./materialize-result.ts";
import { openScope } from "./open-scope.ts";
import { checkReferences, queryScope } from "./query-scope.ts";
import { refusalOf, refuseText } from "./refuse.ts";
import { runChange } from "./run-change.ts";
import { runShow } from "./run-show.ts";
import { runWrite } from "./run-write.ts";
import type { StatementParts } from "./statement-parts.ts";
import type { StatementRequest, StatementRunner } from "./statement-runner.ts";
import { fullName, type StatementSession, sessionOf } from "./statement-session.ts";
import { statementType } from "./statement-type.ts";
import type { StatementEnd, StatementWork } from "./statement-work.ts";

/** Cost: that of the query in DuckDB; rights, views and policies are looked up in memory. */
export function openStatementRunner(parts: StatementParts): StatementRunner {
  return {
    async run(request) {
      const parsed = parts.sql.parse(request.text, request.parameters);
      const reading = { rowCount: 0 };
      const work: { session: StatementSession | null } = { session: null };
      try {
        if (parsed.kind === "refused") return refuseText(parsed.refusal);
        work.session = sessionOf(parts.account, request);
        const end = await runParsed({ parts, session: work.session, request, reading }, parsed);
        if (end === null) return { kind: "canceled" };
        record(parts, { request, session: work.session, parsed, reading, end, refusal: null });
        return end;
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === null) throw error;
        const known = parsed.kind === "refused" ? null : parsed;
        record(parts, { request, session: work.session, parsed: known, reading, end: null, refusal });
        return { kind: "refused", refusal };
      }
    },
  };
}

async function runParsed(work: StatementWork, parsed: ParsedStatement): Promise<StatementEnd> {
  switch (parsed.kind) {
    case "query": {
      const scope = await openScope(work, parsed.references);
      checkReferences(scope, work.session, parsed.references);
      const rendered = work.parts.sql.renderQuery(parsed.query, queryScope(scope));
      if ("refusal" in rendered) return refuseText(rendered.refusal);
      return materializeQuery(work.parts.database, {
        text: rendered.text,
        rowLimit: work.request.rowLimit,
        signal: work.request.signal,
      });
    }
    case "insert":
    case "update":
    case "delete":
    case "truncate":
    case "create_table":
      return runWrite(work, parsed);
    case "use":
      return { ...(await materializeRows(work.parts.database, [], [])), use: parsed };
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

interface RecordedStatement {
  readonly request: StatementRequest;
  readonly session: StatementSession | null;
  readonly parsed: ParsedStatement | null;
  readonly reading: { readonly rowCount: number };
  readonly end: StatementEnd;
  readonly refusal: ActOf<"statement">["refusal"];
}

const BYTES_PER_ROW = 120;
/** A statement takes this long at least, and this much per row read: the speed of a small warehouse. */
const BASE_MS = 120;
const ROWS_READ_PER_MS = 400;

function record(parts: StatementParts, statement: RecordedStatement): void {
  const { request, session, parsed, reading, end, refusal } = statement;
  if (session === null) return;
  const { caller } = request;
  const rowsRead = reading.rowCount;
  parts.perform({
    kind: "statement",
    at: parts.now(),
    actor: session.user,
    workspaceId: caller.workspaceId,
    address: caller.address,
    userAgent: caller.userAgent,
    tokenId: caller.tokenId,
    statementId: request.statementId,
    text: request.text,
    statementType: parsed === null ? "OTHER" : statementType(parsed),
    reads: namedTables(session, parsed),
    writes: writtenTable(session, parsed),
    warehouseId: caller.warehouseId,
    application: caller.application,
    jobRun: null,
    dashboardId: null,
    sizeRatio: 1,
    measures: {
      durationMs: Math.round(BASE_MS + rowsRead / ROWS_READ_PER_MS),
      rowsRead,
      bytesRead: rowsRead * BYTES_PER_ROW,
      rowsProduced: parsed?.kind === "query" ? (end?.rowCount ?? 0) : 0,
      rowsWritten: 0,
    },
    isExecuted: false,
    refusal,
  });
}

function namedTables(session: StatementSession, parsed: ParsedStatement | null) {
  if (parsed === null || !("references" in parsed)) return [];
  return parsed.references.tables
    .filter((name) => name.length <= 3)
    .map((name) => ({ type: "table" as const, name: fullName(session, "table", name) }));
}

function writtenTable(session: StatementSession, parsed: ParsedStatement | null) {
  if (parsed === null) return null;
  const name =
    "table" in parsed && isWrite(parsed) ? parsed.table : parsed.kind === "create_table" ? parsed.name : null;
  return name === null || name.length > 3
    ? null
    : { type: "table" as const, name: fullName(session, "table", name) };
}

function isWrite(parsed: ParsedStatement): boolean {
  return ["insert", "update", "delete", "truncate"].includes(parsed.kind);
}
