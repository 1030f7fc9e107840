import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  coverageOf,
  EVENT,
  eventIds,
  eventLines,
  eventRow,
  ids,
  rowsOf,
  withFolder,
} from "../../../test/duckdb/telemetry-folder.ts";

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
      '{"event_id":"e2","event_time":"2026-01-01T00:00:02Z","place":"large","who":{"email":"a","status":"x"}}',
      '{"event_id":"e3","event_time":"2026-01-01T00:00:03Z","place":3,"params":"text","names":[1,null]}',
    ];
    await withFolder({ [NAME]: `${eventLines(2)}${bad.join("\n")}\n` }, async (folder) => {
      expect(await eventIds(folder)).toEqual(ids(4));
      const rows = await rowsOf(
        folder.engine,
        "SELECT place, who.email AS email, who.status AS status, names FROM event ORDER BY event_id DESC LIMIT 2",
      );
      expect(rows).toEqual([
        { place: 3, email: null, status: null, names: ["1", null] },
        { place: null, email: "a", status: null, names: null },
      ]);
      const { skipped } = await coverageOf(folder);
      expect(skipped).toEqual([
        { file: NAME, reason: "`place` is no `bigint`, read as NULL (line 3)", rowCount: 0 },
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
      '{"eventId":"e0","timestamp":1767225600000,"place":"5"}',
      '{"node":{"id":"e1"}}',
      '{"eventId":"e2","timestamp":"soon"}',
      '{"eventId":"e3","timestamp":1767225603000,"place":"five"}',
    ];
    await withFolder({ "logs/x.json": `${lines.join("\n")}\n` }, async (folder) => {
      expect(await eventIds(folder)).toEqual(["e0", "e3"]);
      expect((await coverageOf(folder)).skipped).toEqual([
        {
          file: "logs/x.json",
          reason: "`timestamp` is no `bigint`, not of the form `record` (lines 2, 3)",
          rowCount: 2,
        },
        { file: "logs/x.json", reason: "`place` cannot be told, read as NULL (line 4)", rowCount: 0 },
      ]);
    });
  });
});
