import { expect, test } from "vitest";
import { scanImports } from "./scan-imports.ts";
import { tokenize } from "./tokenize.ts";

function specifiers(text: string): readonly string[] {
  return scanImports(tokenize(text)).map(({ specifier }) => specifier);
}

test.each([
  ['import "./a.ts";'],
  ['import a from "./a.ts";'],
  ['import a, { b as c, type D } from "./a.ts";'],
  ['import type { A } from "./a.ts";'],
  ['import * as a from "./a.ts";'],
  ['import {\n  a,\n  b,\n} from "./a.ts";'],
  ['export { a } from "./a.ts";'],
  ['export type { A } from "./a.ts";'],
  ['export * as a from "./a.ts";'],
  ['const a = await import("./a.ts");'],
  ['type A = import("./a.ts").A;'],
  ['const a = require("./a.ts");'],
  ['new Worker(new URL("./a.ts", import.meta.url));'],
])("a module is found in %s", (text) => {
  expect(specifiers(text)).toEqual(["./a.ts"]);
});

test.each([
  ['// import "./a.ts";'],
  ["const text = 'import \"./a.ts\"';"],
  ['export const from = "./a.ts";'],
  ['export type From = "./a.ts";'],
  ["import.meta.url;"],
  ['cache.import("./a.ts");'],
  ['const { a } = { a: "from" };'],
  ["await import(path);"],
])("no module is found in %s", (text) => {
  expect(specifiers(text)).toEqual([]);
});

test("each import carries the line of its module's name", () => {
  const text = 'import {\n  a,\n} from "./a.ts";\nexport type A = string;\nimport b from "./b.ts";';
  expect(scanImports(tokenize(text))).toEqual([
    { specifier: "./a.ts", line: 3 },
    { specifier: "./b.ts", line: 5 },
  ]);
});
