import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { SeriesRow } from "../../ports/series.ts";
import { readCsvSeries } from "./read-csv-series.ts";

async function read(text: string | readonly string[]): Promise<SeriesRow[]> {
  const rows: SeriesRow[] = [];
  for await (const row of readCsvSeries(Readable.from([text].flat()), "series.csv")) rows.push(row);
  return rows;
}

describe("reading a series", () => {
  it("takes timestamps without a zone as UTC and keeps their text", async () => {
    expect(await read("timestamp,value\n2014-03-07 03:41:00,45.868\n")).toEqual([
      { timestamp: "2014-03-07 03:41:00", at: Date.UTC(2014, 2, 7, 3, 41), value: 45.868 },
    ]);
  });

  it("takes zones, epoch seconds and epoch milliseconds", async () => {
    const rows = await read("ts,value\n2026-01-01T01:00:00+01:00,1\n1767225600,2\n1767225600000,3\n");
    expect(new Set(rows.map((row) => row.at))).toEqual(new Set([Date.UTC(2026, 0, 1)]));
  });

  it("finds its columns by name wherever they stand, and by place when the names are others", async () => {
    expect((await read("host;value;timestamp\na;5;2026-01-01\n"))[0]).toMatchObject({ value: 5 });
    expect((await read("when\thow_much\n2026-01-01\t7\n"))[0]).toMatchObject({ value: 7 });
  });

  it("says that a value is missing instead of taking it for 0", async () => {
    expect((await read("timestamp,value\n2026-01-01,\n2026-01-02,NaN\n")).map((row) => row.value)).toEqual([
      null,
      null,
    ]);
  });

  it("survives a byte-order mark, Windows line ends and a cut anywhere in the stream", async () => {
    const text = "\ufefftimestamp,value\r\n2026-01-01,1\r\n2026-01-02,2\r\n";
    expect(await read([...text])).toEqual(await read(text));
    expect(await read(text)).toHaveLength(2);
  });

  it.each([
    ["an empty input", "", "is empty"],
    ["a header of one column", "value\n1\n", "two columns"],
    ["no header", "2026-01-01,5\n2026-01-02,6\n", "a header such as"],
    ["a timestamp that is none", "timestamp,value\nyesterday,1\n", "line 2: `yesterday` is not a timestamp"],
    [
      "a value that is no number",
      "timestamp,value\n2026-01-01,\u001b[31mx\n",
      "line 2: `?[31mx` is not a number",
    ],
    ["an endless line", `timestamp,value\n2026-01-01,${"9".repeat(100_000)}\n`, "a line is longer than"],
    ["a broken quote", 'timestamp,value\n"2026-01-01,1\n', "a quote is not closed"],
    [
      "a decimal comma",
      "timestamp;value\n2026-01-01;2,5\n",
      "line 2: it has more or fewer fields than the header",
    ],
    ["a day that is not", "timestamp,value\n2026-02-30,1\n", "`2026-02-30` is not a timestamp"],
    ["microseconds", "timestamp,value\n1767225600000000,1\n", "`1767225600000000` is not a timestamp"],
  ])("refuses %s with a clear error", async (_, text, message) => {
    await expect(read(text)).rejects.toMatchObject({
      code: "SERIES_UNREADABLE",
      message: expect.stringContaining(message),
    });
  });
});
