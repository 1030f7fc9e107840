/** A word of one line of a story. `column` is from 1; `value` is the number or the minute of the day. */
export interface StoryToken {
  readonly kind: "word" | "name" | "capitals" | "number" | "clock" | "text" | "sign";
  /** As meant: without quotes and escapes. */
  readonly text: string;
  readonly value: number;
  readonly column: number;
}

export type TokenizedLine =
  | {
      readonly kind: "tokens";
      readonly tokens: readonly StoryToken[];
      /** The line without comment and trailing blanks. */
      readonly text: string;
      /** Number of blanks in front. */
      readonly indent: number;
    }
  | { readonly kind: "problem"; readonly column: number; readonly message: string; readonly hint: string };

const TEXT = /"((?:[^"\\]|\\["\\])*)"/y;
const CLOCK = /(\d{1,2}):(\d{2})(?![\d:])/y;
const NUMBER = /\d[\d_]*(?:\.\d+)?/y;
const WORD = /[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*/y;
const CAPITALIZED = /[A-Z][A-Za-z0-9_]*/y;
/** A word of two or more capitals is a privilege or a level; a name has a small letter in it. */
const ALL_CAPITALS = /^[A-Z][A-Z0-9_]+$/;
const SIGN = /[,%=<>/+*:().-]/y;
const MINUTES_PER_HOUR = 60;
const HOURS_PER_DAY = 24;

/** Splits a line: words in lower case, Names, PRIVILEGES, numbers, times of day, "texts" and signs; `#` ends it. */
export function tokenizeLine(line: string): TokenizedLine {
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  const tokens: StoryToken[] = [];
  let at = indent;
  while (at < line.length) {
    const char = line.charAt(at);
    if (char === "#") break;
    if (char === " ") {
      at += 1;
      continue;
    }
    const token = tokenAt(line, at);
    if ("message" in token) return token;
    tokens.push(token.token);
    at = token.end;
  }
  return { kind: "tokens", tokens, text: line.slice(0, at).trimEnd(), indent };
}

type Problem = Extract<TokenizedLine, { kind: "problem" }>;
type Found = { readonly token: StoryToken; readonly end: number } | Problem;

function tokenAt(line: string, at: number): Found {
  const column = at + 1;
  if (line.charAt(at) === '"') return textAt(line, at);
  if (line.charAt(at) === "\t") return problem(column, "a tab is no blank here", "indent with blanks");
  const clock = matchAt(CLOCK, line, at);
  if (clock !== null) return clockAt(clock, column);
  const number = matchAt(NUMBER, line, at);
  if (number !== null) return found("number", number, Number(number[0].replaceAll("_", "")));
  const word = matchAt(WORD, line, at);
  if (word !== null) return found("word", word);
  const capitalized = matchAt(CAPITALIZED, line, at);
  if (capitalized !== null)
    return found(ALL_CAPITALS.test(capitalized[0]) ? "capitals" : "name", capitalized);
  const sign = matchAt(SIGN, line, at);
  if (sign !== null) return found("sign", sign);
  return problem(
    column,
    `\`${String.fromCodePoint(line.codePointAt(at) ?? 0)}\` does not belong here`,
    "names start with a capital letter, words are in lower case, texts stand in double quotes",
  );
}

function textAt(line: string, at: number): Found {
  const match = matchAt(TEXT, line, at);
  if (match === null)
    return problem(at + 1, "a text is not closed", 'end it with `"`; inside it, `\\"` is a quote');
  const text = (match[1] ?? "").replace(/\\(["\\])/g, "$1");
  return { token: { kind: "text", text, value: 0, column: at + 1 }, end: at + match[0].length };
}

function clockAt(match: RegExpExecArray, column: number): Found {
  const hour = Number(match[1]);
  const minute = Number(match[2]);
  if (hour >= HOURS_PER_DAY || minute >= MINUTES_PER_HOUR)
    return problem(column, `\`${match[0]}\` is no time of day`, "write 00:00 to 23:59");
  return found("clock", match, hour * MINUTES_PER_HOUR + minute);
}

function found(kind: StoryToken["kind"], match: RegExpExecArray, value = 0): Found {
  const text = match[0];
  return { token: { kind, text, value, column: match.index + 1 }, end: match.index + text.length };
}

function matchAt(pattern: RegExp, line: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(line);
}

function problem(column: number, message: string, hint: string): Problem {
  return { kind: "problem", column, message, hint };
}
