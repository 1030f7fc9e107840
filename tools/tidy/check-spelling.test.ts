import { expect, test } from "vitest";
import { americanOf, checkSpelling } from "./check-spelling.ts";

// British words are put together here, so that this file holds none.
const british = (start: string, end: string) => start + end;

test.each([
  [british("normal", "ise"), "normalize"],
  [british("unauthor", "ised"), "unauthorized"],
  [british("summar", "ising"), "summarizing"],
  [british("canonical", "isation"), "canonicalization"],
  [british("behavi", "ours"), "behaviors"],
  [british("cancel", "led"), "canceled"],
  [british("anal", "yser"), "analyzer"],
  [british("catal", "ogue"), "catalog"],
])("%s should be %s", (word, american) => {
  expect(americanOf(word)).toBe(american);
});

test.each([
  "realistic",
  "promise",
  "noise",
  "analyses",
  "optimistic",
  "precise",
  "revise",
  "organic",
  "centroid",
  "license",
])("%s is fine", (word) => {
  expect(americanOf(word)).toBeNull();
});

test("words are found within identifiers; a value in capitals is not ours to spell", () => {
  const name = british("isUnauthor", "isedRead");
  const check = (text: string) => checkSpelling([{ path: "src/a.ts", text }]).map(({ line }) => line);
  expect(check(`\nconst ${name} = 1;`)).toEqual([2]);
  expect(check(`const state = "${british("CANCEL", "LED")}";`)).toEqual([]);
});
