import { expect, test } from "vitest";
import { checkFileLength, countCodeLines } from "./check-file-length.ts";

test("blank lines and comments are no code; lines of a template are", () => {
  expect(countCodeLines("/**\n * a\n */\n\nconst a = `\n\n`; // b\n\n}")).toBe(4);
});

test("401 lines of code are found, 400 are fine, and so is a generated file", () => {
  const lines = (count: number) => "a;\n// b\n\n".repeat(count);
  expect(checkFileLength([{ path: "src/a.ts", text: lines(401) }])).toHaveLength(1);
  expect(checkFileLength([{ path: "src/a.ts", text: lines(400) }])).toEqual([]);
  expect(checkFileLength([{ path: "src/a.gen.ts", text: lines(401) }])).toEqual([]);
});
