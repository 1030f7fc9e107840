import { describe, expect, it } from "vitest";
import { openSourceRows, type SourceRow } from "../../test/conformance/source-rows.ts";
import { queryHistorySource } from "./query-history.ts";

const TABLE = queryHistorySource.table;

function statement(id: string, more: SourceRow = {}): SourceRow {
  return {
    statement_id: id,
    start_time: "2026-10-01T08:00:00Z",
    end_time: "2026-10-01T08:00:10Z",
    update_time: "2026-10-01T08:05:00Z",
    executed_by: "Ana@Example.com",
    execution_status: "FINISHED",
    ...more,
  };
}

async function queryRuns(
  rows: readonly SourceRow[],
  columns: readonly string[],
): Promise<readonly SourceRow[]> {
  const source = await openSourceRows([queryHistorySource], { [TABLE]: rows });
  const answer = await source.relation("query_run", columns);
  await source.close();
  return answer;
}

describe("query history", () => {
  it("a statement that was written again counts as it was written last", async () => {
    const rows = [
      statement("a", { execution_status: "FAILED", update_time: "2026-10-01T09:00:00Z", read_rows: 9 }),
      statement("a", { execution_status: "FINISHED", read_rows: 1 }),
      statement("a", { execution_status: "FINISHED", update_time: null }),
      statement("b"),
      statement("b"),
    ];
    expect(await queryRuns(rows, ["statement_id", "is_failed", "read_rows"])).toEqual([
      { statement_id: "a", is_failed: true, read_rows: 9 },
      { statement_id: "b", is_failed: false, read_rows: null },
    ]);
  });

  it("statements without an id stay apart", async () => {
    expect(
      await queryRuns(
        [statement("x", { statement_id: null }), statement("x", { statement_id: null })],
        ["statement_id"],
      ),
    ).toHaveLength(2);
  });

  it("who ran it and whose rights were used are told apart, and canceled is not failed", async () => {
    const rows = [statement("a", { executed_as: "Owner@Example.com", execution_status: "CANCELED" })];
    expect(await queryRuns(rows, ["principal", "executed_as", "is_failed", "is_canceled"])).toEqual([
      { principal: "ana@example.com", executed_as: "owner@example.com", is_failed: false, is_canceled: true },
    ]);
  });

  it("queueing is both waits together, unknown when neither is known", async () => {
    const rows = [
      statement("a", { waiting_for_compute_duration_ms: 5, waiting_at_capacity_duration_ms: 7 }),
      statement("b", { waiting_at_capacity_duration_ms: 7 }),
      statement("c"),
    ];
    const answer = await queryRuns(rows, ["statement_id", "queue_duration_ms"]);
    expect(answer.map((row) => row["queue_duration_ms"])).toEqual([12, 7, null]);
  });

  it("the class of an error is what its message starts with in brackets", async () => {
    const cases = [
      ["[TABLE_OR_VIEW_NOT_FOUND] The table `x` cannot be found", "TABLE_OR_VIEW_NOT_FOUND"],
      ["[INSUFFICIENT_PERMISSIONS] no SELECT. SQLSTATE: 42501", "INSUFFICIENT_PERMISSIONS"],
      ["it failed [LATER_CLASS]", null],
      ["", null],
      [null, null],
    ];
    const rows = cases.map(([message], index) => statement(String(index), { error_message: message }));
    const answer = await queryRuns(rows, ["statement_id", "error_class"]);
    expect(answer.map((row) => row["error_class"])).toEqual(cases.map(([, expected]) => expected));
  });

  it("warehouse, job and cache come out of their structs", async () => {
    const rows = [
      statement("a", {
        compute: { type: "WAREHOUSE", warehouse_id: "wh-1" },
        query_source: { job_info: { job_id: "12", job_run_id: "34" } },
        from_result_cache: true,
      }),
    ];
    expect(await queryRuns(rows, ["warehouse_id", "job_id", "is_cache_hit"])).toEqual([
      { warehouse_id: "wh-1", job_id: "12", is_cache_hit: true },
    ]);
  });
});

describe("statement shape", () => {
  it("is the text without literals, comments, numbers and the length of lists; none of redacted text", async () => {
    const cases = [
      ["SELECT * FROM t WHERE id = 42", "select * from t where id = ?"],
      ["select *\n  from T where id = 7 ", "select * from t where id = ?"],
      ["SELECT 'it''s -- no comment' AS x, 1.5e3", "select ? as x, ?"],
      ["SELECT 'a\\'b', \"double\"", "select ?, ?"],
      ["-- don't stop\nSELECT 1", "? select ?"],
      ["SELECT /* it's * all / fine */ a FROM t2", "select ? a from t2"],
      ["SELECT * FROM t WHERE x IN (1, 2, 3)", "select * from t where x in (?)"],
      ["SELECT * FROM t WHERE x IN ('a')", "select * from t where x in (?)"],
      ["INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')", "insert into t values (?)"],
      ["SELECT col_1 FROM `2024_sales` WHERE h = 0xFF", "select col_1 from `2024_sales` where h = ?"],
      ["<REDACTED>", null],
      [" <redacted> ", null],
      ["", null],
      [null, null],
    ];
    const rows = cases.map(([text], index) => statement(String(100 + index), { statement_text: text }));
    const answer = await queryRuns(rows, ["statement_id", "statement_shape"]);
    expect(answer.map((row) => row["statement_shape"])).toEqual(cases.map(([, expected]) => expected));
  });

  it("reads no more than the first 8,000 characters", async () => {
    const long = `SELECT ${"a, ".repeat(5_000)}1`;
    const [row] = await queryRuns([statement("a", { statement_text: long })], ["statement_shape"]);
    expect(String(row?.["statement_shape"]).length).toBeLessThanOrEqual(8_000);
  });
});
