import type { Token } from "../lexer/token.ts";
import type { Expression } from "../tree/expression.ts";
import { isQueryNext } from "./is-query-next.ts";
import {
  expect,
  isAt,
  isToken,
  type Parser,
  readList,
  readStringLiteral,
  syntaxError,
  take,
  unsupported,
} from "./parser.ts";
import { readCall } from "./read-call.ts";
import { isNameToken, readName } from "./read-name.ts";
import { readNumber } from "./read-number.ts";
import { dateLiteral, intervalOf, intervalRange, isIntervalUnit, timestampLiteral } from "./read-temporal.ts";
import { readType } from "./read-type.ts";

/** Longest run of `.field`, `[key]` and `::type` behind one value. */
const SUFFIX_COUNT_MAX = 40;

/** A value with what hangs on it: `x.field`, `x[0]`, `x::type`. */
export function readPrimary(parser: Parser): Expression {
  let value = readBase(parser);
  for (let count = 0; ; count += 1) {
    const next = readSuffix(parser, value);
    if (next === null) return value;
    if (count > SUFFIX_COUNT_MAX) return unsupported(parser, "a chain of this many accessors");
    value = next;
  }
}

function readSuffix(parser: Parser, value: Expression): Expression | null {
  if (isAt(parser, ".") && isNameToken(parser.tokens.peek(1))) {
    parser.tokens.next();
    return { kind: "field", value, name: parser.tokens.next().text };
  }
  if (take(parser, "[")) {
    const key = parser.expression();
    expect(parser, "]");
    return { kind: "subscript", value, key };
  }
  if (take(parser, "::")) return { kind: "cast", value, type: readType(parser), isTry: false };
  if (isAt(parser, ":") && isNameToken(parser.tokens.peek(1)))
    return unsupported(parser, "paths into semi-structured values (`column:path`); use get_json_object");
  return null;
}

function readBase(parser: Parser): Expression {
  const token = parser.tokens.peek();
  switch (token.kind) {
    case "string":
      return { kind: "string", value: readStringLiteral(parser) };
    case "number":
      parser.tokens.next();
      return readNumber(token.text, token);
    case "bytes":
      parser.tokens.next();
      return { kind: "bytes", value: token.text };
    case "symbol":
      return readSymbol(parser, token);
    case "quoted":
    case "word":
      return readWord(parser, token);
    case "end":
      return syntaxError(parser);
  }
}

function readSymbol(parser: Parser, token: Token): Expression {
  if (token.text === "(") return readParentheses(parser);
  if (take(parser, "*")) return { kind: "star", qualifier: [], except: readExcept(parser) };
  if (token.text === "?") {
    parser.tokens.next();
    return parser.parameter(null, token);
  }
  if (token.text === ":" && isNameToken(parser.tokens.peek(1))) {
    parser.tokens.next();
    return parser.parameter(parser.tokens.next().text, token);
  }
  return syntaxError(parser);
}

/** `* EXCEPT (a, b)`; EXCEPT before a query is the set operation. */
function readExcept(parser: Parser): readonly string[] {
  if (!isAt(parser, "EXCEPT", "(") || isQueryNext(parser, 2)) return [];
  expect(parser, "EXCEPT", "(");
  const names = readList(parser, () => {
    const name = parser.tokens.next();
    return isNameToken(name) ? name.text : syntaxError(parser, name);
  });
  expect(parser, ")");
  return names;
}

function readParentheses(parser: Parser): Expression {
  if (isLambdaList(parser)) return readLambda(parser);
  if (isQueryNext(parser, 1)) {
    expect(parser, "(");
    const query = parser.query();
    expect(parser, ")");
    return { kind: "subquery", query };
  }
  expect(parser, "(");
  const items = readList(parser, () => parser.expression());
  expect(parser, ")");
  const [only] = items;
  return only !== undefined && items.length === 1 ? only : { kind: "row", items };
}

/** More pieces than the parameters of a lambda function take. */
const LAMBDA_LOOKAHEAD_MAX = 16;

function isLambdaList(parser: Parser): boolean {
  let at = 1;
  const isListed = (): boolean =>
    isNameToken(parser.tokens.peek(at)) && isToken(parser.tokens.peek(at + 1), ",");
  while (at < LAMBDA_LOOKAHEAD_MAX && isListed()) at += 2;
  return (
    isNameToken(parser.tokens.peek(at)) &&
    isToken(parser.tokens.peek(at + 1), ")") &&
    isToken(parser.tokens.peek(at + 2), "->")
  );
}

function readLambda(parser: Parser): Expression {
  const isList = take(parser, "(");
  const parameters = readList(parser, () => parser.tokens.next().text);
  if (isList) expect(parser, ")");
  expect(parser, "->");
  return { kind: "lambda", parameters, body: parser.expression() };
}

function readWord(parser: Parser, token: Token): Expression {
  const next = parser.tokens.peek(1);
  if (isToken(next, "->")) return readLambda(parser);
  const special = token.word === "INTERVAL" ? readInterval : SPECIAL_WORDS[token.word];
  const read = special?.(parser, next) ?? null;
  return read ?? readNamed(parser);
}

type SpecialWord = (parser: Parser, next: Token) => Expression | null;

