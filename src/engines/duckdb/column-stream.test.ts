import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LIMITS } from "../../../test/duckdb/telemetry-folder.ts";
import { durationMs } from "../../domain/units.ts";
import type { ColumnBatch, ColumnQuery } from "../../ports/engine.ts";
import { rawSql, sql } from "../../sql/sql.ts";
import { type MemoryEngine, openMemoryEngine } from "./open-memory-engine.ts";

let engine: MemoryEngine;

beforeAll(async () => {
  engine = await openMemoryEngine();
});
afterAll(() => engine.close());

async function batches(query: Partial<ColumnQuery>, limits = LIMITS): Promise<readonly ColumnBatch[]> {
  const found: ColumnBatch[] = [];
  const whole = { name: "streamed", sql: sql``, keys: [], numbers: [], words: [], order: "", ...query };
  for await (const batch of engine.stream(whole, limits)) found.push(batch);
  return found;
}

/** Every row of the batches as `key… word… number…`. */
function rows(found: readonly ColumnBatch[]): readonly (string | number | null)[][] {
  return found.flatMap((batch) =>
    Array.from({ length: batch.rowCount }, (_item, row) => [
      ...batch.seriesDictionary.at(batch.series[row] ?? -1),
      ...Object.values(batch.words).flatMap((word) => word.dictionary.at(word.codes[row] ?? -1)),
      ...Object.values(batch.numbers).map((numbers) => numbers[row] ?? null),
    ]),
  );
}

