import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRecordedEngine, START_MS } from "../../../test/databricks/recorded-engine.ts";
import { openRecordedServer, type RecordedServer } from "../../../test/databricks/recorded-server.ts";
import type {
  ChunkFault,
  StatementAnswer,
  StatementError,
  Submitted,
} from "../../../test/databricks/statement-answers.ts";
import type { RawTable } from "../../domain/raw-table.ts";
import { durationMs, epochMs } from "../../domain/units.ts";
import type { ColumnBatch, ColumnQuery } from "../../ports/engine.ts";
import { rawSql, sql } from "../../sql/sql.ts";

const never = new AbortController().signal;
const limits = { timeoutMs: durationMs(60_000), signal: never };
let server: RecordedServer;
beforeAll(async () => {
  server = await openRecordedServer();
});
afterAll(() => server.close());

const numbered = (count: number): StatementAnswer["rows"] =>
  Array.from({ length: count }, (_, row) => [String(row), `name ${row}`]);
const twoColumns = [
  ["id", "INT"],
  ["name", "STRING"],
] as const;
const query = {
  name: "things",
  sql: sql`SELECT id, name FROM things WHERE id > ${1}`,
  row: (raw: Readonly<Record<string, unknown>>) => raw,
};

test("rows come typed, values travel as named parameters, and the statement names who asks", async () => {
  const { engine, submissions } = await openRecordedEngine(server, {
    answerOf: () => ({ columns: twoColumns, rows: numbered(3), chunkLength: 2, pollCount: 3 }),
  });
  expect(await engine.query(query, { ...limits, rowLimit: 3 })).toEqual([
    { id: 0, name: "name 0" },
    { id: 1, name: "name 1" },
    { id: 2, name: "name 2" },
  ]);
  expect(submissions[0]).toMatchObject({
    warehouse_id: "w1",
    statement: "SELECT id, name FROM things WHERE id > :p1",
    parameters: [{ name: "p1", type: "INT", value: "1" }],
    row_limit: 4,
    format: "JSON_ARRAY",
    query_tags: [
      { key: "application", value: "gatehouse" },
      { key: "query", value: "things" },
    ],
  });
});

test("more rows than the limit, or an answer that was cut off, are errors", async () => {
  const wide = await openRecordedEngine(server, {
    answerOf: () => ({ columns: twoColumns, rows: numbered(3) }),
  });
  await expect(wide.engine.query(query, { ...limits, rowLimit: 2 })).rejects.toMatchObject({
    code: "ENGINE_ROW_SHAPE",
  });
  const cut = await openRecordedEngine(server, {
    answerOf: () => ({ columns: streamed, rows: [], isTruncated: true }),
  });
  await expect(collect(cut.engine.stream(column, limits))).rejects.toMatchObject({ code: "ENGINE_FAILED" });
});

const column: ColumnQuery = {
  name: "s",
  sql: rawSql("SELECT 1"),
  keys: ["k"],
  numbers: ["at"],
  words: [],
  order: "at",
};
const streamed = [
  ["k0", "STRING"],
  ["n0", "LONG"],
] as const;

async function collect(batches: AsyncIterable<ColumnBatch>) {
  const rows: string[] = [];
  for await (const batch of batches)
    for (let row = 0; row < batch.rowCount; row++)
      rows.push(`${batch.seriesDictionary.at(batch.series[row] ?? -1)[0]}@${batch.numbers["at"]?.[row]}`);
  return rows;
}

test("no fault of chunks and links loses or doubles a row", async () => {
  const kinds: readonly ChunkFault[] = [
    "cut_short",
    "gone",
    "page",
    "empty",
    "too_busy",
    "broken_connection",
    "expired",
  ];
  const faults = fc.array(fc.constantFrom<ChunkFault[]>("none", "none", ...kinds), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(faults, fc.integer({ min: 1, max: 9 }), async (planned, chunkLength) => {
      const waiting = [...planned];
      const rows = Array.from({ length: 13 }, (_, row) => [`k${row % 5}`, String(row)]);
      const { engine } = await openRecordedEngine(server, {
        answerOf: () => ({ columns: streamed, rows, chunkLength }),
        nextFault: () => waiting.shift() ?? "none",
      });
      const got = await collect(engine.stream(column, { ...limits, timeoutMs: durationMs(3_600_000) })).catch(
        (error: unknown) => error,
      );
      // A chunk is tried four times, so three faults never fail it. A row is there once, or the whole answer is an error.
      if (planned.filter((fault) => fault !== "none").length <= 3) expect(got).toBeInstanceOf(Array);
      if (Array.isArray(got)) expect(got).toEqual(rows.map(([key, at]) => `${key}@${at}`));
      else expect(got).toMatchObject({ code: "ENGINE_FAILED", retryable: true });
    }),
    { seed: 7, numRuns: 10 },
  );
});

