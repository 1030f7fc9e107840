import type { Token } from "../lexer/token.ts";
import { type TokenStream, tokenStream } from "../lexer/token-stream.ts";
import { refuseSql, refuseUnsupported, type TextPlace } from "../sql-refused.ts";
import type { References } from "../statement.ts";
import type { DataType } from "../tree/data-type.ts";
import type { Expression, Query } from "../tree/expression.ts";

/** Deepest nesting of a text. DuckDB takes expressions of depth 1,000, and one level here becomes up to five there. */
const DEPTH_MAX = 150;
/** Longest chain of operators of one rank; such chains nest to the left. */
export const CHAIN_LENGTH_MAX = 400;

/** What stands for a parameter marker, or a refusal. */
export type ParameterLookup = (name: string | null, place: TextPlace) => Expression;

/** State of one reading: the pieces that are left, and what was met so far. */
export interface Parser {
  readonly tokens: TokenStream;
  readonly parameter: ParameterLookup;
  /** Names of common tables, innermost scope last; in lower case. */
  readonly commonTables: Set<string>[];
  /** Qualifiers that columns drop: the table of UPDATE and DELETE. */
  readonly droppedQualifiers: (readonly string[])[];
  readonly tables: Map<string, readonly string[]>;
  readonly functions: Map<string, readonly string[]>;
  /** Whether the first half of the `>>` that is next has closed a type. */
  readonly halfAngle: { isOpen: boolean };
  /** Reads an expression; here, so that the files of the grammar do not import each other in a ring. */
  expression(): Expression;
  /** An expression without AND, OR, NOT and conditions such as IN. */
  value(): Expression;
  query(): Query;
  /** Type that a schema in a text tells. */
  schema(text: string): DataType;
  /** Runs `read` one level deeper. @throws when it is too deep */
  nested<Result>(read: () => Result): Result;
  references(): References;
}

export interface ParserOptions {
  readonly text: string;
  readonly parameter: ParameterLookup;
  readonly readExpression: (parser: Parser) => Expression;
  readonly readValue: (parser: Parser) => Expression;
  readonly readQuery: (parser: Parser) => Query;
  readonly readSchema: (text: string) => DataType;
}

export function openParser({
  text,
  parameter,
  readExpression,
  readValue,
  readQuery,
  readSchema,
}: ParserOptions): Parser {
  let depth = 0;
  const parser: Parser = {
    tokens: tokenStream(text),
    parameter,
    commonTables: [],
    droppedQualifiers: [],
    tables: new Map(),
    functions: new Map(),
    halfAngle: { isOpen: false },
    expression: () => parser.nested(() => readExpression(parser)),
    value: () => parser.nested(() => readValue(parser)),
    query: () => parser.nested(() => readQuery(parser)),
    schema: readSchema,
    nested(read) {
      if (depth >= DEPTH_MAX)
        return refuseSql(
          "FAILED_TO_PARSE_TOO_COMPLEX",
          "The statement, including potential SQL functions and referenced views, was too complex to parse.",
          {
            sqlState: "54001",
            place: parser.tokens.peek(),
          },
        );
      depth += 1;
      try {
        return read();
      } finally {
        depth -= 1;
      }
    },
    references: () => ({ tables: [...parser.tables.values()], functions: [...parser.functions.values()] }),
  };
  return parser;
}

export function syntaxError(parser: Parser, token: Token = parser.tokens.peek()): never {
  const near =
    token.kind === "end"
      ? "end of input"
      : `'${parser.tokens.text.slice(token.start, Math.min(token.end, token.start + 100))}'`;
  return refuseSql("PARSE_SYNTAX_ERROR", `Syntax error at or near ${near}.`, {
    sqlState: "42601",
    place: token,
  });
}

export function unsupported(parser: Parser, what: string): never {
  return refuseUnsupported(what, parser.tokens.peek());
}

/** Whether the next pieces are these words or symbols. */
export function isAt(parser: Parser, ...wanted: readonly string[]): boolean {
  return wanted.every((each, index) => isToken(parser.tokens.peek(index), each));
}

export function isToken(token: Token, wanted: string): boolean {
  return token.kind === "symbol" ? token.text === wanted : token.kind === "word" && token.word === wanted;
}

/** Takes these words or symbols when they are next. */
export function take(parser: Parser, ...wanted: readonly string[]): boolean {
  if (!isAt(parser, ...wanted)) return false;
  for (const _ of wanted) parser.tokens.next();
  return true;
}

export function expect(parser: Parser, ...wanted: readonly string[]): void {
  for (const each of wanted) if (!take(parser, each)) syntaxError(parser);
}

/** One of the words, taken; null when none is next. */
export function takeOneOf<Word extends string>(parser: Parser, words: readonly Word[]): Word | null {
  return words.find((word) => take(parser, word)) ?? null;
}

/** `item, item, …` */
export function readList<Item>(parser: Parser, read: () => Item): Item[] {
  const items = [read()];
  while (take(parser, ",")) items.push(read());
  return items;
}

/** `(item, item, …)` */
export function readParenthesized<Item>(parser: Parser, read: () => Item): Item[] {
  expect(parser, "(");
  const items = readList(parser, read);
  expect(parser, ")");
  return items;
}

/** String literal; neighbors are one. */
export function readStringLiteral(parser: Parser): string {
  const first = parser.tokens.peek();
  if (first.kind !== "string") return syntaxError(parser);
  const parts: string[] = [];
  while (parser.tokens.peek().kind === "string") parts.push(parser.tokens.next().text);
  return parts.join("");
}
