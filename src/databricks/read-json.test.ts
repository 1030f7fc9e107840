import fc from "fast-check";
import { expect, test } from "vitest";
import { readJson } from "./read-json.ts";

test("whole numbers beyond 2^53 keep all their digits; everything else is what JSON says", () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.jsonValue(), (id, value) => {
      const text = `{"id": ${id}, "list": [${id}, 1.5], "value": ${JSON.stringify(value)}}`;
      const expected = Number.isSafeInteger(Number(id)) ? Number(id) : String(id);
      const parsed = readJson(text)?.value;
      expect(parsed).toEqual({
        id: expected,
        list: [expected, 1.5],
        value: JSON.parse(JSON.stringify(value), longText),
      });
    }),
    { seed: 7, numRuns: 100 },
  );
});

/** What a value that JavaScript printed itself becomes: whole numbers of 16 digits and more only when they are unsafe. */
function longText(_key: string, value: unknown): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  return /^-?\d{16,}$/.test(String(value)) ? String(value) : value;
}

test("digits inside of texts and behind a point stay as they are", () => {
  expect(readJson('{"a": "id: 12345678901234567890", "b": 0.12345678901234567890}')?.value).toEqual({
    a: "id: 12345678901234567890",
    b: 0.12345678901234568,
  });
  expect(readJson("<html>")).toBeNull();
});
