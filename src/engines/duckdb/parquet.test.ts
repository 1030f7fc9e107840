import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import {
  coverageOf,
  defineEvents,
  EVENT,
  eventIds,
  eventLines,
  ids,
  openFolder,
  rowsOf,
  withFiles,
} from "../../../test/duckdb/telemetry-folder.ts";
import type { FolderEngine } from "./open-folder-engine.ts";

/** Writes each SELECT to a Parquet file of that name in a folder, then opens it. */
async function withParquet(
  selects: Readonly<Record<string, string>>,
  use: (folder: FolderEngine, directory: string) => Promise<void>,
): Promise<void> {
  await withFiles({ "access.event/README.md": "" }, async (directory) => {
    await writeParquet(directory, selects);
    const folder = await openFolder(directory);
    try {
      await use(folder, directory);
    } finally {
      await folder.engine.close();
    }
  });
}

async function writeParquet(directory: string, selects: Readonly<Record<string, string>>): Promise<void> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  for (const [name, select] of Object.entries(selects))
    await connection.run(`COPY (${select}) TO '${join(directory, name)}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

const EVENTS = (first: number, rowCount: number, more = "") =>
  `SELECT 'e' || i AS event_id, TIMESTAMP '2026-01-01' + INTERVAL (i) SECOND AS event_time ${more}
   FROM range(${first}, ${first + rowCount}) AS r(i)`;

test("files of different schemas are one table: columns by name, types as declared", async () => {
  const selects = {
    "access.event/0.parquet": EVENTS(
      0,
      2,
      ", i AS place, {'email': 'a', 'status': 1::SMALLINT, 'more': 2} AS who",
    ),
    "access.event/1.snappy.parquet": `SELECT event_time::TIMESTAMPTZ AS Event_Time, event_id, 5 AS novel,
      '{"a":{"b":1}}' AS params, {'status': '7'} AS who, ['x'] AS names, 1.25 AS factor, 'true' AS is_direct
      FROM (${EVENTS(2, 1)})`,
    "access.event/2.parquet": `SELECT event_id, strftime(event_time, '%Y-%m-%dT%H:%M:%SZ') AS event_time,
      {'a': 'x', 'b': NULL} AS params, [{'count': 1, 'kind': 'k', 'z': 0}] AS parts, DATE '2026-01-05' AS arrived_at,
      9::UTINYINT AS ratio, '"[1]"' AS names, 3::DOUBLE AS place FROM (${EVENTS(3, 1)})`,
    "access.event/3.parquet": `SELECT event_id::BLOB AS event_id, event_time::TIMESTAMP_NS AS event_time,
      MAP {'k': 5} AS params FROM (${EVENTS(4, 1)})`,
  };
  await withParquet(selects, async (folder) => {
    expect(await eventIds(folder)).toEqual(ids(5));
    const none = Object.fromEntries(Object.keys(EVENT.columns).map((name) => [name, null]));
    const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
    expect(await rowsOf(folder.engine, "SELECT * FROM event ORDER BY event_id")).toEqual([
      { ...none, event_id: "e0", event_time: at(0), place: 0, who: { email: "a", status: 1 } },
      { ...none, event_id: "e1", event_time: at(1), place: 1, who: { email: "a", status: 1 } },
      {
        ...none,
        event_id: "e2",
        event_time: at(2),
        params: { a: '{"b":1}' },
        who: { email: null, status: 7 },
        names: ["x"],
        factor: 1.25,
        is_direct: true,
      },
      {
        ...none,
        event_id: "e3",
        event_time: at(3),
        arrived_at: "2026-01-05T00:00:00.000Z",
        params: { a: "x" },
        parts: [{ kind: "k", count: 1 }],
        ratio: 9,
        place: 3,
      },
      { ...none, event_id: "e4", event_time: at(4), params: { k: "5" } },
    ]);
    const coverage = await coverageOf(folder);
    expect(coverage.unknownColumns).toEqual(["novel"]);
    expect(coverage.skipped).toEqual([
      {
        file: "access.event/2.parquet",
        reason: "`names` is no `array<string>`, read as NULL (row 1)",
        rowCount: 0,
      },
    ]);
  });
});

test("a column of a type that cannot be read is NULL, or costs the file where it is required", async () => {
  const selects = {
    "access.event/0.parquet": EVENTS(0, 1, ", TRUE AS arrived_at, {'other': 1} AS who, 5 AS params"),
    "access.event/1.parquet": "SELECT 'x' AS event_id, 1767225600000 AS event_time",
    "access.event/2.parquet": "SELECT 'x' AS cluster_id",
  };
  await withParquet(selects, async (folder) => {
    expect(await eventIds(folder)).toEqual(["e0"]);
    const { skipped } = await coverageOf(folder);
    expect(skipped.map(({ file, reason, rowCount }) => `${file} ${rowCount} ${reason}`)).toEqual([
      "access.event/0.parquet 0 `arrived_at` is `BOOLEAN`, which cannot be read as `timestamp`: read as NULL",
      "access.event/0.parquet 0 `params` is `INTEGER`, which cannot be read as `map<string,string>`: read as NULL",
      'access.event/0.parquet 0 `who` is `STRUCT("other" INTEGER)`, which cannot be read as `struct<email:string,status:int>`: read as NULL',
      "access.event/1.parquet null `event_time` is `BIGINT`, which cannot be read as `timestamp`",
      "access.event/2.parquet null lacks required columns `event_id`, `event_time`",
    ]);
  });
});

test("values that do not fit are found while reading and cost their row only", async () => {
  const select = `SELECT event_id, CASE WHEN i = 3000 THEN 'soon' ELSE event_time::VARCHAR END AS event_time
    FROM (${EVENTS(0, 5_000, ", i")})`;
  await withParquet(
    { "access.event/0.parquet": select, "access.event/1.parquet": EVENTS(5_000, 10) },
    async (folder) => {
      expect(await eventIds(folder)).toEqual(ids(5_010).filter((id) => id !== "e3000"));
      expect((await coverageOf(folder)).skipped).toEqual([
        {
          file: "access.event/0.parquet",
          reason: "`event_time` is no `timestamp` (row 3001)",
          rowCount: 1,
        },
      ]);
    },
  );
});

describe("broken files", () => {
  test("cut off, empty or no Parquet at all: skipped, the others are read", async () => {
    await withFiles({ "access.event/README.md": "" }, async (directory) => {
      await writeParquet(directory, { "access.event/0.parquet": EVENTS(0, 2) });
      const good = await readFile(join(directory, "access.event/0.parquet"));
      await writeFile(join(directory, "access.event/1.parquet"), good.subarray(0, good.length - 10));
      await writeFile(join(directory, "access.event/2.parquet"), "");
      await writeFile(join(directory, "access.event/3.parquet"), eventLines(3));
      const folder = await openFolder(directory);
      expect(await eventIds(folder)).toEqual(ids(2));
      const { skipped, fileCount } = await coverageOf(folder);
      expect(fileCount).toBe(4);
      expect(skipped).toHaveLength(3);
      for (const input of skipped)
        expect(input).toMatchObject({
          reason: "not a Parquet file, or one that was cut off",
          rowCount: null,
        });
      await folder.engine.close();
    });
  });

  test("damaged inside: the file is skipped with the rows that it says it has", async () => {
    await withParquet(
      { "access.event/0.parquet": EVENTS(0, 20_000), "access.event/1.parquet": EVENTS(20_000, 2) },
      async (folder, directory) => {
        const path = join(directory, "access.event/0.parquet");
        const bytes = await readFile(path);
        await writeFile(path, bytes.fill(7, 100, bytes.length >> 1));
        expect(await eventIds(folder)).toEqual(["e20000", "e20001"]);
        expect((await coverageOf(folder)).skipped).toEqual([
          { file: "access.event/0.parquet", reason: "its data are damaged", rowCount: 20_000 },
        ]);
      },
    );
  });

  test("gone since the first look: told as such, with the rows that it had", async () => {
    await withParquet(
      { "access.event/0.parquet": EVENTS(0, 5), "access.event/1.parquet": EVENTS(5, 2) },
      async (folder, directory) => {
        await rm(join(directory, "access.event/0.parquet"));
        expect(await eventIds(folder)).toEqual(["e5", "e6"]);
        expect((await coverageOf(folder)).skipped).toEqual([
          { file: "access.event/0.parquet", reason: "cannot be read: it does not exist", rowCount: 5 },
        ]);
      },
    );
  });

  test("nothing but broken files is unreadable, not empty", async () => {
    await withFiles({ "access.event.parquet": "PAR1" }, async (directory) => {
      const folder = await openFolder(directory);
      expect((await coverageOf(folder)).notAssessed).toEqual({
        kind: "unreadable",
        text: "no row of `system.access.event` could be read",
      });
      await folder.engine.close();
    });
  });
});

test("folders state columns that the files lack", async () => {
  await withFiles({ "access.event/event_date=2026-01-02/README.md": "" }, async (directory) => {
    await writeParquet(directory, { "access.event/event_date=2026-01-02/0.parquet": EVENTS(0, 1) });
    const folder = await openFolder(directory);
    await defineEvents(folder.engine);
    expect(await rowsOf(folder.engine, "SELECT event_date FROM event")).toEqual([
      { event_date: "2026-01-02" },
    ]);
    expect((await coverageOf(folder)).absentColumns).not.toContain("event_date");
    await folder.engine.close();
  });
});

test("a file of no row is empty", async () => {
  await withParquet({ "access.event/0.parquet": EVENTS(0, 0) }, async (folder, directory) => {
    await copyFile(join(directory, "access.event/0.parquet"), join(directory, "ignored.txt"));
    expect((await coverageOf(folder)).notAssessed).toMatchObject({ kind: "empty" });
  });
});
