import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LIMITS, type Row, rowsOf } from "../../../test/duckdb/telemetry-folder.ts";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import { durationMs } from "../../domain/units.ts";
import type { Query } from "../../ports/engine.ts";
import { rawSql, type Sql, sql } from "../../sql/sql.ts";
import { type MemoryEngine, openMemoryEngine } from "./open-memory-engine.ts";

let engine: MemoryEngine;

beforeAll(async () => {
  engine = await openMemoryEngine();
});
afterAll(() => engine.close());

/** Runs for hours when nobody stops it. */
const ENDLESS = sql`SELECT count(*) FROM range(1000000000) AS a(i), range(1000000000) AS b(j) WHERE (i + j) % 7 = 3`;

function query(part: Sql, name = "named"): Query<Row> {
  return { name, sql: part, row: (row) => row };
}

describe("query", () => {
  test("values travel bound, whatever they hold, and come back as plain data", async () => {
    const hostile = "'; DROP TABLE x; --";
    const [row] = await engine.query(
      query(sql`SELECT ${hostile} AS text, ${7} AS small, ${5_000_000_000} AS large, ${1.5} AS real,
        ${9_007_199_254_740_993n} AS huge, ${true} AS yes, ${null} AS nothing, typeof(${3n}) AS type`),
      { ...LIMITS, rowLimit: 1 },
    );
    expect(row).toEqual({
      text: hostile,
      small: 7,
      large: 5_000_000_000,
      real: 1.5,
      huge: 9_007_199_254_740_993n,
      yes: true,
      nothing: null,
      type: "BIGINT",
    });
  });

  test("nested values, moments and decimals are plain data", async () => {
    expect(
      await rowsOf(
        engine,
        `SELECT {'a': 1, 'b': [2, NULL]} AS s, MAP {'k': {'x': 1}} AS m, TIMESTAMP '2026-01-01 00:00:00.5' AS t,
          TIMESTAMPTZ '2026-01-01 01:00:00+01' AS z, DATE '2026-01-02' AS d, 1.25::DECIMAL(38, 18) AS c, count(*) AS n,
          NULL::UUID IS NULL AS u`,
      ),
    ).toEqual([
      {
        s: { a: 1, b: [2, null] },
        m: { k: { x: 1 } },
        t: "2026-01-01T00:00:00.500Z",
        z: "2026-01-01T00:00:00.000Z",
        d: "2026-01-02",
        c: 1.25,
        n: 1,
        u: true,
      },
    ]);
  });

  test("sessions are in UTC whatever the machine's zone", async () => {
    expect(await rowsOf(engine, "SELECT current_setting('TimeZone') AS zone")).toEqual([{ zone: "UTC" }]);
  });

  test("more rows than the limit are an error, not a part", async () => {
    const rows = engine.query(query(sql`SELECT i FROM range(${5_000}) AS r(i)`), {
      ...LIMITS,
      rowLimit: 4_999,
    });
    await expect(rows).rejects.toMatchObject({
      code: "ENGINE_ROW_SHAPE",
      message: "query `named` returned more than 4999 rows, the most it may",
    });
  });

  test("what the row parser throws passes unchanged", async () => {
    const failure = new GatehouseError("ENGINE_ROW_SHAPE", { message: "another shape" });
    const rows = engine.query(
      {
        ...query(sql`SELECT 1 AS a`),
        row: () => {
          throw failure;
        },
      },
      { ...LIMITS, rowLimit: 1 },
    );
    await expect(rows).rejects.toBe(failure);
  });

  test("errors name the query and what is ours, never a row's value", async () => {
    const secret = "hunter2";
    await engine.execute(`CREATE OR REPLACE TABLE secret AS SELECT '${secret}' AS word`);
    for (const part of [
      "SELECT CAST(word AS INT) FROM secret",
      "SELECT error(word) FROM secret",
      "SELECT json_extract(CAST(word AS JSON), '$.a') FROM secret",
      "SELECT CAST(word AS TIMESTAMP) FROM secret",
    ]) {
      const failure = await rowsOf(engine, part).catch((error: unknown) => error);
      expect(failure).toMatchObject({
        code: "ENGINE_FAILED",
        message: expect.stringMatching(/^query `test` failed: [a-z ]+error$/),
      });
      expect(JSON.stringify(failure) + String((failure as Error).cause ?? "")).not.toContain(secret);
    }
    await expect(rowsOf(engine, "SELECT nosuch FROM secret")).rejects.toMatchObject({
      message: 'query `test` failed: binder error: Referenced column "nosuch" not found in FROM clause!',
    });
  });

  test("a query that takes too long is stopped", async () => {
    const rows = engine.query(query(ENDLESS, "endless"), {
      ...LIMITS,
      timeoutMs: durationMs(30),
      rowLimit: 1,
    });
    await expect(rows).rejects.toMatchObject({
      code: "ENGINE_TIMEOUT",
      message: "query `endless` did not finish in 30 ms",
      retryable: true,
    });
  });

  test("a canceled query is stopped, before or while it runs", async () => {
    const canceled = { code: "ENGINE_FAILED", message: "query `endless` was canceled" };
    const early = { ...LIMITS, signal: AbortSignal.abort(), rowLimit: 1 };
    await expect(engine.query(query(ENDLESS, "endless"), early)).rejects.toMatchObject(canceled);
    const controller = new AbortController();
    const running = engine.query(query(ENDLESS, "endless"), {
      ...LIMITS,
      signal: controller.signal,
      rowLimit: 1,
    });
    setImmediate(() => controller.abort());
    await expect(running).rejects.toMatchObject(canceled);
    expect(await rowsOf(engine, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });
});

describe("close", () => {
  test("stops what runs, waits for it, and answers later calls with an error", async () => {
    const closing = await openMemoryEngine();
    const running = closing.query(query(ENDLESS, "endless"), { ...LIMITS, rowLimit: 1 });
    const stopped = expect(running).rejects.toMatchObject({
      code: "ENGINE_FAILED",
      message: "query `endless` was stopped because the engine closed",
    });
    await rowsOf(closing, "SELECT 1");
    await closing.close();
    await stopped;
    await expect(rowsOf(closing, "SELECT 1")).rejects.toMatchObject({
      code: "ENGINE_FAILED",
      message: "query `test` came after the engine was closed",
    });
  });
});

describe("the memory engine", () => {
  test("runs the caller's statements and shows raw tables where the dialect looks for them", async () => {
    const name = engine.dialect.rawTable("system.access.audit");
    await engine.execute(
      `CREATE TABLE ${name.chunks[0]} AS SELECT 1 AS a; INSERT INTO ${name.chunks[0]} VALUES (2)`,
    );
    expect(await rowsOf(engine, sql`SELECT sum(a) AS total FROM ${name}`)).toEqual([{ total: 3 }]);
    await expect(engine.execute("CREATE TABEL x")).rejects.toMatchObject({ code: "ENGINE_FAILED" });
    expect(await rowsOf(engine, rawSql("SELECT 1 AS a"))).toEqual([{ a: 1 }]);
  });
});