describe("stream", () => {
  test("rows come in order, texts as dense codes, NULL as null and NaN, moments as epoch milliseconds", async () => {
    const found = await batches({
      sql: sql`SELECT * FROM (VALUES
        (TIMESTAMP '2026-01-01 00:00:01', 'b', NULL, 2::BIGINT, 'w2', DATE '1970-01-02', TRUE),
        (TIMESTAMP '2026-01-01 00:00:00', 'a', 'x', NULL, 'w1', NULL, FALSE),
        (TIMESTAMP '2026-01-01 00:00:00', NULL, 'x', 1.5, NULL, NULL, NULL)
      ) AS rows(t, k1, k2, v, w, d, f) WHERE k2 IS DISTINCT FROM ${"nothing"}`,
      keys: ["k1", "k2"],
      numbers: ["v", "t", "d", "f"],
      words: ["w"],
      order: "t",
    });
    const start = Date.UTC(2026, 0, 1);
    expect(rows(found)).toEqual([
      [null, "x", null, 1.5, start, Number.NaN, Number.NaN],
      ["a", "x", "w1", Number.NaN, start, Number.NaN, 0],
      ["b", null, "w2", 2, start + 1_000, 86_400_000, 1],
    ]);
    const [batch] = found;
    expect(batch?.seriesDictionary.wordCount).toBe(3);
    expect([...(batch?.series ?? [])]).toEqual([0, 1, 2]);
    expect(() => batch?.seriesDictionary.at(3)).toThrow(expect.objectContaining({ code: "BUG" }));
  });

  test("without keys all rows are one series; without rows there is no batch", async () => {
    const found = await batches({
      sql: sql`SELECT i AS v FROM range(3) AS r(i) ORDER BY i DESC`,
      numbers: ["v"],
      order: "v",
    });
    expect(rows(found)).toEqual([[0], [1], [2]]);
    expect(found[0]?.seriesDictionary.at(0)).toEqual([]);
    expect(await batches({ sql: sql`SELECT 1 AS v WHERE false`, numbers: ["v"], order: "v" })).toEqual([]);
  });

  test("a number column that is no number is an error of shape", async () => {
    const found = batches({ sql: sql`SELECT 'a' AS v, 1 AS t`, numbers: ["t", "v"], order: "t" });
    await expect(found).rejects.toMatchObject({
      code: "ENGINE_ROW_SHAPE",
      message: "column `v` of query `streamed` is `VARCHAR`, not a number",
    });
  });

  test("nothing is lost, doubled or mixed up over batches, and the order holds", async () => {
    const rowCount = 200_003;
    const found = await batches({
      sql: sql`SELECT 'k' || (i % 977) AS k, 'w' || (i % 5) AS w, (i * 7919) % 1000 AS t, i AS v FROM range(${rowCount}) AS r(i)`,
      keys: ["k"],
      numbers: ["t", "v"],
      words: ["w"],
      order: "t",
    });
    expect(found.length).toBeGreaterThan(3);
    for (const batch of found) expect(batch.rowCount).toBeLessThanOrEqual(65_536);
    const values = rows(found).map(([key, word, t, v]) => {
      const value = Number(v);
      const isWhole = key === `k${value % 977}` && word === `w${value % 5}` && t === (value * 7919) % 1000;
      return isWhole ? value : -1;
    });
    expect(new Set(values).size).toBe(rowCount);
    expect(values).not.toContain(-1);
    const places = found.flatMap((batch) =>
      Array.from(
        { length: batch.rowCount },
        (_item, row) => (batch.numbers["t"]?.[row] ?? -1) * 1_000 + (batch.series[row] ?? -1),
      ),
    );
    expect(places).toEqual([...places].sort((left, right) => left - right));
  });

  test("any rows come back as they were put in", async () => {
    const row = fc.record({
      key: fc.option(fc.string({ maxLength: 5 }), { nil: null }),
      word: fc.option(fc.constantFrom("", "a", "b\nc", "é"), { nil: null }),
      value: fc.option(fc.double({ noNaN: true }), { nil: null }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (items) => {
        const selects = items.map(
          ({ key, word, value }, index) =>
            sql`SELECT CAST(${key} AS VARCHAR) AS k, CAST(${word} AS VARCHAR) AS w, CAST(${value} AS DOUBLE) AS v, ${index} AS t`,
        );
        const part = selects.reduce((left, right) => sql`${left} UNION ALL ${right}`);
        const found = await batches({
          sql: part,
          keys: ["k"],
          numbers: ["v", "t"],
          words: ["w"],
          order: "t",
        });
        expect(rows(found)).toEqual(
          items.map(({ key, word, value }, index) => [key, word, value ?? Number.NaN, index]),
        );
      }),
      { seed: 7, numRuns: 25 },
    );
  });

  test("a stream that is left early, canceled or too slow lets go of its answer", async () => {
    const own = await openMemoryEngine();
    const query = {
      name: "left",
      sql: sql`SELECT i AS v FROM range(${300_000}) AS r(i)`,
      keys: [],
      numbers: ["v"],
      words: [],
      order: "v",
    };
    for await (const batch of own.stream(query, LIMITS)) {
      expect(batch.rowCount).toBe(65_536);
      break;
    }
    const controller = new AbortController();
    const canceled = (async () => {
      for await (const _batch of own.stream(query, { ...LIMITS, signal: controller.signal }))
        controller.abort();
    })();
    await expect(canceled).rejects.toMatchObject({ code: "ENGINE_FAILED" });
    const endless = rawSql(
      "SELECT count(*) AS v FROM range(1000000000) AS a(i), range(1000000000) AS b(j) WHERE (i + j) % 7 = 3",
    );
    const slow = own
      .stream({ ...query, sql: endless }, { ...LIMITS, timeoutMs: durationMs(30) })
      [Symbol.asyncIterator]();
    await expect(slow.next()).rejects.toMatchObject({ code: "ENGINE_TIMEOUT" });
    const [held] = await own.query(
      {
        name: "held",
        sql: sql`SELECT sum(memory_usage_bytes) AS bytes FROM duckdb_memory() WHERE tag = 'IN_MEMORY_TABLE'`,
        row: (found) => Number(found["bytes"]),
      },
      { ...LIMITS, rowLimit: 1 },
    );
    // One answer of 300,000 numbers takes more than 2 MB.
    expect(held).toBeLessThan(1_000_000);
    await own.close();
  });

  test("a stream whose engine is closed meanwhile ends with an error with a code", async () => {
    const own = await openMemoryEngine();
    const query = { name: "closed", sql: sql`SELECT i AS v FROM range(${300_000}) AS r(i)`, order: "v" };
    const stream = own
      .stream({ ...query, keys: [], numbers: ["v"], words: [] }, LIMITS)
      [Symbol.asyncIterator]();
    await stream.next();
    await own.close();
    await expect(stream.next()).rejects.toMatchObject({
      code: "ENGINE_FAILED",
      message: "query `closed` was stopped because the engine closed",
    });
  });
});
