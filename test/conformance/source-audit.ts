import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { DAY_MS, epochMs } from "../../src/domain/units.ts";
import { openFolderEngine } from "../../src/engines/duckdb/open-folder-engine.ts";
import type { RelationSummary } from "../../src/ports/engine.ts";
import type { RawTableCoverage } from "../../src/ports/telemetry.ts";
import { defineRelations } from "../../src/services/define-relations.ts";
import { auditSource } from "../../src/sources/audit.ts";
import { type Sql, sql } from "../../src/sql/sql.ts";
import { openSourceRows, type SourceRow } from "./source-rows.ts";

const EVENTS = sql`SELECT * FROM audit_event ORDER BY event_time, event_id`;
const CHANGES = sql`SELECT * FROM grant_change`;

/** What a folder of audit logs gives. */
export interface AuditFolder {
  /** In order of time, all columns. */
  readonly events: readonly SourceRow[];
  /** In any order, all columns. */
  readonly changes: readonly SourceRow[];
  readonly summary: RelationSummary | undefined;
  readonly coverage: RawTableCoverage | undefined;
}

/** Events of rows of the system table in order of time, all columns. */
export async function auditEvents(rows: readonly SourceRow[]): Promise<readonly SourceRow[]> {
  return await queryRows(rows, EVENTS);
}

/** Changes of grants by rows of the system table, all columns, in any order. */
export async function grantChanges(rows: readonly SourceRow[]): Promise<readonly SourceRow[]> {
  return await queryRows(rows, CHANGES);
}

async function queryRows(rows: readonly SourceRow[], query: Sql): Promise<readonly SourceRow[]> {
  const source = await openSourceRows([auditSource], { [auditSource.table]: rows });
  const answer = await source.rows(query);
  await source.close();
  return answer;
}

/** Reads a folder as the program does: through the engine over folders. */
export async function readAuditFolder(directory: string): Promise<AuditFolder> {
  const { signal } = new AbortController();
  const { engine, coverage } = await openFolderEngine({
    directory,
    tables: [auditSource],
    threadCount: 1,
    isStrict: false,
    signal,
  });
  const limits = { timeoutMs: DAY_MS, signal, rowLimit: 10_000 };
  const rows = (query: Sql) => engine.query({ name: "test", sql: query, row: (raw) => raw }, limits);
  try {
    // Year 3000: later than any moment of a test.
    const notAfter = epochMs(32_503_680_000_000);
    const summaries = await defineRelations(engine, { sources: [auditSource], notAfter, signal });
    return {
      events: await rows(EVENTS),
      changes: await rows(CHANGES),
      summary: summaries.get("audit_event"),
      coverage: (await coverage(signal))[0],
    };
  } finally {
    await engine.close();
  }
}

/** Reads files of the given texts by name. */
export async function readAuditFiles(files: Readonly<Record<string, string>>): Promise<AuditFolder> {
  const directory = await mkdtemp(join(tmpdir(), "gatehouse-audit-"));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
    return await readAuditFolder(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** A successful login; what `more` names is otherwise. */
export function auditRow(more: SourceRow = {}): SourceRow {
  return {
    event_id: "e1",
    event_time: "2026-10-01T08:00:00Z",
    workspace_id: "1",
    audit_level: "WORKSPACE_LEVEL",
    service_name: "accounts",
    action_name: "login",
    user_identity: { email: "ana@example.com" },
    request_params: {},
    response: { status_code: 200 },
    ...more,
  };
}

/** Some columns of each row's event, in the order of the rows: one engine for many cases. */
export async function eventColumns(
  rows: readonly SourceRow[],
  columns: readonly string[],
): Promise<readonly unknown[]> {
  const events = await auditEvents(
    rows.map((row, index) => ({ ...row, event_id: String(index).padStart(4, "0") })),
  );
  return events.map((row) => columns.map((column) => row[column]));
}

/** The one event of one row. */
export async function onlyEvent(row: SourceRow): Promise<SourceRow> {
  const [answer, ...others] = await auditEvents([row]);
  expect(others).toEqual([]);
  return answer ?? {};
}
