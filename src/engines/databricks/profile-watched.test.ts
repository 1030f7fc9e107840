import { afterAll, beforeAll, expect, test } from "vitest";
import { openRecordedEngine } from "../../../test/databricks/recorded-engine.ts";
import { openRecordedServer, type RecordedServer } from "../../../test/databricks/recorded-server.ts";
import type {
  StatementAnswer,
  StatementError,
  Submitted,
} from "../../../test/databricks/statement-answers.ts";
import type { RawTable } from "../../domain/raw-table.ts";
import { durationMs } from "../../domain/units.ts";
import { sql } from "../../sql/sql.ts";

const limits = { timeoutMs: durationMs(60_000), signal: new AbortController().signal };
let server: RecordedServer;
beforeAll(async () => {
  server = await openRecordedServer();
});
afterAll(() => server.close());

const PROFILES: RawTable = {
  table: "gatehouse.profile.table_profiles",
  columns: {
    table_full_name: "string",
    version: "bigint",
    commit_time: "timestamp",
    writer: "string",
    column_name: "string",
    data_type: "string",
    row_count: "bigint",
    null_count: "bigint",
    distinct_count: "bigint",
    mean: "double",
    sketch: "map<int,bigint>",
    frequent_items: "map<string,bigint>",
    column_count: "bigint",
  },
  requiredColumns: ["table_full_name"],
  naturalKey: ["table_full_name", "version", "column_name"],
  watermark: null,
  arrival: null,
  deliveredForms: [],
};

/** A table of 20 rows with a number and a text, and a view. */
function watchedTables({ statement }: Submitted): StatementAnswer | StatementError {
  if (statement.startsWith("DESCRIBE HISTORY")) {
    if (statement.includes("`v`"))
      return { errorCode: "BAD_REQUEST", message: "[DELTA_ONLY_OPERATION] no", sqlState: "0AKDD" };
    return {
      columns: [
        ["version", "LONG"],
        ["timestamp", "TIMESTAMP"],
        ["userName", "STRING"],
        ["job", "STRUCT"],
      ],
      rows: [
        ["4", "2026-03-13T01:00:00Z", "etl@example.com", null],
        ["3", "2026-03-12T01:00:00Z", "x", null],
      ],
      isTruncated: true,
    };
  }
  if (statement.includes("table_profiles`") && statement.includes("LIMIT 0"))
    return { errorCode: "BAD_REQUEST", message: "no", sqlState: "42P01" };
  if (statement.includes("LIMIT 0"))
    return {
      columns: [
        ["n", "INT"],
        ["Name", "STRING"],
      ],
      rows: [],
    };
  const columns = [
    "kind",
    "column_index",
    "bucket",
    "item",
    "row_count",
    "null_count",
    "distinct_count",
    "mean",
  ].map(
    (name) =>
      [name, name === "kind" || name === "item" ? "STRING" : name === "mean" ? "DOUBLE" : "LONG"] as const,
  );
  return {
    columns,
    rows: [
      ["table", "-1", null, null, "20", null, null, null],
      ["column", "0", null, null, "20", "1", "3", "2.5"],
      ["bucket", "0", "7", null, "19", null, null, null],
      ["column", "1", null, null, "20", "0", "5", null],
      ["value", "1", null, "a secret name", "12", null, null, null],
    ],
  };
}

test("watched tables are profiled, and their profiles bound as a value, never written into a text", async () => {
  const { engine, skippedTables, submissions } = await openRecordedEngine(server, {
    tables: [PROFILES],
    watched: { profileTable: PROFILES.table, tables: ["main.a.t", "main.a.v"] },
    answerOf: watchedTables,
  });
  expect(skippedTables).toEqual([
    { table: "main.a.v", reason: expect.stringContaining("DELTA_ONLY_OPERATION") },
  ]);
  const from = engine.dialect.rawTable(PROFILES.table);
  await engine.query(
    { name: "profiles", sql: sql`SELECT 1 FROM ${from}`, row: (raw) => raw },
    { ...limits, rowLimit: 9 },
  );
  const { statement = "", parameters = [] } = submissions.at(-1) ?? {};
  expect(statement).not.toContain("secret name");
  expect(statement).toContain("CAST(`sketch` AS map<int,bigint>) AS `sketch`");
  const shape = {
    table_full_name: "main.a.t",
    version: "4",
    commit_time: "2026-03-13T01:00:00.000Z",
    writer: "etl@example.com",
  };
  expect(JSON.parse(parameters[0]?.value ?? "")).toEqual([
    { ...shape, row_count: "20", column_count: "2" },
    {
      ...shape,
      column_name: "n",
      data_type: "int",
      row_count: "20",
      null_count: "1",
      distinct_count: "3",
      mean: "2.5",
      sketch: { "7": "19" },
      frequent_items: null,
    },
    {
      ...shape,
      column_name: "Name",
      data_type: "string",
      row_count: "20",
      null_count: "0",
      distinct_count: "5",
      mean: null,
      sketch: null,
      frequent_items: { "a secret name": "12", "\u0000other": "8" },
    },
  ]);
});
