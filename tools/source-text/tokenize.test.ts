import fc from "fast-check";
import { expect, test } from "vitest";
import { tokenize } from "./tokenize.ts";

/** What opens an expression in a template. */
const OPEN = "$" + "{";

function shape(text: string): readonly string[] {
  return tokenize(text).map(({ kind, text: piece }) => `${kind} ${piece}`);
}

test("a word inside a comment, string, template or regular expression is not code", () => {
  const text = "// fetch\n/* fetch */ 'fetch' \"fetch\" `fetch`; /fetch/g";
  expect(tokenize(text).filter(({ kind }) => kind === "word")).toEqual([]);
});

test("code inside a template is code, also when it holds braces and templates of its own", () => {
  expect(shape(`\`a${OPEN} { b: \`c${OPEN}d}\` } }e\``)).toEqual([
    `template \`a${OPEN}`,
    "mark {",
    "word b",
    "mark :",
    `template \`c${OPEN}`,
    "word d",
    "template }`",
    "mark }",
    "template }e`",
  ]);
});

test("an escaped quote, backtick or dollar does not end its literal", () => {
  expect(shape(`"a\\"b" 'c\\'d' \`e\\\`f\\${OPEN}g}\``)).toEqual([
    'string "a\\"b"',
    "string 'c\\'d'",
    `template \`e\\\`f\\${OPEN}g}\``,
  ]);
});

test("a slash is a division after a value and begins a regular expression elsewhere", () => {
  expect(shape("a / b / c")).toEqual(["word a", "mark /", "word b", "mark /", "word c"]);
  expect(shape("x = /[/'\"]+/.test(y)")).toContain("regex /[/'\"]+/");
  expect(shape("return /'/u")).toContain("regex /'/u");
  expect(shape("(a) / 2 / 'b'")).toContain("string 'b'");
});

test("lines are counted across comments, templates and strings", () => {
  const text = "/*\n*/ a\n`\n\n` b";
  expect(tokenize(text).map(({ text: piece, line }) => [piece, line])).toEqual([
    ["/*\n*/", 1],
    ["a", 2],
    ["`\n\n`", 3],
    ["b", 5],
  ]);
});

test("a line that names the interpreter is a comment", () => {
  expect(shape("#!/usr/bin/env node\nimport")).toEqual(["comment #!/usr/bin/env node", "word import"]);
});

test("private names, numbers and unicode words are one token each", () => {
  expect(shape("#a 1_000.5e-3 0xff 10n γ α1")).toEqual([
    "word #a",
    "number 1_000.5e-3",
    "number 0xff",
    "number 10n",
    "word γ",
    "word α1",
  ]);
});

test("tokens and the space between them are the whole text, whatever it is", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom("a", "1", "'", '"', "`", "${", "}", "{", "/", "*", "\n", " ", "\\", "(", ")", "."),
        { maxLength: 40 },
      ),
      (pieces) => {
        const text = pieces.join("");
        let rest = text;
        for (const token of tokenize(text)) {
          rest = rest.trimStart();
          expect(rest.startsWith(token.text)).toBe(true);
          rest = rest.slice(token.text.length);
        }
        expect(rest.trim()).toBe("");
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});
