/** A condition of a policy over tags. */
export type TagCondition =
  | { readonly kind: "has_tag"; readonly key: string }
  | { readonly kind: "has_tag_value"; readonly key: string; readonly value: string }
  | { readonly kind: "and" | "or"; readonly left: TagCondition; readonly right: TagCondition }
  | { readonly kind: "not"; readonly of: TagCondition };

/** A text that is no condition; `offset` is the place in it, from 0. */
export interface TagConditionMistake {
  readonly kind: "mistake";
  readonly message: string;
  readonly offset: number;
}

/** Parentheses and NOT nest no deeper: such a text was made to break a parser. */
const DEPTH_MAX = 50;

/**
 * Reads a condition: `has_tag('key')`, `has_tag_value('key', 'value')` and their older spellings in camelCase, joined by
 * NOT, AND, OR (binding in that order) and parentheses. Words in any case; literals in single or double quotes, a quote
 * inside doubled or behind a backslash.
 */
export function parseTagCondition(text: string): TagCondition | TagConditionMistake {
  const reader: Reader = { tokens: tokensOf(text), at: 0, endOffset: text.length };
  const condition = readOr(reader, 0);
  const rest = reader.tokens[reader.at];
  if (condition.kind === "mistake" || rest === undefined) return condition;
  return mistake(reader, "the end of the condition");
}

/** Whether the condition holds for these tags, by key. Keys and values keep their case. */
export function holdsForTags(condition: TagCondition, tags: ReadonlyMap<string, string>): boolean {
  switch (condition.kind) {
    case "has_tag":
      return tags.has(condition.key);
    case "has_tag_value":
      return tags.get(condition.key) === condition.value;
    case "and":
      return holdsForTags(condition.left, tags) && holdsForTags(condition.right, tags);
    case "or":
      return holdsForTags(condition.left, tags) || holdsForTags(condition.right, tags);
    case "not":
      return !holdsForTags(condition.of, tags);
  }
}

/** Keys of tags that the condition names. */
export function tagKeysOf(condition: TagCondition): readonly string[] {
  switch (condition.kind) {
    case "has_tag":
    case "has_tag_value":
      return [condition.key];
    case "and":
    case "or":
      return [...tagKeysOf(condition.left), ...tagKeysOf(condition.right)];
    case "not":
      return tagKeysOf(condition.of);
  }
}

interface ConditionToken {
  readonly kind: "word" | "literal" | "sign";
  /** Words in lower case without underscores, literals without quotes. */
  readonly text: string;
  readonly offset: number;
}

interface Reader {
  readonly tokens: readonly ConditionToken[];
  at: number;
  readonly endOffset: number;
}

type Read = TagCondition | TagConditionMistake;

const TOKEN =
  /\s+|(?<word>[a-z_]\w*)|(?<literal>'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*")|(?<sign>[\s\S])/giu;

function tokensOf(text: string): readonly ConditionToken[] {
  const tokens: ConditionToken[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const { word, literal, sign } = match.groups ?? {};
    const offset = match.index;
    if (word !== undefined)
      tokens.push({ kind: "word", text: word.toLowerCase().replaceAll("_", ""), offset });
    else if (literal !== undefined) tokens.push({ kind: "literal", text: literalValue(literal), offset });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign, offset });
  }
  return tokens;
}

function literalValue(literal: string): string {
  const quote = literal[0] ?? "";
  return literal
    .slice(1, -1)
    .replaceAll(quote + quote, quote)
    .replaceAll(/\\(.)/gsu, "$1");
}

function mistake({ tokens, at, endOffset }: Reader, wanted: string): TagConditionMistake {
  const found = tokens[at];
  const what = found === undefined ? "the end" : `\`${found.text}\``;
  return {
    kind: "mistake",
    message: `expected ${wanted}, found ${what}`,
    offset: found?.offset ?? endOffset,
  };
}

/** Steps over the next token when it is this one. */
function take(reader: Reader, kind: ConditionToken["kind"], text: string): boolean {
  const token = reader.tokens[reader.at];
  if (token?.kind !== kind || token.text !== text) return false;
  reader.at += 1;
  return true;
}

function readOr(reader: Reader, depth: number): Read {
  return readJoined(reader, "or", () => readJoined(reader, "and", () => readNot(reader, depth)));
}

function readJoined(reader: Reader, word: "and" | "or", readPart: () => Read): Read {
  let left = readPart();
  while (left.kind !== "mistake" && take(reader, "word", word)) {
    const right = readPart();
    if (right.kind === "mistake") return right;
    left = { kind: word, left, right };
  }
  return left;
}

function readNot(reader: Reader, depth: number): Read {
  if (depth > DEPTH_MAX) return mistake(reader, `at most ${DEPTH_MAX} levels`);
  if (take(reader, "word", "not")) {
    const of = readNot(reader, depth + 1);
    return of.kind === "mistake" ? of : { kind: "not", of };
  }
  if (!take(reader, "sign", "(")) return readCall(reader);
  const inner = readOr(reader, depth + 1);
  if (inner.kind === "mistake" || take(reader, "sign", ")")) return inner;
  return mistake(reader, "`)`");
}

function readCall(reader: Reader): Read {
  const takesValue = take(reader, "word", "hastagvalue");
  if (!takesValue && !take(reader, "word", "hastag")) return mistake(reader, "`has_tag` or `has_tag_value`");
  if (!take(reader, "sign", "(")) return mistake(reader, "`(`");
  const key = takeLiteral(reader);
  if (key === null) return mistake(reader, "a key in quotes");
  if (!takesValue) return take(reader, "sign", ")") ? { kind: "has_tag", key } : mistake(reader, "`)`");
  if (!take(reader, "sign", ",")) return mistake(reader, "`,`");
  const value = takeLiteral(reader);
  if (value === null) return mistake(reader, "a value in quotes");
  return take(reader, "sign", ")") ? { kind: "has_tag_value", key, value } : mistake(reader, "`)`");
}

function takeLiteral(reader: Reader): string | null {
  const token = reader.tokens[reader.at];
  if (token?.kind !== "literal") return null;
  reader.at += 1;
  return token.text;
}
