import { Dialect, parse } from "@polyglot-sql/sdk";
import { DATABRICKS_FUNCTIONS } from "./dialect-databricks-functions.ts";

/** Words that may stand before a parenthesis without being a function. */
const KEYWORDS: ReadonlySet<string> = new Set(
  "all and any as array between by case decimal distinct else end except exists filter from group having in intersect interval is join lateral like map not on or order over partition qualify rlike select struct table then union using values when where with within".split(
    " ",
  ),
);

/**
 * What is wrong with a Databricks text, nothing when it parses and calls only known functions. A grammar check: it
 * knows no tables, no columns and no types.
 */
export function databricksFaults(text: string): readonly string[] {
  const parsed = parse(text, Dialect.Databricks);
  const faults = parsed.success ? [] : [`does not parse: ${parsed.error}`];
  const unknown = functionNames(text).filter((name) => !DATABRICKS_FUNCTIONS.has(name));
  return [...faults, ...[...new Set(unknown)].map((name) => `calls unknown function \`${name}\``)];
}

/** Names before a parenthesis, outside of literals, quoted identifiers, comments and column lists of aliases. */
function functionNames(text: string): readonly string[] {
  const bare = text
    .replace(/'(?:[^'\\]|\\.)*'/g, "''")
    .replace(/--[^\n]*/g, "")
    .replace(/\bAS\s+(?:`[^`]*`|\w+)\s*\(/gi, "AS alias, (")
    .replace(/`[^`]*`/g, "quoted_identifier");
  return [...bare.matchAll(/\b([a-z_]\w*)\s*\(/gi)]
    .map((match) => (match[1] ?? "").toLowerCase())
    .filter((name) => !KEYWORDS.has(name));
}
