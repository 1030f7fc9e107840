import type { Refusal } from "../account/account.ts";
import type { ParsedStatement } from "../databricks-sql/statement.ts";
import type { StatementParts } from "./statement-parts.ts";
import type { StatementRequest } from "./statement-runner.ts";
import { fullName, type StatementSession } from "./statement-session.ts";
import { statementType } from "./statement-type.ts";
import type { StatementCounts } from "./statement-work.ts";

interface EndedStatement {
  readonly request: StatementRequest;
  readonly session: StatementSession;
  /** Null: its text could not be read. */
  readonly parsed: ParsedStatement | null;
  readonly measured: StatementCounts;
  readonly producedCount: number;
  readonly refusal: Refusal | null;
}

const BYTES_PER_ROW = 120;
/** A statement takes this long at least, and this much per row read: the speed of a small warehouse. */
const BASE_MS = 120;
const ROWS_READ_PER_MS = 400;

/** Leaves the telemetry of a statement that was run, refused or canceled: an act of its own. */
export function recordStatement(parts: StatementParts, statement: EndedStatement): void {
  const { request, session, parsed, measured, producedCount, refusal } = statement;
  const { caller } = request;
  const { readCount, writtenCount } = measured;
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
      durationMs: Math.round(BASE_MS + readCount / ROWS_READ_PER_MS),
      rowsRead: readCount,
      bytesRead: readCount * BYTES_PER_ROW,
      rowsProduced: producedCount,
      rowsWritten: writtenCount,
    },
    isExecuted: false,
    refusal,
  });
}

const PART_COUNT_MAX = 3;

function namedTables(session: StatementSession, parsed: ParsedStatement | null) {
  if (parsed === null || !("references" in parsed)) return [];
  return parsed.references.tables
    .filter((name) => isName(name))
    .map((name) => ({ type: "table" as const, name: fullName(session, "table", name) }));
}

function writtenTable(session: StatementSession, parsed: ParsedStatement | null) {
  const name = parsed === null ? null : writtenName(parsed);
  return name === null || !isName(name)
    ? null
    : { type: "table" as const, name: fullName(session, "table", name) };
}

function writtenName(parsed: ParsedStatement): readonly string[] | null {
  switch (parsed.kind) {
    case "insert":
    case "update":
    case "delete":
    case "truncate":
      return parsed.table;
    case "create_table":
      return parsed.name;
    default:
      return null;
  }
}

function isName(parts: readonly string[]): boolean {
  return parts.length <= PART_COUNT_MAX && parts.every((part) => part !== "");
}
