/** A piece of TypeScript or JavaScript text. */
export interface Token {
  readonly kind: "word" | "string" | "template" | "number" | "regex" | "comment" | "mark";
  /** As written, quotes and comment signs included. A template is one token per piece between its `${…}`. */
  readonly text: string;
  /** Line of its first character, from 1. */
  readonly line: number;
}

const SPACE = /[\s\ufeff]+/y;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const HASHBANG = /#![^\n]*/y;
const STRING = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y;
const TEMPLATE_PIECE = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y;
const NUMBER = /0[xXbBoO][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?n?/y;
const WORD = /#?[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;
const REGEX = /\/(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[dgimsuvy]*/y;
const MARK = /=>|\?\.(?!\d)|\.\.\.|[^\s]/uy;

/** Words after which a slash begins a regular expression and not a division. */
const WORDS_BEFORE_REGEX = new Set(
  "return typeof case in of void delete throw await yield else do".split(" "),
);

interface Cursor {
  readonly text: string;
  offset: number;
  line: number;
  /** One entry per open template: how many braces are open inside its current `${`. */
  readonly openBraceCounts: number[];
  /** Last token that is not a comment. */
  previous: Token | null;
  readonly tokens: Token[];
}

/**
 * Splits the text of one file into tokens. Knows strings, templates, comments and regular expressions, so that a word
 * inside one of them is never taken for code; knows no grammar.
 *
 * Works when: the text is valid TypeScript without JSX.
 * Fails when: a regular expression follows a closing parenthesis or bracket (read as a division).
 */
export function tokenize(text: string): readonly Token[] {
  const cursor: Cursor = { text, offset: 0, line: 1, openBraceCounts: [], previous: null, tokens: [] };
  const hashbang = match(cursor, HASHBANG);
  if (hashbang !== null) push(cursor, "comment", hashbang);
  while (cursor.offset < text.length) readNext(cursor);
  return cursor.tokens;
}

/** Whole tokens by how they look, in order of preference; a slash that divides is left to {@link readMark}. */
const PATTERNS: readonly (readonly [Token["kind"], RegExp])[] = [
  ["comment", COMMENT],
  ["string", STRING],
  ["word", WORD],
  ["number", NUMBER],
  ["regex", REGEX],
];

function readNext(cursor: Cursor): void {
  const space = match(cursor, SPACE);
  if (space !== null) advance(cursor, space);
  if (cursor.offset === cursor.text.length) return;
  for (const [kind, pattern] of PATTERNS) {
    const text = kind === "regex" && !mayStartRegex(cursor.previous) ? null : match(cursor, pattern);
    if (text === null) continue;
    push(cursor, kind, text);
    return;
  }
  readMark(cursor);
}

/** Punctuation; a backtick or the brace that ends `${` also reads the piece of template after it. */
function readMark(cursor: Cursor): void {
  const mark = match(cursor, MARK) ?? cursor.text.charAt(cursor.offset);
  const depth = cursor.openBraceCounts.length - 1;
  const openBraceCount = cursor.openBraceCounts[depth] ?? 0;
  const endsExpression = mark === "}" && depth >= 0 && openBraceCount === 0;
  if (endsExpression) cursor.openBraceCounts.pop();
  if (endsExpression || mark === "`") {
    readTemplatePiece(cursor);
    return;
  }
  if (depth >= 0 && mark === "{") cursor.openBraceCounts[depth] = openBraceCount + 1;
  if (depth >= 0 && mark === "}") cursor.openBraceCounts[depth] = openBraceCount - 1;
  push(cursor, "mark", mark);
}

/** Reads from a backtick or closing brace to the next `${` or the closing backtick, both included. */
function readTemplatePiece(cursor: Cursor): void {
  TEMPLATE_PIECE.lastIndex = cursor.offset + 1;
  const piece = TEMPLATE_PIECE.exec(cursor.text)?.[0] ?? cursor.text.slice(cursor.offset + 1);
  if (piece.endsWith("${")) cursor.openBraceCounts.push(0);
  push(cursor, "template", cursor.text.charAt(cursor.offset) + piece);
}

function mayStartRegex(previous: Token | null): boolean {
  if (previous === null) return true;
  if (previous.kind === "word") return WORDS_BEFORE_REGEX.has(previous.text);
  return previous.kind === "mark" && previous.text !== ")" && previous.text !== "]";
}

function match(cursor: Cursor, pattern: RegExp): string | null {
  pattern.lastIndex = cursor.offset;
  return pattern.exec(cursor.text)?.[0] ?? null;
}

function push(cursor: Cursor, kind: Token["kind"], text: string): void {
  const token: Token = { kind, text, line: cursor.line };
  cursor.tokens.push(token);
  if (kind !== "comment") cursor.previous = token;
  advance(cursor, text);
}

function advance(cursor: Cursor, text: string): void {
  cursor.offset += text.length;
  cursor.line += text.split("\n").length - 1;
}
