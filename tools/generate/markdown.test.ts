import { expect, test } from "vitest";
import { code, lengthOfTime, quantity, table } from "./markdown.ts";

test("a table escapes bars and joins lines, so that a cell stays a cell", () => {
  expect(table(["a", "b"], [["x | y", "first\n  second"]])).toBe(
    "| a | b |\n| --- | --- |\n| x \\| y | first second |",
  );
});

test("no text is a dash", () => {
  expect([code("id"), code("")]).toEqual(["`id`", "—"]);
});

test.each([
  [3_600_000, "1 h"],
  [86_400_000, "1 d"],
  [604_800_000, "7 d"],
  [5_400_000, "90 min"],
  [1_000, "1 s"],
  [250, "250 ms"],
  [0, "0 ms"],
])("%s ms is written %s", (ms, text) => {
  expect(lengthOfTime(ms)).toBe(text);
});

test.each([
  [600_000, "ms", "10 min"],
  [1_073_741_824, "By", "1 GiB"],
  [1_500, "By", "1500 By"],
  [20, "USD", "20 USD"],
  [0.05, "ratio", "0.05"],
  [5, "1", "5"],
] as const)("%s in the unit %s is written %s", (value, unit, text) => {
  expect(quantity(value, unit)).toBe(text);
});
