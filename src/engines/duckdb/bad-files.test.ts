import { execFile } from "node:child_process";
import { chmod, chown, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  coverageOf,
  defineEvents,
  EVENT,
  eventIds,
  eventLines,
  eventRow,
  ids,
  LIMITS,
  openFolder,
  rowsOf,
  withFiles,
  withFolder,
} from "../../../test/duckdb/telemetry-folder.ts";
import { epochMs } from "../../domain/units.ts";

const NAME = "access.event.ndjson";

/** Rows that stand around a bad one: none of them may be lost or doubled. */
function around(bad: string | Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(eventLines(2)), Buffer.from(bad), Buffer.from(eventLines(2, 2))]);
}

describe("columns", () => {
  test.each([
    ["access.event.ndjson", '{"event_id":"e0","unknown_a":1}\n'],
    ["access.event.json", '[{"event_id":"e0","unknown_a":1}]'],
    ["access.event.csv", "event_id,unknown_a\ne0,1\n"],
  ])("a table without a required column is not assessed: %s", async (name, content) => {
    await withFolder({ [name]: content }, async (folder) => {
      expect(await eventIds(folder)).toEqual([]);
      expect((await coverageOf(folder)).notAssessed).toEqual({
        kind: "columns_missing",
        text: "required column `event_time` is not there",
      });
    });
    await withFiles({ [name]: content }, async (directory) => {
      await expect(openFolder(directory, { isStrict: true })).rejects.toMatchObject({
        code: "SOURCE_COLUMN_MISSING",
        message: `\`${name}\`: lacks required column \`event_time\``,
      });
    });
  });

  test("a required column that only later rows have is there", async () => {
    const early = Array.from({ length: 300 }, (_item, index) => `{"event_id":"x${index}"}\n`).join("");
    await withFolder({ [NAME]: early + eventLines(2) }, async (folder) => {
      expect(await eventIds(folder)).toHaveLength(302);
      expect((await coverageOf(folder)).notAssessed).toBeNull();
    });
  });

  test("unknown and absent columns are told, names in another case are known", async () => {
    const line = '{"EVENT_ID":"e0","Event_Time":"2026-01-01","Who":{"email":"x"},"novel":1}\n';
    await withFolder({ [NAME]: line }, async (folder) => {
      expect(await eventIds(folder)).toEqual(["e0"]);
      expect(await rowsOf(folder.engine, "SELECT who.email AS email FROM event")).toEqual([{ email: "x" }]);
      const coverage = await coverageOf(folder);
      expect(coverage.unknownColumns).toEqual(["novel"]);
      expect(coverage.absentColumns).toEqual(
        Object.keys(EVENT.columns).filter((name) => !["event_id", "event_time", "who"].includes(name)),
      );
    });
  });

  test("values inside a map become text, nested ones JSON text", async () => {
    const line = JSON.stringify(
      eventRow(0, { params: { a: 1, b: true, c: { d: [1, null] }, e: null, f: "s", g: 1.5 } }),
    );
    for (const [name, text] of [
      [NAME, `${line}\n`],
      ["access.event.json", `[${line}]`],
    ] as const)
      await withFolder({ [name]: text }, async (folder) => {
        await defineEvents(folder.engine);
        expect(await rowsOf(folder.engine, "SELECT params FROM event")).toEqual([
          { params: { a: "1", b: "true", c: '{"d":[1,null]}', e: null, f: "s", g: "1.5" } },
        ]);
      });
  });
});

describe("strict", () => {
  test.each([
    ["a bad line", { [NAME]: around("{\n") }, "SOURCE_ROWS_SKIPPED"],
    ["only bad lines", { [NAME]: "{\n{\n" }, "SOURCE_FILE_UNREADABLE"],
    ["a file of no known form", { [NAME]: eventLines(1), "x.json": "{}" }, "SOURCE_FILE_UNREADABLE"],
    ["a broken Parquet file", { "access.event.parquet": "PAR1 nothing" }, "SOURCE_FILE_UNREADABLE"],
    [
      "a cut archive",
      { "access.event.ndjson.gz": gzipSync(eventLines(500)).subarray(0, 900) },
      "SOURCE_ROWS_SKIPPED",
    ],
  ])("%s is an error", async (_name, files, code) => {
    await withFiles(files, async (directory) => {
      await expect(openFolder(directory, { isStrict: true })).rejects.toMatchObject({ code });
    });
  });

  test("a bad row that is found while reading is an error", async () => {
    const content = `${eventLines(5_000)}{"event_id":"x","event_time":"soon"}\n`;
    await withFolder(
      { [NAME]: content },
      async (folder) => {
        await expect(defineEvents(folder.engine)).rejects.toMatchObject({
          code: "SOURCE_ROWS_SKIPPED",
          message: `\`${NAME}\`: \`event_time\` is no \`timestamp\` (line 5001)`,
        });
      },
      { isStrict: true },
    );
  });
});

