import type { Expression, Operator } from "../tree/expression.ts";
import { isQueryNext } from "./is-query-next.ts";
import {
  CHAIN_LENGTH_MAX,
  expect,
  isAt,
  isToken,
  type Parser,
  readParenthesized,
  readStringLiteral,
  syntaxError,
  take,
  takeOneOf,
  unsupported,
} from "./parser.ts";
import { readPrimary } from "./read-primary.ts";

/** An expression with everything that it binds. */
export function readExpression(parser: Parser): Expression {
  return readJoined(parser, "OR");
}

/** A value without AND, OR, NOT and conditions. */
export function readValue(parser: Parser): Expression {
  return readRank(parser, 0);
}

function readJoined(parser: Parser, word: "OR" | "AND"): Expression {
  const inner = (): Expression => (word === "OR" ? readJoined(parser, "AND") : readNot(parser));
  const items = [inner()];
  while (take(parser, word)) items.push(inner());
  const [only] = items;
  if (only !== undefined && items.length === 1) return only;
  return { kind: word === "OR" ? "any" : "all", items };
}

function readNot(parser: Parser): Expression {
  if (!take(parser, "NOT") && !take(parser, "!")) return readPredicate(parser);
  return { kind: "not", value: parser.nested(() => readNot(parser)) };
}

function readPredicate(parser: Parser): Expression {
  let value = readRank(parser, 0);
  for (let count = 0; ; count += 1) {
    const next = readPredicateSuffix(parser, value);
    if (next === null) return value;
    if (count > CHAIN_LENGTH_MAX) return unsupported(parser, "a chain of this many conditions");
    value = next;
  }
}

/** `IS …`, `BETWEEN …`, `IN …`, `LIKE …` behind a value; null when none follows. */
function readPredicateSuffix(parser: Parser, value: Expression): Expression | null {
  if (take(parser, "IS")) return readIs(parser, value);
  const isNegated =
    isAt(parser, "NOT") &&
    ["BETWEEN", "IN", "LIKE", "ILIKE", "RLIKE", "REGEXP"].includes(parser.tokens.peek(1).word);
  if (isNegated) parser.tokens.next();
  if (take(parser, "BETWEEN")) {
    const low = readRank(parser, 0);
    expect(parser, "AND");
    return { kind: "between", value, low, high: readRank(parser, 0), isNegated };
  }
  if (take(parser, "IN")) return readIn(parser, value, isNegated);
  const place = parser.tokens.peek();
  const manner = takeOneOf(parser, ["LIKE", "ILIKE", "RLIKE", "REGEXP"]);
  if (manner === null) return null;
  const quantifier = readQuantifier(parser);
  const patterns =
    quantifier === null ? [readRank(parser, 0)] : readParenthesized(parser, () => readRank(parser, 0));
  return {
    kind: "like",
    manner: manner === "REGEXP" ? "RLIKE" : manner,
    value,
    patterns,
    quantifier: quantifier ?? "any",
    escape: take(parser, "ESCAPE") ? readEscape(parser) : "\\",
    isNegated,
    place,
  };
}

function readQuantifier(parser: Parser): "any" | "all" | null {
  if (!isToken(parser.tokens.peek(1), "(")) return null;
  const word = takeOneOf(parser, ["ANY", "SOME", "ALL"]);
  return word === null ? null : word === "ALL" ? "all" : "any";
}

function readEscape(parser: Parser): string {
  const text = readStringLiteral(parser);
  return [...text].length === 1 ? text : syntaxError(parser);
}

function readIs(parser: Parser, value: Expression): Expression {
  const isNegated = take(parser, "NOT");
  if (take(parser, "DISTINCT", "FROM")) {
    const same: Expression = { kind: "operator", operator: "<=>", left: value, right: readRank(parser, 0) };
    return isNegated ? same : { kind: "not", value: same };
  }
  if (take(parser, "UNKNOWN")) return { kind: "is", test: "NULL", value, isNegated };
  const test = takeOneOf(parser, ["NULL", "TRUE", "FALSE"]);
  return test === null ? syntaxError(parser) : { kind: "is", test, value, isNegated };
}

function readIn(parser: Parser, value: Expression, isNegated: boolean): Expression {
  if (!isAt(parser, "(")) return syntaxError(parser);
  if (isQueryNext(parser, 1)) {
    expect(parser, "(");
    const options = parser.query();
    expect(parser, ")");
    return { kind: "in", value, options, isNegated };
  }
  return { kind: "in", value, options: readParenthesized(parser, () => parser.expression()), isNegated };
}

/** Operators from the loosest rank to the tightest; each rank binds to the left. */
const RANKS: readonly Readonly<Record<string, Operator>>[] = [
  { "=": "=", "==": "=", "<>": "<>", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "<=>": "<=>" },
  { "|": "|" },
  { "^": "^" },
  { "&": "&" },
  { "<<": "<<", ">>": ">>" },
  { "+": "+", "-": "-", "||": "||" },
  { "*": "*", "/": "/", "%": "%", DIV: "DIV" },
];

function readRank(parser: Parser, rank: number): Expression {
  const operators = RANKS[rank];
  if (operators === undefined) return readUnary(parser);
  let left = readRank(parser, rank + 1);
  for (let count = 0; ; count += 1) {
    const operator = operatorAt(parser, operators);
    if (operator === null) return left;
    if (count > CHAIN_LENGTH_MAX) return unsupported(parser, "a chain of this many operators");
    parser.tokens.next();
    left = { kind: "operator", operator, left, right: readRank(parser, rank + 1) };
  }
}

function operatorAt(parser: Parser, operators: Readonly<Record<string, Operator>>): Operator | null {
  const token = parser.tokens.peek();
  if (token.kind === "symbol" && Object.hasOwn(operators, token.text)) return operators[token.text] ?? null;
  return token.kind === "word" && Object.hasOwn(operators, token.word)
    ? (operators[token.word] ?? null)
    : null;
}

function readUnary(parser: Parser): Expression {
  if (take(parser, "-")) return negated(parser.nested(() => readUnary(parser)));
  if (take(parser, "+")) return parser.nested(() => readUnary(parser));
  if (take(parser, "~")) return { kind: "bit_not", value: parser.nested(() => readUnary(parser)) };
  return readPrimary(parser);
}

/** A negative number is a literal: `-9223372036854775808` has no positive twin. */
function negated(value: Expression): Expression {
  return value.kind === "number" && !value.text.startsWith("-")
    ? { ...value, text: `-${value.text}` }
    : { kind: "negate", value };
}
