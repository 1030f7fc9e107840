import { expect, it } from "vitest";
import { isLike } from "./is-like.ts";

it.each([
  ["orders", null, true],
  ["orders", "ord*", true],
  ["orders", "ORD%", true],
  ["orders", "order.", true],
  ["orders", "paid|orders", true],
  ["orders", "order", false],
  ["orders", "", false],
  ["my_table", "my\\_table", true],
  ["my.table", "my\\.table", true],
  ["my_table", "my\\.table", false],
  ["a+b", "a+b", true],
  ["aab", "a+b", false],
  ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "(a*)*b", false],
])("%s against %s: %s", (name, pattern, isMatched) => {
  expect(isLike(name, pattern)).toBe(isMatched);
});
