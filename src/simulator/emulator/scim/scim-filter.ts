import { fail } from "../api-error.ts";
import { isList, isObject, type JsonObject, type JsonValue } from "../json.ts";

/** Whether a resource matches. */
export type ScimFilter = (resource: JsonObject) => boolean;

type Token = { readonly kind: "word" | "text"; readonly text: string };

/** A filter may have this many comparisons. */
const COMPARISON_COUNT_MAX = 200;
const OPERATORS: Readonly<Record<string, (actual: string, wanted: string) => boolean>> = {
  eq: (actual, wanted) => actual === wanted,
  co: (actual, wanted) => actual.includes(wanted),
  sw: (actual, wanted) => actual.startsWith(wanted),
};

/**
 * A filter of the grammar that the platform takes: `attribute eq|ne|co|sw "value"`, joined by `and` and `or`, where
 * `and` binds closer. Names and values are compared without case. @throws 400 invalidFilter for anything else.
 */
export function scimFilter(text: string): ScimFilter {
  const tokens = tokensOf(text);
  const comparisons: { readonly isOr: boolean; readonly matches: ScimFilter }[] = [];
  let at = 0;
  let isOr = false;
  while (true) {
    comparisons.push({ isOr, matches: comparison(tokens.slice(at, at + 3)) });
    if (comparisons.length > COMPARISON_COUNT_MAX)
      return invalidFilter("The filter has too many expressions.");
    at += 3;
    const joint = tokens[at];
    if (joint === undefined) return joined(comparisons);
    const word = joint.kind === "word" ? joint.text.toLowerCase() : "";
    if (word !== "and" && word !== "or") return invalidFilter(`Unexpected '${joint.text}' in filter.`);
    isOr = word === "or";
    at += 1;
  }
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+))/y;
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const match = pattern.exec(text);
    if (match === null) return invalidFilter("The filter has a text without an end.");
    const quoted = match[1]?.replaceAll(/\\(.)/g, "$1") ?? match[2];
    tokens.push(
      quoted === undefined ? { kind: "word", text: match[3] ?? "" } : { kind: "text", text: quoted },
    );
  }
  return tokens;
}

function comparison([attribute, operator, value]: readonly Token[]): ScimFilter {
  if (attribute?.kind !== "word" || operator?.kind !== "word" || value === undefined)
    return invalidFilter('Given filter operator is not supported: expected `attribute operator "value"`.');
  const word = operator.text.toLowerCase();
  const wanted = value.text.toLowerCase();
  const path = attribute.text.split(".");
  if (word === "ne") return (resource) => !valuesAt(resource, path).includes(wanted);
  const compare =
    OPERATORS[word] ?? invalidFilter(`Given filter operator is not supported: ${operator.text}`);
  return (resource) => valuesAt(resource, path).some((actual) => compare(actual, wanted));
}

function joined(
  comparisons: readonly { readonly isOr: boolean; readonly matches: ScimFilter }[],
): ScimFilter {
  const groups: ScimFilter[][] = [];
  for (const { isOr, matches } of comparisons) {
    const last = groups.at(-1);
    if (isOr || last === undefined) groups.push([matches]);
    else last.push(matches);
  }
  return (resource) => groups.some((group) => group.every((matches) => matches(resource)));
}

/** Values of an attribute as texts in lower case; of a list of objects their `value`. */
export function valuesAt(value: JsonValue | undefined, path: readonly string[]): readonly string[] {
  if (value === undefined || value === null) return [];
  if (isList(value)) return value.flatMap((item) => valuesAt(item, path));
  const [name, ...rest] = path;
  if (!isObject(value)) return name === undefined ? [String(value).toLowerCase()] : [];
  if (name === undefined) return valuesAt(value["value"], []);
  const key = Object.keys(value).find((each) => each.toLowerCase() === name.toLowerCase());
  return key === undefined ? [] : valuesAt(value[key], rest);
}

function invalidFilter(message: string): never {
  return fail(400, "invalidFilter", message);
}
