import { isToken, type Parser } from "./parser.ts";

/** No more parentheses than a text may nest are looked through. */
const LOOKAHEAD_MAX = 200;

/** Whether a query starts `ahead` pieces from here; parentheses before it are looked through. */
export function isQueryNext(parser: Parser, ahead: number): boolean {
  let at = ahead;
  while (at < LOOKAHEAD_MAX && isToken(parser.tokens.peek(at), "(")) at += 1;
  const { word } = parser.tokens.peek(at);
  if (word === "SELECT") return true;
  const next = parser.tokens.peek(at + 1);
  if (word === "VALUES" || word === "TABLE") return next.text === "(" || next.kind !== "symbol";
  return word === "WITH" && (next.kind === "word" || next.kind === "quoted");
}
