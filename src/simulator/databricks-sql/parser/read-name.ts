import type { Token } from "../lexer/token.ts";
import { refuseSql } from "../sql-refused.ts";
import { expect, isAt, type Parser, syntaxError, take } from "./parser.ts";

/**
 * Words that cannot be a table's or column's alias, because a clause starts with them.
 * Source: Databricks SQL language manual, "Reserved words" (ANSI mode lists more as reserved for names; a warehouse takes them).
 */
const CLAUSE_WORDS: ReadonlySet<string> = new Set([
  ..."ANTI CROSS EXCEPT FULL INNER INTERSECT JOIN LATERAL LEFT MINUS NATURAL ON RIGHT SEMI UNION USING".split(
    " ",
  ),
  ..."FROM WHERE GROUP HAVING QUALIFY WINDOW ORDER SORT DISTRIBUTE CLUSTER LIMIT OFFSET SELECT WITH VALUES".split(
    " ",
  ),
  ..."AND OR NOT AS BETWEEN IN IS LIKE ILIKE RLIKE REGEXP THEN WHEN ELSE END CASE DESC ASC NULLS SET".split(
    " ",
  ),
  ..."TABLESAMPLE PIVOT UNPIVOT INTO DIV OVER FILTER WITHIN ROWS RANGE PARTITION BY".split(" "),
]);

export function isNameToken(token: Token): boolean {
  return token.kind === "quoted" || token.kind === "word";
}

/** Whether the next piece can be an alias without AS. */
export function isBareAlias(parser: Parser): boolean {
  const token = parser.tokens.peek();
  return token.kind === "quoted" || (token.kind === "word" && !CLAUSE_WORDS.has(token.word));
}

/** One part of a name, as written. */
export function readIdentifier(parser: Parser): string {
  const token = parser.tokens.peek();
  if (!isNameToken(token)) return syntaxError(parser);
  parser.tokens.next();
  rejectHyphen(parser, token);
  return token.text;
}

/** `main-data` without backticks is the error that everybody makes. */
function rejectHyphen(parser: Parser, token: Token): void {
  const [hyphen, rest] = [parser.tokens.peek(), parser.tokens.peek(1)];
  const isJoined =
    token.kind === "word" && hyphen.text === "-" && hyphen.start === token.end && rest.start === hyphen.end;
  if (!isJoined || rest.kind !== "word") return;
  refuseSql(
    "INVALID_IDENTIFIER",
    `The unquoted identifier ${token.text}-${rest.text} is invalid and must be back quoted as: \`${token.text}-${rest.text}\`.`,
    { sqlState: "42602", place: token },
  );
}

/** `a.b.c`, or `IDENTIFIER('a.b.c')` and `IDENTIFIER(:name)`. */
export function readName(parser: Parser): readonly string[] {
  if (isAt(parser, "IDENTIFIER", "(")) return readIdentifierClause(parser);
  const parts = [readIdentifier(parser)];
  while (take(parser, ".")) parts.push(readIdentifier(parser));
  return parts;
}

function readIdentifierClause(parser: Parser): readonly string[] {
  expect(parser, "IDENTIFIER", "(");
  const place = parser.tokens.peek();
  const value = parser.expression();
  expect(parser, ")");
  const text = value.kind === "string" ? value.value : null;
  const parts = text === null ? null : splitName(text);
  return (
    parts ??
    refuseSql(
      "NOT_A_CONSTANT_STRING.WRONG_TYPE",
      "The expression used for IDENTIFIER must be a constant STRING that is a name.",
      {
        sqlState: "42601",
        place,
      },
    )
  );
}

/** Parts of a name in a text; null when it is none. */
function splitName(text: string): readonly string[] | null {
  const part = "(?:`(?:[^`]|``)+`|[\\p{L}\\p{N}_]+)";
  if (!new RegExp(`^\\s*${part}(?:\\.${part})*\\s*$`, "u").test(text)) return null;
  return (text.match(new RegExp(part, "gu")) ?? []).map((each) =>
    each.startsWith("`") ? each.slice(1, -1).replaceAll("``", "`") : each,
  );
}
