import type { SourceFile } from "../source-text/read-repository.ts";
import { type Token, tokenize } from "../source-text/tokenize.ts";
import type { Violation } from "../source-text/violation.ts";
import { splitWords } from "./split-words.ts";

const TIME = "`Ms`";

/** Words that name a quantity without saying in what, with endings that do. */
const QUANTITIES: ReadonlyMap<string, string> = new Map([
  ["timeout", TIME],
  ["delay", TIME],
  ["duration", TIME],
  ["latency", TIME],
  ["lateness", TIME],
  ["interval", TIME],
  ["age", TIME],
  ["elapsed", TIME],
  ["ttl", TIME],
  ["backoff", TIME],
  ["uptime", TIME],
  ["size", "`Bytes` or `Count`"],
  ["cost", "`Usd` or `Dbu`"],
  ["price", "`Usd` or `Dbu`"],
  ["spend", "`Usd` or `Dbu`"],
  ["rate", "`Ratio` or `PerDay`"],
  ["throughput", "`PerSecond`"],
]);

/** Words that may follow a quantity without changing in what it is measured. */
const BOUNDS = new Set([
  "max",
  "min",
  "limit",
  "default",
  "total",
  "mean",
  "median",
  "floor",
  "p50",
  "p90",
  "p95",
  "p99",
]);

/** What stands after the name when it is no number: other types, and calls that give something else. */
const NOT_A_NUMBER = new Set(
  "string boolean sql rawSql joinSql new function async durationMs epochMs".split(" "),
);

/** A named type says what it is, `open…()` gives an object that keeps state. */
const NAMED_TYPE_OR_OBJECT = /^(?:\p{Lu}\p{L}*\p{Ll}|open\p{Lu})/u;

/** Options of node:child_process and vitest; nothing of ours outside `src/` is configured by others. */
const FOREIGN_OUTSIDE_SRC = new Set(["timeout", "testTimeout", "hookTimeout"]);

/** Options of what `src/` uses: csv-parse, node:zlib, hono. */
const FOREIGN = new Set(["max_record_size", "chunkSize", "maxSize"]);

/** Parameters of distributions, which formulas name so and which are in no unit. */
const FORMULA_NAMES = new Set(["size", "rate"]);

/**
 * Constants, variables, parameters and properties that hold a time, size, money or rate and say it in no unit, neither
 * by the end of their name nor by their type.
 */
export function checkUnits(files: readonly SourceFile[]): readonly Violation[] {
  return files.filter(({ path }) => path.endsWith(".ts")).flatMap(checkFile);
}

function checkFile({ path, text }: SourceFile): readonly Violation[] {
  const code = tokenize(text).filter(({ kind }) => kind !== "comment");
  return code.flatMap((token, index) => {
    const units = missingUnits(token);
    if (units === null || !declaresNumber(code, index)) return [];
    if (isNamedByOthers(path, token.text)) return [];
    const message = `\`${nameOf(token)}\` does not say in what it is measured; end it in ${units}, bound last`;
    return [{ path, line: token.line, rule: "tidy-unit", message }];
  });
}

function isNamedByOthers(path: string, name: string): boolean {
  if (FOREIGN.has(name)) return true;
  if (path.startsWith("src/stats/")) return FORMULA_NAMES.has(name);
  return !path.startsWith("src/") && FOREIGN_OUTSIDE_SRC.has(name);
}

/** Endings that the name lacks, or null when it lacks none. */
function missingUnits(token: Token): string | null {
  if (token.kind !== "word" && token.kind !== "string") return null;
  const words = [...splitWords(nameOf(token))];
  while (words.length > 1 && BOUNDS.has(words.at(-1) ?? "")) words.pop();
  return QUANTITIES.get(words.at(-1) ?? "") ?? null;
}

function nameOf({ kind, text }: Token): string {
  return kind === "string" ? text.slice(1, -1) : text;
}

/** Whether the token at `index` declares a name for something that may be a bare number. */
function declaresNumber(code: readonly Token[], index: number): boolean {
  const before = code[index - 1]?.text ?? "";
  const isOptional = code[index + 1]?.text === "?" && code[index + 2]?.text === ":";
  const sign = index + (isOptional ? 2 : 1);
  const isVariable = ["const", "let"].includes(before) && ["=", ":"].includes(code[sign]?.text ?? "");
  const isProperty = ["{", ",", ";", "(", "readonly"].includes(before) && code[sign]?.text === ":";
  return (isVariable || isProperty) && mayBeNumber(code, sign + 1);
}

function mayBeNumber(code: readonly Token[], index: number): boolean {
  const token = code[index];
  if (token === undefined || token.kind === "string" || token.kind === "template" || token.kind === "regex")
    return false;
  if (["{", "["].includes(token.text) || NOT_A_NUMBER.has(token.text)) return false;
  if (NAMED_TYPE_OR_OBJECT.test(token.text)) return false;
  return token.text !== "(" || !isFunction(code, index);
}

/** Whether the parenthesis at `index` opens the parameters of an arrow function or function type. */
function isFunction(code: readonly Token[], index: number): boolean {
  let depth = 0;
  for (let at = index; at < code.length; at += 1) {
    if (code[at]?.text === "(") depth += 1;
    if (code[at]?.text === ")") depth -= 1;
    if (depth === 0) return ["=>", ":"].includes(code[at + 1]?.text ?? "");
  }
  return false;
}
