import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { coverageOf, eventIds, eventRow, withFolder } from "../../../test/duckdb/telemetry-folder.ts";

/** One line of a file: a row, or something that is none. */
const LINE = fc.oneof(
  { weight: 6, arbitrary: fc.constant("row") },
  {
    weight: 1,
    arbitrary: fc.constantFrom('{"event_id":"x', "null", '{"a":1}', '{"event_id":"x","event_time":"-"}'),
  },
);

const FILE = fc.record({
  lines: fc.array(LINE, { minLength: 1, maxLength: 12 }),
  /** Rows before the others, so that no first look reaches these. */
  rowsBefore: fc.constantFrom(0, 250),
  form: fc.constantFrom("plain", "gzip", "utf16", "windows"),
});

test("whatever stands among the rows of whichever files, every row comes out once and every other line is counted", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(FILE, { minLength: 1, maxLength: 4 }), async (files) => {
      let rowCount = 0;
      let badCount = 0;
      const contents = files.map(({ lines, rowsBefore, form }, index) => {
        const written = [...Array.from({ length: rowsBefore }, () => "row"), ...lines].map((line) => {
          if (line !== "row") badCount += 1;
          else rowCount += 1;
          return line === "row" ? JSON.stringify(eventRow(rowCount - 1)) : line;
        });
        const text = written.map((line) => line + (form === "windows" ? "\r\n" : "\n")).join("");
        const name = `access.event/${index}.ndjson`;
        if (form === "gzip") return [`${name}.gz`, gzipSync(text)] as const;
        return [name, form === "utf16" ? Buffer.from(`\ufeff${text}`, "utf16le") : text] as const;
      });
      await withFolder(Object.fromEntries(contents), async (folder) => {
        const found = await eventIds(folder);
        expect(found).toEqual(Array.from({ length: rowCount }, (_item, index) => `e${index}`));
        const { skipped } = await coverageOf(folder);
        expect(skipped.reduce((sum, input) => sum + (input.rowCount ?? Number.NaN), 0)).toBe(badCount);
      });
    }),
    { seed: 3, numRuns: 15 },
  );
});
