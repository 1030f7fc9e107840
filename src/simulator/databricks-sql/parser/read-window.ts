import type { FrameBound, SortItem, WindowDefinition, WindowFrame } from "../tree/expression.ts";
import { expect, isAt, type Parser, readList, syntaxError, take, takeOneOf } from "./parser.ts";

/** NULL comes first in ascending order and last in descending order, unless the text says otherwise. */
export function readSortItem(parser: Parser): SortItem {
  const value = parser.expression();
  const isDescending = take(parser, "DESC");
  if (!isDescending) take(parser, "ASC");
  if (!take(parser, "NULLS")) return { value, isDescending, isNullsFirst: !isDescending };
  const place = takeOneOf(parser, ["FIRST", "LAST"]);
  return place === null ? syntaxError(parser) : { value, isDescending, isNullsFirst: place === "FIRST" };
}

/** What stands behind OVER, or behind `name AS` in the WINDOW clause. */
export function readWindow(parser: Parser): WindowDefinition {
  if (!isAt(parser, "("))
    return { name: parser.tokens.next().text, partitionBy: [], orderBy: [], frame: null };
  expect(parser, "(");
  const name = isWindowName(parser) ? parser.tokens.next().text : null;
  const partitionBy =
    take(parser, "PARTITION", "BY") || take(parser, "DISTRIBUTE", "BY")
      ? readList(parser, () => parser.expression())
      : [];
  const orderBy =
    take(parser, "ORDER", "BY") || take(parser, "SORT", "BY")
      ? readList(parser, () => readSortItem(parser))
      : [];
  const frame = readFrame(parser);
  expect(parser, ")");
  return { name, partitionBy, orderBy, frame };
}

function isWindowName(parser: Parser): boolean {
  const { kind, word } = parser.tokens.peek();
  return (
    kind === "quoted" ||
    (kind === "word" && !["PARTITION", "DISTRIBUTE", "ORDER", "SORT", "ROWS", "RANGE"].includes(word))
  );
}

function readFrame(parser: Parser): WindowFrame | null {
  const unit = takeOneOf(parser, ["ROWS", "RANGE"]);
  if (unit === null) return null;
  if (!take(parser, "BETWEEN")) return { unit, from: readBound(parser), to: { kind: "CURRENT ROW" } };
  const from = readBound(parser);
  expect(parser, "AND");
  return { unit, from, to: readBound(parser) };
}

function readBound(parser: Parser): FrameBound {
  if (take(parser, "CURRENT", "ROW")) return { kind: "CURRENT ROW" };
  if (take(parser, "UNBOUNDED", "PRECEDING")) return { kind: "UNBOUNDED PRECEDING" };
  if (take(parser, "UNBOUNDED", "FOLLOWING")) return { kind: "UNBOUNDED FOLLOWING" };
  const distance = parser.expression();
  const kind = takeOneOf(parser, ["PRECEDING", "FOLLOWING"]);
  return kind === null ? syntaxError(parser) : { kind, distance };
}
