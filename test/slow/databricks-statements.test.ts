import { afterAll, beforeAll, expect, test } from "vitest";
import type { RawTable } from "../../src/domain/raw-table.ts";
import { epochMs } from "../../src/domain/units.ts";
import { defineRelations } from "../../src/services/define-relations.ts";
import { rollUpSignal } from "../../src/services/roll-up-signal.ts";
import { SIGNALS } from "../../src/signals/registry.gen.ts";
import { SOURCES } from "../../src/sources/registry.gen.ts";
import { databricksFaults } from "../conformance/dialect-databricks-syntax.ts";
import { openRecordedEngine, START_MS } from "../databricks/recorded-engine.ts";
import { openRecordedServer, type RecordedServer } from "../databricks/recorded-server.ts";
import type { StatementAnswer, StatementError, Submitted } from "../databricks/statement-answers.ts";

const never = new AbortController().signal;
let server: RecordedServer;
beforeAll(async () => {
  server = await openRecordedServer();
});
afterAll(() => server.close());

/** An account whose tables have every column and no row; prices cannot be read. */
function emptyAccount({ statement }: Submitted): StatementAnswer | StatementError {
  if (statement.endsWith("LIMIT 0")) {
    const table = SOURCES.find((source) => statement.includes(quoted(source)));
    if (table?.table === "system.billing.list_prices")
      return { errorCode: "BAD_REQUEST", message: "[INSUFFICIENT_PERMISSIONS] no", sqlState: "42501" };
    return { columns: Object.keys(table?.columns ?? {}).map((name) => [name, "STRING"] as const), rows: [] };
  }
  const counts = ["row_count", "duplicate_count", "future_count", "late_count", "first_ms", "last_ms"];
  if (statement.includes("row_count") && !statement.includes("AS answer"))
    return {
      columns: counts.map((name) => [name, "LONG"] as const),
      rows: [["0", "0", "0", "0", null, null]],
    };
  const keys = [...statement.matchAll(/AS ([knw]\d+)\b/g)].map((match) => match[1] ?? "");
  return { columns: keys.map((name) => [name, name.startsWith("n") ? "LONG" : "STRING"] as const), rows: [] };
}

function quoted({ table }: RawTable): string {
  return table
    .split(".")
    .map((part) => `\`${part}\``)
    .join(".");
}

test("every statement of a scan is Databricks SQL and reads nothing but system tables", async () => {
  const { engine, submissions, coverage } = await openRecordedEngine(server, {
    tables: SOURCES,
    answerOf: emptyAccount,
  });
  await defineRelations(engine, { sources: SOURCES, notAfter: epochMs(START_MS), signal: never });
  for (const signal of SIGNALS) {
    const options = {
      closedUntil: epochMs(START_MS),
      until: epochMs(START_MS),
      silentHours: new Set<number>(),
      signal: never,
    };
    for await (const { block } of rollUpSignal(engine, signal, options)) expect(block.rowCount).toBe(0);
  }
  await coverage(never);
  const faults = submissions.flatMap(({ statement }) =>
    databricksFaults(statement).map((fault) => `${fault}\n${statement}`),
  );
  expect(faults).toEqual([]);
  expect(submissions.length).toBeGreaterThan(SIGNALS.length + 2 * SOURCES.length);
  for (const { statement } of submissions) {
    const tables = [...statement.matchAll(/\b(?:FROM|JOIN)\s+(`[^\s(),]+)/g)].map((match) => match[1]);
    const known = SOURCES.map(quoted);
    expect(tables.filter((table) => table !== undefined && !known.includes(table))).toEqual([]);
  }
});
