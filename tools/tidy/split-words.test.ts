import { expect, test } from "vitest";
import { singular, splitWords } from "./split-words.ts";

test.each([
  ["queryTimeoutMs", ["query", "timeout", "ms"]],
  ["HOUR_MS", ["hour", "ms"]],
  ["list_cost_usd", ["list", "cost", "usd"]],
  ["SQLText", ["sql", "text"]],
  ["latencyMsP99", ["latency", "ms", "p99"]],
  ["test-helpers.ts", ["test", "helpers", "ts"]],
  ["#hidden", ["hidden"]],
])("%s is read as its words", (name, words) => {
  expect(splitWords(name)).toEqual(words);
});

test.each([
  ["queries", "query"],
  ["batches", "batch"],
  ["principals", "principal"],
  ["access", "access"],
  ["status", "status"],
  ["hypothesis", "hypothesis"],
])("%s counts as %s", (word, expected) => {
  expect(singular(word)).toBe(expected);
});