test.each<[ChunkFault]>([["cut_short"], ["gone"], ["page"], ["empty"], ["broken_connection"], ["expired"]])(
  "a link that is %s once is asked for again",
  async (fault) => {
    const waiting: ChunkFault[] = [fault];
    const rows = Array.from({ length: 5 }, (_, row) => ["k", String(row)]);
    const { engine } = await openRecordedEngine(server, {
      answerOf: () => ({ columns: streamed, rows, chunkLength: 2 }),
      nextFault: () => waiting.shift() ?? "none",
    });
    expect(await collect(engine.stream(column, limits))).toHaveLength(5);
  },
);

test("a chunk that stays broken is an error that names no link", async () => {
  const { engine } = await openRecordedEngine(server, {
    answerOf: () => ({ columns: streamed, rows: [["k", "1"]] }),
    nextFault: () => "cut_short",
  });
  await expect(
    collect(engine.stream(column, { ...limits, timeoutMs: durationMs(3_600_000) })),
  ).rejects.toThrow(/^(?!.*(?:s3cret|storage))/);
});

test.each([
  {
    errorCode: "BAD_REQUEST",
    message: "[TABLE_OR_VIEW_NOT_FOUND] The table or view `a`.`b` cannot be found.\n== SQL ==",
    sqlState: "42P01",
    code: "DATABRICKS_NOT_FOUND",
    text: /cannot be found\.$/,
  },
  {
    errorCode: "BAD_REQUEST",
    message: "[INSUFFICIENT_PERMISSIONS] User does not have SELECT",
    sqlState: "42501",
    code: "DATABRICKS_DENIED",
    text: /SELECT$/,
  },
  {
    errorCode: "BAD_REQUEST",
    message: "[CAST_INVALID_INPUT] The value 'ana@example.com' cannot be cast",
    sqlState: "22018",
    code: "ENGINE_FAILED",
    text: /^(?!.*ana@).*CAST_INVALID_INPUT$/,
  },
  {
    errorCode: "TEMPORARILY_UNAVAILABLE",
    message: "m",
    code: "DATABRICKS_UNAVAILABLE",
    text: /TEMPORARILY_UNAVAILABLE$/,
  },
  { errorCode: "DEADLINE_EXCEEDED", message: "m", code: "ENGINE_TIMEOUT", text: /DEADLINE_EXCEEDED$/ },
])("a failure inside of a success is an error, $code: $message", async ({ code, text, ...failure }) => {
  const { engine } = await openRecordedEngine(server, { answerOf: () => failure });
  const failing = engine.query(query, { ...limits, rowLimit: 1 });
  await expect(failing).rejects.toMatchObject({ code });
  await expect(failing).rejects.toThrow(text);
});

test("a statement that nobody waits for anymore is canceled at the server", async () => {
  const canceled: string[] = [];
  const late = await openRecordedEngine(server, {
    answerOf: () => ({ columns: twoColumns, rows: [], pollCount: 1_000 }),
    onCancel: (id) => canceled.push(id),
  });
  await expect(late.engine.query(query, { ...limits, rowLimit: 1 })).rejects.toMatchObject({
    code: "ENGINE_TIMEOUT",
  });
  expect(late.clock.nowMs() - START_MS).toBeLessThan(66_000);
  await late.engine.close();
  expect(canceled).toEqual(["0"]);
  await expect(late.engine.query(query, { ...limits, rowLimit: 1 })).rejects.toThrow("the engine closed");

  const stop = new AbortController();
  const aborted = await openRecordedEngine(server, {
    answerOf() {
      stop.abort();
      return { columns: twoColumns, rows: [], pollCount: 1_000 };
    },
    onCancel: (id) => canceled.push(id),
  });
  await expect(aborted.engine.query(query, { ...limits, signal: stop.signal, rowLimit: 1 })).rejects.toThrow(
    "query `things` was canceled",
  );
  await aborted.engine.close();
  expect(canceled).toEqual(["0", "0"]);
});

