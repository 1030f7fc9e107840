import { expect, test } from "vitest";
import { checkCitedPaths } from "./check-cited-paths.ts";

const FILES = [
  "src/domain/units.ts",
  "src/access/canonical-name.ts",
  "docs/style.md",
  "tools/layers/layer-table.ts",
];

function check(path: string, text: string): readonly string[] {
  const files = [...FILES.map((known) => ({ path: known, text: "" })), { path, text }];
  return checkCitedPaths(files).map(({ line, message }) => `${line} ${message.split(" ")[0]}`);
}

test.each([
  ["see access/gone.ts.", "`access/gone.ts`"],
  ["see gone.ts", "`gone.ts`"],
  ["`docs/gone.md` says so", "`docs/gone.md`"],
  ["all of src/gone/", "`src/gone/`"],
  ["tools/gone/run", "`tools/gone/run`"],
  ["one file per `docs/gone/<name>.md`", "`docs/gone/`"],
])("%s is found in a comment and in a page", (text, expected) => {
  expect(check("src/domain/a.ts", `\n/**\n * ${text}\n */`)).toEqual([`3 ${expected}`]);
  expect(check("docs/a.md", `# A\n\n${text}\n`)).toEqual([`3 ${expected}`]);
});

test.each([
  ["see access/canonical-name.ts."],
  ["see units.ts, or ./units.ts"],
  ["docs/style.md and src/access/"],
  ["one file per `src/<kind>/registry.gen.ts`, `*.test.ts`, define-*.ts"],
  ["at https://example.com/docs/page.md or audit.json.gz"],
  ["results in bench/results/run.json"],
])("%s is fine in a comment and in a page", (text) => {
  expect(check("src/domain/a.ts", `// ${text}`)).toEqual([]);
  expect(check("src/domain/a.ts", `const text = "docs/gone.md";`)).toEqual([]);
  expect(check("docs/a.md", `# A\n${text}\n`)).toEqual([]);
});

test("a link is followed from its page; addresses, anchors and fenced text are not", () => {
  expect(check("docs/a.md", "[a](style.md#words) [b](gone.txt)")).toEqual(["1 `gone.txt`"]);
  expect(check("docs/a.md", "[a](#words) [b](https://example.com/gone)")).toEqual([]);
  expect(check("docs/a.md", "```sh\ncat docs/gone.md\n```")).toEqual([]);
});

test("pages of history may name what is gone", () => {
  expect(check("CHANGELOG.md", "docs/gone.md")).toEqual([]);
  expect(check("docs/adr/0001-a.md", "src/gone.ts")).toEqual([]);
});
