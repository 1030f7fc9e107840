import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readObject } from "./json-object.ts";
import { lineSplitter } from "./split-lines.ts";
import type { Piece, Splitter } from "./split-text.ts";
import { valueSplitter } from "./split-values.ts";

/** Feeds `text` in pieces that end at the given places. */
function split(splitter: Splitter, text: string, cuts: readonly number[] = []): readonly Piece[] {
  const bytes = Buffer.from(text);
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (left, right) => left - right,
  );
  const pieces = places.slice(1).flatMap((end, index) => splitter.push(bytes.subarray(places[index], end)));
  return [...pieces, ...splitter.end()];
}

function objects(pieces: readonly Piece[]): readonly unknown[] {
  return pieces.map((piece) => {
    const read = piece.kind === "text" ? readObject(piece.bytes) : null;
    return read?.kind === "object" ? JSON.parse(read.text) : piece;
  });
}

const OBJECTS = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), {
  minLength: 1,
  maxLength: 8,
});
const CUTS = fc.array(fc.nat(5_000), { maxLength: 12 });

describe("any objects come back whole and in order, wherever the text is cut into chunks", () => {
  test.each([
    ["lines", lineSplitter, (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).join("\n")],
    [
      "lines with blanks and carriage returns",
      lineSplitter,
      (rows: readonly unknown[]) => rows.map((row) => `\r\n ${JSON.stringify(row)}\r\n`).join("\n"),
    ],
    [
      "values that follow one another",
      valueSplitter,
      (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).join(""),
    ],
    [
      "values with commas",
      valueSplitter,
      (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).join(",\n"),
    ],
    [
      "pretty values",
      valueSplitter,
      (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row, null, 2)).join("\n"),
    ],
    ["an array", valueSplitter, (rows: readonly unknown[]) => JSON.stringify(rows)],
    ["a pretty array", valueSplitter, (rows: readonly unknown[]) => JSON.stringify(rows, null, "\t")],
    [
      "a wrapper",
      valueSplitter,
      (rows: readonly unknown[]) => `{ "records" :\n${JSON.stringify(rows)}, "rest": {"records": [{}]} }`,
    ],
    [
      "wrappers and arrays in a row",
      valueSplitter,
      (rows: readonly unknown[]) =>
        `${JSON.stringify({ records: rows.slice(0, 1) })}\n${JSON.stringify(rows.slice(1))}`,
    ],
  ])("%s", (_name, splitter, write) => {
    fc.assert(
      fc.property(OBJECTS, CUTS, (rows, cuts) => {
        const written = rows.filter((row) => Object.keys(row)[0] !== "records");
        const expected = written.map((row) => JSON.parse(JSON.stringify(row)));
        expect(objects(split(splitter(), write(written), cuts))).toEqual(expected);
      }),
      { seed: 5, numRuns: 150 },
    );
  });
});

describe("what is no object", () => {
  test("longer than the limit: let go, the next one is whole", () => {
    const long = JSON.stringify({ a: "x".repeat(100) });
    for (const splitter of [lineSplitter(50), valueSplitter(50)])
      expect(objects(split(splitter, `{"b":1}\n${long}\n{"b":2}\n`, [20, 40, 60, 80]))).toEqual([
        { b: 1 },
        { kind: "too_long", position: 2 },
        { b: 2 },
      ]);
  });

  test("junk between values ends with its line, in a list with its element", () => {
    expect(objects(split(valueSplitter(), '{"a":1}\njunk {"b":2}\n{"c":3}'))).toEqual([
      { a: 1 },
      { kind: "broken", position: 2 },
      { c: 3 },
    ]);
    expect(objects(split(valueSplitter(), '[{"a":1}, junk, {"c":3}]'))).toEqual([
      { a: 1 },
      { kind: "broken", position: 2 },
      { c: 3 },
    ]);
  });

  test.each(['[{"a":1}', '{"a":1', '{"records":[{"a":1}]', '{"a":1}{"b":"\\"', "[1"])(
    "`%s` ends too early",
    (text) => {
      expect(split(valueSplitter(), text).at(-1)?.kind).toBe("cut");
    },
  );

  test.each([
    [Buffer.from([0x22, 0xff, 0x22]), "not UTF-8"],
    [Buffer.from('{"a":NaN}'), "not JSON"],
    [Buffer.from('{"a":1,}'), "not JSON"],
    [Buffer.from("null"), "not an object"],
    [Buffer.from("[{}]"), "not an object"],
    [Buffer.from('{"\\udc00":1}'), "half a character in it"],
    [Buffer.from('{"a":["\\ud83d\\u0041"]}'), "half a character in it"],
  ])("%s", (bytes, problem) => {
    expect(readObject(bytes)).toEqual({ kind: "problem", problem });
  });

  test("a whole pair of surrogates and numbers beyond double precision stay as they are written", () => {
    const text = '{"a":"\\ud83d\\ude00",\n"n":12345678901234567890}';
    expect(readObject(Buffer.from(text))).toMatchObject({
      kind: "object",
      text: '{"a":"\\ud83d\\ude00", "n":12345678901234567890}',
    });
  });
});