const AUDIT: RawTable = {
  table: "system.access.audit",
  columns: {
    id: "string",
    event_date: "date",
    kind: "string",
    more: "map<string,string>",
  },
  requiredColumns: ["id"],
  naturalKey: ["id"],
  watermark: null,
  arrival: null,
  deliveredForms: [],
};

/** Answers by the table that a look or a count names. */
function looks(submitted: Submitted): StatementAnswer | StatementError {
  const { statement } = submitted;
  if (statement.includes("LIMIT 0")) {
    if (statement.includes("`secret`")) return { errorCode: "BAD_REQUEST", message: "no", sqlState: "42501" };
    if (statement.includes("`absent`")) return { errorCode: "BAD_REQUEST", message: "no", sqlState: "42P01" };
    if (statement.includes("`bare`")) return { columns: [["other", "STRING"]], rows: [] };
    return {
      columns: [
        ["ID", "STRING"],
        ["event_date", "DATE"],
        ["kind", "STRING"],
        ["extra", "INT"],
      ],
      rows: [],
    };
  }
  if (statement.includes("row_place"))
    return {
      columns: ["row_count", "duplicate_count", "future_count", "first_ms", "last_ms"].map(
        (name) => [name, "LONG"] as const,
      ),
      rows: [["5", "1", "0", "1000", "2000"]],
    };
  return {
    columns: [
      ["row_count", "LONG"],
      ["late_count", "LONG"],
      ["duplicate_count", "LONG"],
    ],
    rows: [
      [
        statement.includes("raw_system_access_hollow") && !statement.includes("raw_system_access_audit")
          ? "0"
          : "6",
        "0",
        "0",
      ],
    ],
  };
}

test("what there is of each raw table is told: missing, denied, empty, without a needed column, or read", async () => {
  const tables = ["audit", "secret", "absent", "bare", "hollow"].map((name) => ({
    ...AUDIT,
    table: `system.access.${name}`,
  }));
  const { coverage } = await openRecordedEngine(server, { tables, answerOf: looks });
  const found = await coverage(never);
  expect(found.map(({ notAssessed }) => notAssessed?.kind ?? "read")).toEqual([
    "read",
    "denied",
    "missing",
    "columns_missing",
    "empty",
  ]);
  expect(found[0]).toMatchObject({ absentColumns: ["more"], unknownColumns: ["extra"] });
});

test("a relation is pushed down with its raw table bounded in time, absent columns NULL, duplicates collapsed", async () => {
  const { engine, submissions } = await openRecordedEngine(server, { tables: [AUDIT], answerOf: looks });
  const summary = await engine.defineRelation(
    {
      name: "audit_event",
      sql: sql`SELECT id, kind, event_date AS event_time FROM ${engine.dialect.rawTable(AUDIT.table)}`,
      collapse: { key: ["id"], newestBy: "kind" },
      notAfter: epochMs(START_MS),
    },
    limits,
  );
  expect(summary).toEqual({
    rowCount: 5,
    duplicateCount: 1,
    futureCount: 0,
    firstEventAt: 1_000,
    lastEventAt: 2_000,
  });
  await engine.query(
    { ...query, sql: rawSql("SELECT count(*) AS row_count FROM audit_event") },
    { ...limits, rowLimit: 1 },
  );
  expect(submissions.at(-1)?.statement.replace(/\s+/g, " ")).toBe(
    "WITH raw_system_access_audit AS (SELECT `id`, `event_date`, `kind`, CAST(NULL AS map<string,string>) AS `more` " +
      "FROM `system`.`access`.`audit` WHERE (`event_date` >= DATE '2026-03-14' OR `event_date` IS NULL)), " +
      "audit_event AS (SELECT * FROM (SELECT id, kind, event_date AS event_time FROM raw_system_access_audit) AS normalized " +
      "WHERE NOT coalesce(event_time > TIMESTAMP '2026-03-14T00:00:00.000Z', false) " +
      "QUALIFY (`id` IS NULL) OR row_number() OVER (PARTITION BY `id` ORDER BY `kind` DESC NULLS LAST, `event_time` DESC NULLS LAST) = 1) " +
      "SELECT count(*) AS row_count FROM audit_event",
  );
});
