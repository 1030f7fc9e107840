import { expect, test } from "vitest";
import { numberReader, valueReader } from "./typed-value.ts";

const column = (typeName: string) => ({ name: "c", typeName, typeText: typeName });

test.each([
  ["LONG", "9007199254740991", 9_007_199_254_740_991],
  ["LONG", "-9007199254740993", -9_007_199_254_740_993n],
  ["BYTE", "-7", -7],
  ["DECIMAL", "12.50", 12.5],
  ["DOUBLE", "NaN", Number.NaN],
  ["DOUBLE", "-Infinity", Number.NEGATIVE_INFINITY],
  ["BOOLEAN", "false", false],
  ["STRING", "0012", "0012"],
  ["DATE", "2026-03-14", "2026-03-14"],
  ["TIMESTAMP", "2026-03-14T02:14:00.123456Z", "2026-03-14T02:14:00.123Z"],
  ["TIMESTAMP", "2026-03-14T02:14:00.000+02:00", "2026-03-14T00:14:00.000Z"],
  ["TIMESTAMP_NTZ", "2026-03-14 02:14:00", "2026-03-14T02:14:00.000Z"],
  ["ARRAY", '["a",null]', ["a", null]],
  ["MAP", '{"a":"1"}', { a: "1" }],
  ["INTERVAL", "1 day", "1 day"],
  ["VARIANT", "{}", "{}"],
])("a %s of %s is plain data", (typeName, text, value) => {
  expect(valueReader(column(typeName))(text)).toEqual(value);
  expect(valueReader(column(typeName))(null)).toBeNull();
});

test.each([
  ["INT", "5", 5],
  ["DECIMAL", "0.25", 0.25],
  ["BOOLEAN", "true", 1],
  ["TIMESTAMP", "1970-01-01T00:00:01.5Z", 1_500],
  ["DATE", "1970-01-02", 86_400_000],
])("a %s of %s is a number", (typeName, text, value) => {
  expect(numberReader(column(typeName))?.(text)).toBe(value);
  expect(numberReader(column(typeName))?.(null)).toBeNaN();
});

test("a text is no number", () => {
  expect(numberReader(column("STRING"))).toBeNull();
});
