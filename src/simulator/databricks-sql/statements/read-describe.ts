import { expect, isAt, type Parser, take, unsupported } from "../parser/parser.ts";
import { readIdentifier, readName } from "../parser/read-name.ts";
import type { ParsedStatement } from "../statement.ts";
import { readSecurable } from "./read-securable.ts";

/** `DESCRIBE [TABLE] [EXTENDED] t`, `DESCRIBE HISTORY t`, `DESCRIBE POLICY p ON …`. */
export function readDescribe(parser: Parser): ParsedStatement {
  if (!take(parser, "DESC")) expect(parser, "DESCRIBE");
  if (isFollowed(parser, "POLICY")) {
    expect(parser, "POLICY");
    const name = readIdentifier(parser);
    expect(parser, "ON");
    return { kind: "describe_policy", name, on: readSecurable(parser) };
  }
  if (isFollowed(parser, "HISTORY")) {
    expect(parser, "HISTORY");
    return { kind: "describe_history", table: readName(parser) };
  }
  for (const word of [
    "CATALOG",
    "SCHEMA",
    "DATABASE",
    "FUNCTION",
    "QUERY",
    "DETAIL",
    "VOLUME",
    "SHARE",
    "CONNECTION",
  ])
    if (isFollowed(parser, word)) return unsupported(parser, `DESCRIBE ${word}`);
  if (isAt(parser, "SELECT") || isAt(parser, "WITH")) return unsupported(parser, "DESCRIBE QUERY");
  if (isFollowed(parser, "TABLE")) expect(parser, "TABLE");
  const isExtended =
    (isFollowed(parser, "EXTENDED") && take(parser, "EXTENDED")) ||
    (isFollowed(parser, "FORMATTED") && take(parser, "FORMATTED"));
  const table = readName(parser);
  if (isAt(parser, "AS", "JSON")) return unsupported(parser, "DESCRIBE … AS JSON");
  return { kind: "describe_table", table, isExtended };
}

/** Whether the word is a keyword here: a name follows it. */
function isFollowed(parser: Parser, word: string): boolean {
  const { kind } = parser.tokens.peek(1);
  return isAt(parser, word) && (kind === "word" || kind === "quoted");
}
