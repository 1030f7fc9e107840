import type { Expression } from "../tree/expression.ts";
import { type Parser, readList, syntaxError } from "./parser.ts";

/** Rows of VALUES: in parentheses, or bare for one column. */
export function readRows(parser: Parser): (readonly Expression[])[] {
  const place = parser.tokens.peek();
  const rows = readList(parser, () => {
    const value = parser.expression();
    return value.kind === "row" ? value.items : [value];
  });
  if (rows.some((row) => row.length !== rows[0]?.length)) return syntaxError(parser, place);
  return rows;
}
