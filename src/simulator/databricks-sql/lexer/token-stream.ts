import { refuseSql, type TextPlace } from "../sql-refused.ts";
import { readString } from "./read-string.ts";
import type { Token } from "./token.ts";

/** Bytes of a statement that the interface takes. Source: Databricks REST reference, "Statement Execution API". */
const TEXT_LENGTH_MAX = 16 * 1024 * 1024;

const BLANK = /\s+/y;
const LINE_COMMENT = /--[^\n]*/y;
/** Names may start with a digit when a letter follows: `2024_sales`. */
const WORD = /[\p{L}_][\p{L}\p{N}_]*|[0-9]+[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?:BD|[LSYDF])?(?![\p{L}\p{N}_])/iuy;
const SYMBOL = /<=>|->|=>|<=|>=|<>|!=|==|\|\||::|<<|>>|[-+*/%&|^~!<>=(),.;:?[\]{}@$#]/y;

/** Pieces of a text, made as they are asked for. */
export interface TokenStream {
  readonly text: string;
  /** The piece `ahead` behind the next one; the end stays the last. */
  peek(ahead?: number): Token;
  next(): Token;
}

/** @throws PARSE_SYNTAX_ERROR while reading, at a text that is too long, a character that starts nothing, or an open quote. */
export function tokenStream(text: string): TokenStream {
  if (text.length > TEXT_LENGTH_MAX)
    refuseSql("INVALID_PARAMETER_VALUE", "The statement text is longer than 16 MiB.", { sqlState: "22023" });
  const waiting: Token[] = [];
  const cursor = lexerOf(text);
  const peek = (ahead = 0): Token => {
    while (waiting.length <= ahead) waiting.push(cursor.read());
    return waiting[ahead] ?? cursor.read();
  };
  return {
    text,
    peek,
    next() {
      const token = peek();
      if (token.kind !== "end") waiting.shift();
      return token;
    },
  };
}

interface Position {
  offset: number;
  line: number;
  lineStart: number;
  /** Offset of the next end of a line, so that each is looked for once. */
  nextLineFeed: number;
}

function lexerOf(text: string): { read(): Token } {
  const position: Position = { offset: 0, line: 1, lineStart: 0, nextLineFeed: lineFeedFrom(text, 0) };
  return {
    read() {
      skipBlanks(text, position);
      const start = position.offset;
      const place = { line: position.line, column: start - position.lineStart + 1 };
      const piece = readPiece(text, start, place);
      advance(text, position, piece.end);
      return { ...piece, ...place, start };
    },
  };
}

function lineFeedFrom(text: string, offset: number): number {
  const found = text.indexOf("\n", offset);
  return found === -1 ? Number.POSITIVE_INFINITY : found;
}

function advance(text: string, position: Position, end: number): void {
  while (position.nextLineFeed < end) {
    position.line += 1;
    position.lineStart = position.nextLineFeed + 1;
    position.nextLineFeed = lineFeedFrom(text, position.lineStart);
  }
  position.offset = end;
}

function skipBlanks(text: string, position: Position): void {
  for (;;) {
    const end = blankEnd(text, position);
    if (end === position.offset) return;
    advance(text, position, end);
  }
}

function blankEnd(text: string, position: Position): number {
  const { offset } = position;
  if (text.startsWith("/*", offset)) return commentEnd(text, position);
  return matchEnd(BLANK, text, offset) ?? matchEnd(LINE_COMMENT, text, offset) ?? offset;
}

/** Bracketed comments nest. */
function commentEnd(text: string, position: Position): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = position.offset + 2;
  let depth = 1;
  for (let match = mark.exec(text); match !== null; match = mark.exec(text)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return refuseSql(
    "UNCLOSED_BRACKETED_COMMENT",
    "Found an unclosed bracketed comment. Please, append */ at the end of the comment.",
    {
      sqlState: "42601",
      place: { line: position.line, column: position.offset - position.lineStart + 1 },
    },
  );
}

function matchEnd(pattern: RegExp, text: string, offset: number): number | null {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : null;
}

type Piece = Pick<Token, "kind" | "text" | "word" | "end">;

function readPiece(text: string, start: number, place: TextPlace): Piece {
  if (start >= text.length) return { kind: "end", text: "", word: "", end: start };
  const first = text[start] ?? "";
  if (first === "'" || first === '"') return readString(text, { start, place, isRaw: false });
  if (first === "`") return readQuoted(text, start, place);
  const second = text[start + 1];
  if ((first === "r" || first === "R") && (second === "'" || second === '"'))
    return readString(text, { start: start + 1, place, isRaw: true });
  if ((first === "x" || first === "X") && (second === "'" || second === '"'))
    return readBytes(text, start, place);
  return (
    pieceOf(["number", NUMBER], text, start) ??
    pieceOf(["word", WORD], text, start) ??
    pieceOf(["symbol", SYMBOL], text, start) ??
    refuseSql("PARSE_SYNTAX_ERROR", `Syntax error at or near '${first}': extra input '${first}'.`, {
      sqlState: "42601",
      place,
    })
  );
}

function pieceOf(
  [kind, pattern]: readonly [Token["kind"], RegExp],
  text: string,
  start: number,
): Piece | null {
  const end = matchEnd(pattern, text, start);
  if (end === null) return null;
  const piece = text.slice(start, end);
  return { kind, text: piece, word: kind === "word" ? piece.toUpperCase() : "", end };
}

function readQuoted(text: string, start: number, place: TextPlace): Piece {
  let end = text.indexOf("`", start + 1);
  while (end !== -1 && text[end + 1] === "`") end = text.indexOf("`", end + 2);
  if (end === -1 || end === start + 1)
    return refuseSql("PARSE_SYNTAX_ERROR", "Syntax error at or near '`'.", { sqlState: "42601", place });
  return { kind: "quoted", text: text.slice(start + 1, end).replaceAll("``", "`"), word: "", end: end + 1 };
}

function readBytes(text: string, start: number, place: TextPlace): Piece {
  const quoted = readString(text, { start: start + 1, place, isRaw: true });
  if (!/^[0-9a-fA-F]*$/.test(quoted.text))
    return refuseSql(
      "INVALID_TYPED_LITERAL",
      `The value of the typed literal "X" is invalid: '${quoted.text}'.`,
      {
        sqlState: "42604",
        place,
      },
    );
  const even = quoted.text.length % 2 === 0 ? quoted.text : `0${quoted.text}`;
  return { ...quoted, kind: "bytes", text: even.toUpperCase() };
}
