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

describe("a bad line costs itself and nothing else", () => {
  test.each([
    ["half a line", '{"event_id":"x\n', "not JSON (line 3)"],
    ["a line cut behind a comma", '{"event_id":"x",\n', "not JSON (line 3)"],
    ["two objects in a line", `${JSON.stringify(eventRow(9))} {"event_id":"x"}\n`, "not JSON (line 3)"],
    ["a scalar", "5\n", "not an object (line 3)"],
    ["null", "null\n", "not an object (line 3)"],
    ["an array", "[1]\n", "not an object (line 3)"],
    [
      "latin-1 bytes",
      Buffer.from('{"event_id":"caf\xe9","event_time":"2026-01-01"}\n', "latin1"),
      "not UTF-8 (line 3)",
    ],
    [
      "half a surrogate pair",
      '{"event_id":"\\ud83d","event_time":"2026-01-01"}\n',
      "half a character in it (line 3)",
    ],
    ["a row of another table", '{"cluster_id":"x"}\n', `no row of \`${EVENT.table}\` (line 3)`],
    [
      "a time that is none",
      '{"event_id":"x","event_time":"soon"}\n',
      "`event_time` is no `timestamp` (line 3)",
    ],
    [
      "a time without a unit",
      '{"event_id":"x","event_time":1767225600000}\n',
      "`event_time` is no `timestamp` (line 3)",
    ],
  ])("%s", async (_name, bad, reason) => {
    await withFolder({ [NAME]: around(bad) }, async (folder) => {
      expect(await eventIds(folder)).toEqual(ids(4));
      expect((await coverageOf(folder)).skipped).toEqual([{ file: NAME, reason, rowCount: 1 }]);
      expect(await eventIds(folder)).toEqual(ids(4));
    });
  });

  test("deep in the file, where no first look reaches", async () => {
    const content = Buffer.concat([
      Buffer.from(eventLines(5_000)),
      Buffer.from('{"event_id":"x\n\n{"event_id":"y","event_time":"soon"}\n'),
      Buffer.from(eventLines(10, 5_000)),
    ]);
    const files = { [NAME]: content, "access.event/good.ndjson": eventLines(10, 5_010) };
    await withFolder(files, async (folder) => {
      expect(await eventIds(folder)).toEqual(ids(5_020));
      expect((await coverageOf(folder)).skipped).toEqual([
        { file: NAME, reason: "not JSON (line 5001)", rowCount: 1 },
        { file: NAME, reason: "`event_time` is no `timestamp` (line 5003)", rowCount: 1 },
      ]);
    });
  });

  test("many of them are counted, the first few named", async () => {
    const content = Buffer.concat([Buffer.from(eventLines(2)), Buffer.from("{\n".repeat(9))]);
    await withFolder({ [NAME]: content, "access.event/b.ndjson": eventLines(2, 2) }, async (folder) => {
      expect(await eventIds(folder)).toEqual(ids(4));
      expect((await coverageOf(folder)).skipped).toEqual([
        { file: NAME, reason: "not JSON (lines 3, 4, 5, 6, 7 and 4 more)", rowCount: 9 },
      ]);
    });
  });

  test("an optional value that does not fit is NULL, its row is kept", async () => {
    const bad = [
      '{"event_id":"e2","event_time":"2026-01-01T00:00:02Z","size":"large","who":{"email":"a","status":"x"}}',
      '{"event_id":"e3","event_time":"2026-01-01T00:00:03Z","size":3,"params":"text","names":[1,null]}',
    ];
    await withFolder({ [NAME]: `${eventLines(2)}${bad.join("\n")}\n` }, async (folder) => {
      expect(await eventIds(folder)).toEqual(ids(4));
      const rows = await rowsOf(
        folder.engine,
        "SELECT size, who.email AS email, who.status AS status, names FROM event ORDER BY event_id DESC LIMIT 2",
      );
      expect(rows).toEqual([
        { size: 3, email: null, status: null, names: ["1", null] },
        { size: null, email: "a", status: null, names: null },
      ]);
      const { skipped } = await coverageOf(folder);
      expect(skipped).toEqual([
        { file: NAME, reason: "`size` is no `bigint`, read as NULL (line 3)", rowCount: 0 },
        { file: NAME, reason: "`params` is no `map<string,string>`, read as NULL (line 4)", rowCount: 0 },
        {
          file: NAME,
          reason: "`who` is no `struct<email:string,status:int>`, read as NULL (line 3)",
          rowCount: 0,
        },
      ]);
    });
  });

  test("a line of 50 MB is let go as it comes", async () => {
    const content = Buffer.concat([
      Buffer.from(eventLines(2)),
      Buffer.from('{"event_id":"'),
      Buffer.alloc(50_000_000, 120),
      Buffer.from(`"}\n${eventLines(2, 2)}`),
    ]);
    await withFolder({ [NAME]: content }, async (folder) => {
      expect(await eventIds(folder)).toEqual(ids(4));
      expect((await coverageOf(folder)).skipped).toEqual([
        { file: NAME, reason: "longer than 16777216 bytes (line 3)", rowCount: 1 },
      ]);
    });
  }, 2_000);

  test("a small file that expands to one endless line costs no memory", async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from('{"event_id":"'), Buffer.alloc(80_000_000, 120)]));
    expect(bomb.length).toBeLessThan(100_000);
    const before = process.memoryUsage().rss;
    await withFolder({ "access.event/bomb.ndjson.gz": bomb, [NAME]: eventLines(2) }, async (folder) => {
      expect(await eventIds(folder)).toEqual(ids(2));
      expect((await coverageOf(folder)).skipped).toEqual([
        { file: "access.event/bomb.ndjson.gz", reason: "longer than 16777216 bytes (line 1)", rowCount: 1 },
      ]);
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(250_000_000);
  });
});