test("a file that vanishes or changes after the first look is told, not fatal", async () => {
  const files = { "access.event/0.ndjson": eventLines(2), "access.event/1.ndjson": eventLines(2, 2) };
  await withFolder(files, async (folder, directory) => {
    await rm(join(directory, "access.event/1.ndjson"));
    await writeFile(join(directory, "access.event/0.ndjson"), `{\n${eventLines(2)}`);
    expect(await eventIds(folder)).toEqual(ids(2));
    expect((await coverageOf(folder)).skipped).toEqual(
      expect.arrayContaining([
        { file: "access.event/0.ndjson", reason: "not JSON (line 1)", rowCount: 1 },
        { file: "access.event/1.ndjson", reason: "cannot be read: it does not exist", rowCount: null },
      ]),
    );
  });
});

test("bad files among many good ones are all mended, each once", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 60 }, (_item, index) => [
      `access.event/${String(index).padStart(2, "0")}.ndjson`,
      index % 3 === 0 ? `${eventLines(300, index * 300)}{"event_id":\n` : eventLines(300, index * 300),
    ]),
  );
  await withFolder(files, async (folder) => {
    const [found, again] = await Promise.all([
      rowsOf(folder.engine, `SELECT count(*) AS n, count(DISTINCT event_id) AS d FROM raw."${EVENT.table}"`),
      rowsOf(folder.engine, `SELECT count(*) AS n FROM raw."${EVENT.table}" WHERE event_id IS NOT NULL`),
    ]);
    expect(found).toEqual([{ n: 18_000, d: 18_000 }]);
    expect(again).toEqual([{ n: 18_000 }]);
    expect((await coverageOf(folder)).skipped).toHaveLength(20);
  });
});

test("an error that no file is to blame for is the statement's", async () => {
  await withFolder({ [NAME]: eventLines(3) }, async (folder) => {
    const failing = folder.engine.defineRelation(
      {
        name: "event",
        sql: { chunks: [`SELECT CAST(event_id AS INT) AS n FROM raw."${EVENT.table}"`], values: [] },
        collapse: null,
        notAfter: epochMs(0),
      },
      LIMITS,
    );
    await expect(failing).rejects.toMatchObject({
      code: "ENGINE_FAILED",
      message: "query `define event` failed: conversion error",
    });
    expect((await coverageOf(folder)).skipped).toEqual([]);
  });
});

test("a folder and a file without rights are told", async () => {
  const { href } = new URL("../../../test/duckdb/telemetry-folder.ts", import.meta.url);
  // Root may read everything, so the folder is opened by a process of nobody's.
  const script = `
    import { coverageOf, eventIds, openFolder } from ${JSON.stringify(href)};
    const directory = process.argv[1];
    const folder = await openFolder(directory, { workDirectory: directory + "/.." });
    const ids = await eventIds(folder);
    const { skipped } = await coverageOf(folder);
    const closed = await openFolder(directory + "/closed").then(() => "opened", (error) => error.code);
    console.log(JSON.stringify({ ids, skipped, notes: folder.notes.skipped, closed }));
    await folder.engine.close();`;
  const files = {
    "access.event.ndjson": eventLines(1),
    "closed/a.json": "{}",
    "unsearchable/a.json": "{}",
    "access.event/b.json": "{}",
    "access.event/c.parquet": "PAR1",
  };
  await withFiles(files, async (directory) => {
    await chmod(join(directory, "closed"), 0o000);
    await chmod(join(directory, "unsearchable"), 0o444);
    await chmod(join(directory, "access.event/b.json"), 0o000);
    await chmod(join(directory, "access.event/c.parquet"), 0o000);
    const nobody = { uid: 65_534, gid: 65_534, env: { ...process.env, TMPDIR: join(directory, "..") } };
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await chown(join(directory, ".."), nobody.uid, nobody.gid);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "--eval", script, directory],
      isRoot ? nobody : {},
    );
    expect(JSON.parse(stdout)).toEqual({
      ids: ["e0"],
      skipped: ["access.event/b.json", "access.event/c.parquet"].map((file) => ({
        file,
        reason: "cannot be read: permission denied",
        rowCount: null,
      })),
      notes: [
        { file: "unsearchable/a.json", reason: "cannot be read: permission denied", rowCount: null },
        { file: "closed", reason: "folder cannot be read: permission denied", rowCount: null },
      ],
      closed: "SOURCE_FOLDER_UNREADABLE",
    });
    await chmod(join(directory, "closed"), 0o755);
    await chmod(join(directory, "unsearchable"), 0o755);
  });
});
