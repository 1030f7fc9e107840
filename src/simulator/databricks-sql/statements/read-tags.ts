import {
  expect,
  isAt,
  type Parser,
  readParenthesized,
  readStringLiteral,
  syntaxError,
  take,
} from "../parser/parser.ts";
import { readIdentifier, readName } from "../parser/read-name.ts";
import type { ParsedStatement, SecurableName } from "../statement.ts";
import { readSecurable } from "./read-securable.ts";

type Target = { readonly on: SecurableName; readonly column: string | null };

/** Behind ALTER …: `SET TAGS ('k' = 'v', …)` or `UNSET TAGS ('k', …)`. */
export function readTagsClause(parser: Parser, target: Target): ParsedStatement {
  const kind = take(parser, "SET") ? "set_tags" : "unset_tags";
  if (kind === "unset_tags") expect(parser, "UNSET");
  expect(parser, "TAGS");
  const pairs = readParenthesized(parser, (): readonly [string, string] => {
    const key = readText(parser);
    return [key, kind === "set_tags" && take(parser, "=") ? readText(parser) : ""];
  });
  return { kind, ...target, tags: Object.fromEntries(pairs) };
}

/** `SET TAG ON COLUMN c.s.t.x k = v`, `UNSET TAG ON TABLE c.s.t k`. */
export function readTagStatement(parser: Parser): ParsedStatement {
  const kind = take(parser, "SET") ? "set_tags" : "unset_tags";
  if (kind === "unset_tags") expect(parser, "UNSET");
  expect(parser, "TAG", "ON");
  const target = readTarget(parser);
  const key = readText(parser);
  const value = kind === "set_tags" && take(parser, "=") ? readText(parser) : "";
  return { kind, ...target, tags: { [key]: value } };
}

function readTarget(parser: Parser): Target {
  if (!isAt(parser, "COLUMN")) return { on: readSecurable(parser), column: null };
  expect(parser, "COLUMN");
  const place = parser.tokens.peek();
  const parts = readName(parser);
  const column = parts.at(-1);
  if (column === undefined || parts.length < 2) return syntaxError(parser, place);
  return { on: { type: "TABLE", parts: parts.slice(0, -1) }, column };
}

function readText(parser: Parser): string {
  return parser.tokens.peek().kind === "string" ? readStringLiteral(parser) : readIdentifier(parser);
}