describe("compressed files", () => {
  const compressed = gzipSync(eventLines(2_000), { level: 1 });

  test("cut in the middle, the rows before the cut are read and the loss is told", async () => {
    const cut = compressed.subarray(0, compressed.length >> 1);
    await withFolder({ "access.event.ndjson.gz": cut }, async (folder) => {
      const found = await eventIds(folder);
      expect(found.length).toBeGreaterThan(500);
      expect(found).toEqual(ids(2_000).slice(0, found.length));
      expect((await coverageOf(folder)).skipped).toContainEqual({
        file: "access.event.ndjson.gz",
        reason: "its gzip data are cut off: what follows is lost",
        rowCount: null,
      });
    });
  });

  test("cut in the trailer or damaged, it is told although every row can be read", async () => {
    const cut = compressed.subarray(0, compressed.length - 3);
    const damaged = Buffer.from(compressed);
    damaged.fill(0, damaged.length - 8);
    for (const [content, word] of [
      [cut, "cut off"],
      [damaged, "damaged"],
    ] as const)
      await withFolder({ "access.event.ndjson.gz": content }, async (folder) => {
        const found = await eventIds(folder);
        expect(found).toEqual(ids(2_000).slice(0, found.length));
        expect((await coverageOf(folder)).skipped).toContainEqual(
          expect.objectContaining({ reason: expect.stringContaining(word), rowCount: null }),
        );
      });
  });

  test("several members and padding are one text", async () => {
    const members = Buffer.concat([gzipSync(eventLines(2)), gzipSync(eventLines(2, 2)), Buffer.alloc(64)]);
    await withFolder({ "access.event.ndjson.gz": members }, async (folder) => {
      expect(await eventIds(folder)).toEqual(ids(4));
      expect((await coverageOf(folder)).skipped).toEqual([]);
    });
  });
});

