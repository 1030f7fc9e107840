import type { Expression, GroupBy, GroupItem, Relation, Select, SelectItem } from "../tree/expression.ts";
import { expect, isAt, type Parser, readList, readParenthesized, take, unsupported } from "./parser.ts";
import { isBareAlias, readIdentifier } from "./read-name.ts";
import { readFrom } from "./read-relation.ts";
import { readWindow } from "./read-window.ts";

export function readSelect(parser: Parser): Select {
  expect(parser, "SELECT");
  const isDistinct = take(parser, "DISTINCT");
  if (!isDistinct && isAt(parser, "ALL") && parser.tokens.peek(1).text !== ",") take(parser, "ALL");
  const items = readList(parser, () => readItem(parser));
  const from = take(parser, "FROM") ? readFrom(parser) : null;
  return { kind: "select", isDistinct, items, from, ...readClauses(parser, from) };
}

type Clauses = Pick<Select, "where" | "groupBy" | "having" | "qualify" | "windows">;

function readClauses(parser: Parser, from: Relation | null): Clauses {
  const where = take(parser, "WHERE") ? parser.expression() : null;
  if (from === null && isAt(parser, "LATERAL", "VIEW")) unsupported(parser, "LATERAL VIEW without FROM");
  const groupBy = take(parser, "GROUP", "BY") ? readGroupBy(parser) : null;
  const having = take(parser, "HAVING") ? parser.expression() : null;
  const first = take(parser, "QUALIFY") ? parser.expression() : null;
  const windows = take(parser, "WINDOW") ? readList(parser, () => readNamedWindow(parser)) : [];
  const qualify = first ?? (take(parser, "QUALIFY") ? parser.expression() : null);
  return { where, groupBy, having, qualify, windows };
}

function readNamedWindow(parser: Parser): Select["windows"][number] {
  const name = readIdentifier(parser);
  expect(parser, "AS");
  return { name, window: readWindow(parser) };
}

function readItem(parser: Parser): SelectItem {
  const start = parser.tokens.peek().start;
  const value = parser.expression();
  // The next piece starts behind the blanks that follow the expression.
  const text = parser.tokens.text.slice(start, parser.tokens.peek().start).trim();
  return { value, aliases: readAliases(parser), text };
}

function readAliases(parser: Parser): readonly string[] {
  if (take(parser, "AS"))
    return isAt(parser, "(")
      ? readParenthesized(parser, () => readIdentifier(parser))
      : [readIdentifier(parser)];
  return isBareAlias(parser) ? [readIdentifier(parser)] : [];
}

function readGroupBy(parser: Parser): GroupBy {
  if (isAt(parser, "ALL") && parser.tokens.peek(1).text !== "," && parser.tokens.peek(1).text !== ".") {
    take(parser, "ALL");
    return { kind: "all" };
  }
  const items = readList(parser, () => readGroupItem(parser));
  for (const word of ["ROLLUP", "CUBE"] as const)
    if (take(parser, "WITH", word)) return { kind: "items", items: [{ kind: word, sets: valuesOf(items) }] };
  if (isAt(parser, "GROUPING", "SETS")) {
    const sets = readGroupItem(parser);
    return { kind: "items", items: [sets] };
  }
  return { kind: "items", items };
}

function valuesOf(items: readonly GroupItem[]): readonly (readonly Expression[])[] {
  return items.flatMap((item) => (item.kind === "value" ? [[item.value]] : item.sets));
}

function readGroupItem(parser: Parser): GroupItem {
  for (const word of ["ROLLUP", "CUBE"] as const)
    if (isAt(parser, word, "(")) {
      take(parser, word);
      return { kind: word, sets: readParenthesized(parser, () => readGroupingSet(parser)) };
    }
  if (take(parser, "GROUPING", "SETS"))
    return { kind: "GROUPING SETS", sets: readParenthesized(parser, () => readGroupingSet(parser)) };
  if (take(parser, "(", ")")) return { kind: "GROUPING SETS", sets: [[]] };
  return { kind: "value", value: parser.expression() };
}

function readGroupingSet(parser: Parser): readonly Expression[] {
  if (take(parser, "(", ")")) return [];
  const value = parser.expression();
  return value.kind === "row" ? value.items : [value];
}