const SPECIAL_WORDS: Readonly<Record<string, SpecialWord | undefined>> = {
  NULL: constant({ kind: "null" }),
  TRUE: constant({ kind: "boolean", value: true }),
  FALSE: constant({ kind: "boolean", value: false }),
  CASE: readCase,
  CAST: (parser, next) => (isToken(next, "(") ? readCast(parser, false) : null),
  TRY_CAST: (parser, next) => (isToken(next, "(") ? readCast(parser, true) : null),
  EXISTS: (parser, next) => (isToken(next, "(") && isQueryNext(parser, 2) ? readExists(parser) : null),
  DATE: typedLiteral((text, place) => dateLiteral(text, place)),
  TIMESTAMP: typedLiteral((text, place) => timestampLiteral(text, place, true)),
  TIMESTAMP_LTZ: typedLiteral((text, place) => timestampLiteral(text, place, true)),
  TIMESTAMP_NTZ: typedLiteral((text, place) => timestampLiteral(text, place, false)),
};

function constant(value: Expression): SpecialWord {
  return (parser, next) => {
    if (isToken(next, "(") || isToken(next, ".")) return null;
    parser.tokens.next();
    return value;
  };
}

function typedLiteral(make: (text: string, place: Token) => Expression): SpecialWord {
  return (parser, next) => {
    if (next.kind !== "string") return null;
    parser.tokens.next();
    return make(readStringLiteral(parser), next);
  };
}

function readExists(parser: Parser): Expression {
  expect(parser, "EXISTS", "(");
  const query = parser.query();
  expect(parser, ")");
  return { kind: "exists", query };
}

function readCast(parser: Parser, isTry: boolean): Expression {
  parser.tokens.next();
  expect(parser, "(");
  const value = parser.expression();
  expect(parser, "AS");
  const type = readType(parser);
  expect(parser, ")");
  return { kind: "cast", value, type, isTry };
}

function readCase(parser: Parser): Expression {
  expect(parser, "CASE");
  const value = isAt(parser, "WHEN") ? null : parser.expression();
  const branches = [];
  while (take(parser, "WHEN")) {
    const when = parser.expression();
    expect(parser, "THEN");
    branches.push({ when, result: parser.expression() });
  }
  if (branches.length === 0) return syntaxError(parser);
  const otherwise = take(parser, "ELSE") ? parser.expression() : null;
  expect(parser, "END");
  return { kind: "case", value, branches, otherwise };
}

function readInterval(parser: Parser, next: Token): Expression | null {
  const isSign = next.kind === "symbol" && (next.text === "-" || next.text === "+");
  const isSigned =
    isSign && (parser.tokens.peek(2).kind === "string" || isIntervalUnit(parser.tokens.peek(3).word));
  if (next.kind !== "string" && next.kind !== "number" && !isSigned) return null;
  parser.tokens.next();
  const counts = [readIntervalCount(parser)];
  const [{ count = "", unit = "" } = {}] = counts;
  if (unit === "") return intervalOf(countsIn(count), next);
  if (take(parser, "TO"))
    return intervalRange(count, { from: unit, to: parser.tokens.next().word.replace(/S$/, "") }, next);
  while (isMoreInterval(parser)) counts.push(readIntervalCount(parser));
  return intervalOf(counts, next);
}

function isMoreInterval(parser: Parser): boolean {
  const [first, second] = [parser.tokens.peek(), parser.tokens.peek(1)];
  return (first.kind === "number" || first.kind === "string") && isIntervalUnit(second.word);
}

/** `7 DAYS`, `-'3' HOUR`; without a unit for `'3 days 2 hours'`. */
function readIntervalCount(parser: Parser): { readonly count: string; readonly unit: string } {
  const sign = take(parser, "-") ? "-" : take(parser, "+") ? "+" : "";
  const token = parser.tokens.next();
  if (token.kind !== "string" && token.kind !== "number") return syntaxError(parser, token);
  const unit = parser.tokens.peek().word;
  if (!isIntervalUnit(unit))
    return token.kind === "string" ? { count: sign + token.text, unit: "" } : syntaxError(parser);
  parser.tokens.next();
  return { count: sign + token.text, unit: unit.replace(/S$/, "") };
}

function countsIn(text: string): readonly { readonly count: string; readonly unit: string }[] {
  const found = [...text.matchAll(/\s*([+-]?\d+(?:\.\d+)?)\s*([A-Za-z]+)/gy)];
  const length = found.reduce((sum, match) => sum + match[0].length, 0);
  const isWhole = length === text.trimEnd().length && found.every((match) => isIntervalUnit(match[2] ?? ""));
  return isWhole && found.length > 0
    ? found.map((match) => ({ count: match[1] ?? "", unit: match[2] ?? "" }))
    : [{ count: text, unit: "DAY" }];
}

/** A column, `t.*`, or a call. */
function readNamed(parser: Parser): Expression {
  const place = parser.tokens.peek();
  if (isAt(parser, "IDENTIFIER", "(")) {
    const parts = readName(parser);
    return isAt(parser, "(") ? readCall(parser, parts, place) : { kind: "column", parts, place };
  }
  const parts = [parser.tokens.next().text];
  while (isAt(parser, ".") && isNameToken(parser.tokens.peek(1))) {
    parser.tokens.next();
    parts.push(parser.tokens.next().text);
  }
  if (isAt(parser, ".", "*")) {
    expect(parser, ".", "*");
    return { kind: "star", qualifier: parts, except: readExcept(parser) };
  }
  if (isAt(parser, "(")) return readCall(parser, parts, place);
  return { kind: "column", parts: withoutDropped(parser, parts), place };
}

function withoutDropped(parser: Parser, parts: readonly string[]): readonly string[] {
  const dropped = parser.droppedQualifiers.find(
    (qualifier) =>
      parts.length > qualifier.length &&
      qualifier.every((part, index) => part.toLowerCase() === parts[index]?.toLowerCase()),
  );
  return dropped === undefined ? parts : parts.slice(dropped.length);
}
