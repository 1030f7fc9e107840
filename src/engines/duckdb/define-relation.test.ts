import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LIMITS, rowsOf } from "../../../test/duckdb/telemetry-folder.ts";
import { durationMs, epochMs } from "../../domain/units.ts";
import type { EngineRelation } from "../../ports/engine.ts";
import { rawSql, sql } from "../../sql/sql.ts";
import { type MemoryEngine, openMemoryEngine } from "./open-memory-engine.ts";

let engine: MemoryEngine;

beforeAll(async () => {
  engine = await openMemoryEngine();
});
afterAll(() => engine.close());

const FAR = epochMs(Date.UTC(2100, 0, 1));

function define(relation: Partial<EngineRelation>, limits = LIMITS) {
  return engine.defineRelation(
    { name: "rel", sql: sql``, collapse: null, notAfter: FAR, ...relation },
    limits,
  );
}

const ROWS = sql`SELECT * FROM (VALUES
  (1, 'a', TIMESTAMP '2026-01-01', 1),
  (2, 'a', TIMESTAMP '2026-01-02', 2),
  (3, NULL, TIMESTAMP '2026-01-03', 1),
  (4, NULL, TIMESTAMP '2026-01-04', 1),
  (5, 'b', TIMESTAMP '2026-06-01', 1),
  (6, 'c', NULL, 1)) AS rows(id, k, event_time, version)`;

describe("defineRelation", () => {
  test("counts and leaves out what is later than allowed; says the first and last moment", async () => {
    const summary = await define({ sql: ROWS, notAfter: epochMs(Date.UTC(2026, 0, 4)) });
    expect(summary).toEqual({
      rowCount: 5,
      duplicateCount: null,
      futureCount: 1,
      firstEventAt: Date.UTC(2026, 0, 1),
      lastEventAt: Date.UTC(2026, 0, 4),
    });
    expect(await rowsOf(engine, "SELECT id FROM rel ORDER BY id")).toEqual(
      [1, 2, 3, 4, 6].map((id) => ({ id })),
    );
  });

  test("rows that agree on the key are the newest of them; without a key nothing is a duplicate", async () => {
    const summary = await define({ sql: ROWS, collapse: { key: ["k"], newestBy: "version" } });
    expect(summary).toMatchObject({ rowCount: 5, duplicateCount: 1, futureCount: 0 });
    expect(await rowsOf(engine, "SELECT id FROM rel ORDER BY id")).toEqual(
      [2, 3, 4, 5, 6].map((id) => ({ id })),
    );
  });

  test("in a key of several columns NULL agrees with NULL", async () => {
    const summary = await define({ sql: ROWS, collapse: { key: ["k", "version"], newestBy: null } });
    expect(summary).toMatchObject({ rowCount: 5, duplicateCount: 1 });
  });

  test("no row gives no moment", async () => {
    expect(await define({ sql: sql`${ROWS} WHERE id > ${9}` })).toMatchObject({
      rowCount: 0,
      firstEventAt: null,
      lastEventAt: null,
    });
  });

  test("one relation may read another, and be defined again", async () => {
    await define({ name: "base", sql: ROWS });
    await define({ sql: sql`SELECT k, event_time FROM base` });
    await define({ sql: sql`SELECT id, event_time FROM base WHERE id < ${3}` });
    expect(await rowsOf(engine, "SELECT * FROM rel ORDER BY id")).toEqual([
      { id: 1, event_time: "2026-01-01T00:00:00.000Z" },
      { id: 2, event_time: "2026-01-02T00:00:00.000Z" },
    ]);
  });

  test("what fails or is stopped leaves the old relation and nothing half made", async () => {
    await define({ sql: ROWS });
    await expect(define({ sql: sql`SELECT nosuch` })).rejects.toMatchObject({
      code: "ENGINE_FAILED",
      message: expect.stringContaining("query `define rel` failed"),
    });
    await expect(define({ sql: sql`SELECT 1 AS a` })).rejects.toMatchObject({ code: "ENGINE_FAILED" });
    const endless = sql`SELECT TIMESTAMP '2026-01-01' AS event_time, count(*) FROM range(1000000000) AS a(i), range(1000000000) AS b(j) WHERE (i + j) % 7 = 3`;
    await expect(define({ sql: endless }, { ...LIMITS, timeoutMs: durationMs(30) })).rejects.toMatchObject({
      code: "ENGINE_TIMEOUT",
    });
    expect(await rowsOf(engine, "SELECT count(*) AS n FROM rel")).toEqual([{ n: 6 }]);
    const tables = await rowsOf(
      engine,
      "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'building%'",
    );
    expect(tables).toEqual([]);
  });

  test("of any rows each key keeps its newest, and the counts add up", async () => {
    const row = fc.record({
      a: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null }),
      b: fc.option(fc.integer({ min: 0, max: 2 }), { nil: null }),
      version: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), async (rows) => {
        const values = rows
          .map(
            ({ a, b, version }) =>
              `(TIMESTAMP '2026-01-01', ${a ?? "NULL"}, ${b ?? "NULL"}, ${version ?? "NULL"})`,
          )
          .join(", ");
        const summary = await define({
          sql: rawSql(
            `SELECT event_time, CAST(a AS INT) AS a, CAST(b AS INT) AS b, CAST(version AS INT) AS version FROM (VALUES ${values}) AS rows(event_time, a, b, version)`,
          ),
          collapse: { key: ["a", "b"], newestBy: "version" },
        });
        const newest = new Map<string, number>();
        let keylessCount = 0;
        for (const { a, b, version } of rows) {
          if (a === null && b === null) keylessCount += 1;
          else newest.set(`${a}/${b}`, Math.max(newest.get(`${a}/${b}`) ?? -1, version ?? -1));
        }
        expect(summary.rowCount).toBe(newest.size + keylessCount);
        expect(summary.duplicateCount).toBe(rows.length - newest.size - keylessCount);
        const kept = await rowsOf(
          engine,
          "SELECT concat(coalesce(CAST(a AS VARCHAR), 'null'), '/', coalesce(CAST(b AS VARCHAR), 'null')) AS k, coalesce(version, -1) AS version FROM rel WHERE a IS NOT NULL OR b IS NOT NULL",
        );
        expect(new Map(kept.map((found) => [found["k"], found["version"]]))).toEqual(newest);
      }),
      { seed: 11, numRuns: 40 },
    );
  });

  test("of equally new rows the same one stays, in whatever order they are read", async () => {
    const pick = async (order: string) => {
      await define({
        sql: rawSql(
          `SELECT TIMESTAMP '2026-01-01' AS event_time, 'k' AS k, i AS v FROM range(100) AS r(i) ORDER BY i ${order}`,
        ),
        collapse: { key: ["k"], newestBy: null },
      });
      return rowsOf(engine, "SELECT v FROM rel");
    };
    expect(await pick("ASC")).toEqual(await pick("DESC"));
  });
});