describe("encodings", () => {
  const utf16 = Buffer.from(`\ufeff${eventLines(2).replace("e1", "é1")}`, "utf16le");

  test.each([
    ["UTF-16 little endian", utf16],
    ["UTF-16 big endian", Buffer.from(utf16).swap16()],
    ["UTF-16 in gzip", gzipSync(utf16)],
    ["UTF-16 without a mark", utf16.subarray(2)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${eventLines(2).replace("e1", "é1")}`)],
  ])("%s is read without a loss", async (_name, content) => {
    await withFolder({ [NAME]: content }, async (folder) => {
      expect(await eventIds(folder)).toEqual(["e0", "é1"]);
      expect((await coverageOf(folder)).skipped).toEqual([]);
    });
  });

  test("a CSV file in UTF-16 is read without a loss", async () => {
    const text = "\ufeffevent_id,event_time\r\ne0,2026-01-01\r\né1,2026-01-02\r\n";
    await withFolder({ "access.event.csv": Buffer.from(text, "utf16le") }, async (folder) => {
      expect(await eventIds(folder)).toEqual(["e0", "é1"]);
    });
  });
});

describe("lists and wrapped records", () => {
  test("a bad element costs itself, a list that ends too early tells so", async () => {
    const rows = [0, 1, 2, 3].map((index) => JSON.stringify(eventRow(index)));
    const text = `[${rows[0]}, {"event_id" "x"}, 5, ${rows[1]},\n${rows[2]}, ${rows[3]?.slice(0, 20)}`;
    await withFolder({ "access.event.json": text }, async (folder) => {
      expect(await eventIds(folder)).toEqual(ids(3));
      expect((await coverageOf(folder)).skipped).toEqual([
        { file: "access.event.json", reason: "not JSON (objects 2, 3)", rowCount: 2 },
        {
          file: "access.event.json",
          reason: "the text ends inside an object or list: what follows is lost",
          rowCount: null,
        },
      ]);
    });
  });

  test("delivered files of mixed kinds give their records, the others are counted", async () => {
    const lines = [
      '{"eventId":"e0","timestamp":1767225600000,"size":"5"}',
      '{"node":{"id":"e1"}}',
      '{"eventId":"e2","timestamp":"soon"}',
      '{"eventId":"e3","timestamp":1767225603000,"size":"five"}',
    ];
    await withFolder({ "logs/x.json": `${lines.join("\n")}\n` }, async (folder) => {
      expect(await eventIds(folder)).toEqual(["e0", "e3"]);
      expect((await coverageOf(folder)).skipped).toEqual([
        {
          file: "logs/x.json",
          reason: "`timestamp` is no `bigint`, not of the form `record` (lines 2, 3)",
          rowCount: 2,
        },
        { file: "logs/x.json", reason: "`size` cannot be told, read as NULL (line 4)", rowCount: 0 },
      ]);
    });
  });
});

describe("CSV", () => {
  test("refused and unfit rows are counted, empty and quoted empty fields differ, nested columns are JSON", async () => {
    const text = [
      'event_id,event_time,size,params,who,names,extra,"is_direct"',
      'e0,2026-01-01T00:00:00Z,1,"{""a"":1,""b"":{""c"":2}}","{""email"":""x"",""status"":7}","[""n""]",z,true',
      '"",2026-01-01T00:00:01Z,,,,,,',
      "e2,2026-01-01T00:00:02Z,1,2,3",
      "e3,soon,1,,,,,",
      "e4,2026-01-01T00:00:04Z,many,not json,,,,",
      "e5,2026-01-01T00:00:05Z,5,,,,,,more,fields",
      "",
    ].join("\r\n");
    await withFolder({ "access.event.csv": text }, async (folder) => {
      await defineEvents(folder.engine);
      const rows = await rowsOf(
        folder.engine,
        "SELECT event_id, size, params, who, names, is_direct FROM event ORDER BY event_time",
      );
      const none = { size: null, params: null, who: null, names: null, is_direct: null };
      expect(rows).toEqual([
        {
          event_id: "e0",
          size: 1,
          params: { a: "1", b: '{"c":2}' },
          who: { email: "x", status: 7 },
          names: ["n"],
          is_direct: true,
        },
        { ...none, event_id: "" },
        { ...none, event_id: "e4" },
      ]);
      const coverage = await coverageOf(folder);
      expect(coverage.unknownColumns).toEqual(["extra"]);
      expect(coverage.skipped.map(({ reason, rowCount }) => `${rowCount}: ${reason}`)).toEqual([
        "2: fewer fields than columns, more fields than columns (rows 4, 7)",
        "1: `event_time` is no `timestamp` (row 3)",
        "0: `size` is no `bigint`, read as NULL (row 4)",
        "0: `params` is no `map<string,string>`, read as NULL (row 4)",
      ]);
    });
  });

  test("quotes escaped by a backslash, as Spark writes them, are read", async () => {
    const text = 'event_id,event_time,params\ne0,2026-01-01,"{\\"a\\":\\"b,c\\"}"\n';
    await withFolder({ "access.event.csv": text }, async (folder) => {
      await defineEvents(folder.engine);
      expect(await rowsOf(folder.engine, "SELECT params['a'] AS a FROM event")).toEqual([{ a: "b,c" }]);
    });
  });

  test("compressed data that are cut are read up to the cut", async () => {
    const lines = Array.from({ length: 2_000 }, (_item, index) => `e${index},2026-01-01T00:00:00Z\n`);
    const whole = gzipSync(`event_id,event_time\n${lines.join("")}`);
    const cut = whole.subarray(0, whole.length >> 1);
    await withFolder({ "access.event.csv.gz": cut }, async (folder) => {
      expect((await eventIds(folder)).length).toBeGreaterThan(100);
      expect((await coverageOf(folder)).skipped).toContainEqual({
        file: "access.event.csv.gz",
        reason: "its gzip data are cut off: what follows is lost",
        rowCount: null,
      });
    });
  });
});

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
  const script = join(import.meta.dirname, "../../../test/duckdb/open-as-nobody.ts");
  await withFiles(
    { "access.event.ndjson": eventLines(1), "closed/a.json": "{}", "access.event/b.json": "{}" },
    async (directory) => {
      await chmod(join(directory, "closed"), 0o000);
      await chmod(join(directory, "access.event/b.json"), 0o000);
      await chmod(join(directory, ".."), 0o755);
      const isRoot = process.getuid?.() === 0;
      if (isRoot) await chown(join(directory, ".."), 65_534, 65_534);
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ["--import", "tsx", script, directory],
        isRoot ? { uid: 65_534, gid: 65_534, env: { ...process.env, TMPDIR: join(directory, "..") } } : {},
      );
      expect(JSON.parse(stdout)).toEqual({
        ids: ["e0"],
        skipped: [
          { file: "access.event/b.json", reason: "cannot be read: permission denied", rowCount: null },
        ],
        notes: [{ file: "closed", reason: "folder cannot be read: permission denied", rowCount: null }],
        closed: "SOURCE_FOLDER_UNREADABLE",
      });
      await chmod(join(directory, "closed"), 0o755);
    },
  );
});
