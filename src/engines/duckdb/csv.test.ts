import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  coverageOf,
  defineEvents,
  eventIds,
  rowsOf,
  withFolder,
} from "../../../test/duckdb/telemetry-folder.ts";

describe("CSV", () => {
  test("refused and unfit rows are counted, empty and quoted empty fields differ, nested columns are JSON", async () => {
    const text = [
      'event_id,event_time,place,params,who,names,extra,"is_direct"',
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
        "SELECT event_id, place, params, who, names, is_direct FROM event ORDER BY event_time",
      );
      const none = { place: null, params: null, who: null, names: null, is_direct: null };
      expect(rows).toEqual([
        {
          event_id: "e0",
          place: 1,
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
        "0: `place` is no `bigint`, read as NULL (row 4)",
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
