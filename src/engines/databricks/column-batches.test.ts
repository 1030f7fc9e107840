import fc from "fast-check";
import { expect, test } from "vitest";
import type { ColumnBatch } from "../../ports/engine.ts";
import { rawSql } from "../../sql/sql.ts";
import { openBatchBuilder } from "./column-batches.ts";

const query = {
  name: "q",
  sql: rawSql("SELECT"),
  keys: ["a", "b"],
  numbers: ["at", "n"],
  words: ["w"],
  order: "at",
};
const columns = [
  ["k0", "STRING"],
  ["k1", "STRING"],
  ["n0", "LONG"],
  ["n1", "DOUBLE"],
  ["w0", "STRING"],
].map(([name = "", typeName = ""]) => ({ name, typeName, typeText: typeName }));

const key = fc.option(fc.constantFrom("", "a", "1:a", "-"), { nil: null });
const rows = fc.array(
  fc.tuple(
    key,
    key,
    fc.integer({ min: 0, max: 4 }).map(String),
    fc.option(fc.double({ noNaN: true }).map(String), { nil: null }),
    key,
  ),
  { maxLength: 60 },
);

interface Told {
  readonly series: number;
  readonly row: readonly unknown[];
}

function told(batches: Iterable<ColumnBatch>): readonly Told[] {
  return [...batches].flatMap((batch) =>
    Array.from({ length: batch.rowCount }, (_, row): Told => {
      const word = batch.words["w"];
      const series = batch.series[row] ?? -1;
      return {
        series,
        row: [
          ...batch.seriesDictionary.at(series),
          batch.numbers["at"]?.[row],
          batch.numbers["n"]?.[row],
          word?.dictionary.at(word.codes[row] ?? -1)[0],
        ],
      };
    }),
  );
}

test("batches hold every row once, in ascending order, then by series code, however they were cut into chunks", () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 9 }), (unsorted, chunkLength) => {
      const sorted = [...unsorted].sort((a, b) => Number(a[2]) - Number(b[2]));
      const builder = openBatchBuilder(query, columns);
      const batches: ColumnBatch[] = [];
      for (let from = 0; from < sorted.length; from += chunkLength)
        batches.push(...builder.add(sorted.slice(from, from + chunkLength)));
      batches.push(...builder.finish());
      const all = told(batches);
      const expected = sorted.map(([a, b, at, n, w]) => [
        a,
        b,
        Number(at),
        n === null ? Number.NaN : Number(n),
        w,
      ]);
      const asText = (list: readonly (readonly unknown[])[]) =>
        list.map((row) => row.map(String).join("|")).sort();
      expect(asText(all.map(({ row }) => row))).toEqual(asText(expected));
      all.slice(1).forEach((now, index) => {
        const before = all[index];
        const [at, atBefore] = [Number(now.row[2]), Number(before?.row[2])];
        expect(at > atBefore || (at === atBefore && now.series >= (before?.series ?? 0))).toBe(true);
      });
    }),
    { seed: 7, numRuns: 100 },
  );
});

test("rows that go back in order, and numbers that are none, are errors", () => {
  const builder = openBatchBuilder(query, columns);
  const disordered = () => [
    ...builder.add([
      ["a", "b", "2", "1", null],
      ["a", "b", "1", "1", null],
    ]),
  ];
  expect(disordered).toThrow(expect.objectContaining({ code: "ENGINE_ROW_SHAPE" }));
  const texts = columns.map((column) => ({ ...column, typeName: "STRING" }));
  expect(() => openBatchBuilder(query, texts)).toThrow(expect.objectContaining({ code: "ENGINE_ROW_SHAPE" }));
});
