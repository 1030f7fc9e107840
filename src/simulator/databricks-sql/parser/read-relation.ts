import type { Expression, JoinKind, Relation, RelationAlias } from "../tree/expression.ts";
import { isQueryNext } from "./is-query-next.ts";
import {
  CHAIN_LENGTH_MAX,
  expect,
  isAt,
  isToken,
  type Parser,
  readList,
  readParenthesized,
  syntaxError,
  take,
  unsupported,
} from "./parser.ts";
import { readCall } from "./read-call.ts";
import { isBareAlias, isNameToken, readIdentifier, readName } from "./read-name.ts";
import { readRows } from "./read-rows.ts";

const NO_ALIAS: RelationAlias = { name: null, columns: [] };
/** Functions that give rows for each row beside them. */
const GENERATORS: ReadonlySet<string> = new Set([
  "explode",
  "explode_outer",
  "posexplode",
  "posexplode_outer",
  "inline",
  "inline_outer",
]);

/** What stands behind FROM: relations joined by commas and JOIN, then LATERAL VIEW. */
export function readFrom(parser: Parser): Relation {
  let left = readJoins(parser, readRelation(parser));
  for (let count = 0; take(parser, ","); count += 1) {
    if (count > CHAIN_LENGTH_MAX) return unsupported(parser, "a chain of this many joins");
    left = joined("CROSS", left, readJoins(parser, readRelation(parser)));
  }
  while (isAt(parser, "LATERAL", "VIEW")) left = joined("CROSS", left, readLateralView(parser));
  return left;
}

function joined(join: JoinKind, left: Relation, right: Relation): Relation {
  return { kind: "join", join, isNatural: false, left, right, on: null, using: [] };
}

function readJoins(parser: Parser, first: Relation): Relation {
  let left = first;
  for (let count = 0; ; count += 1) {
    const next = readJoin(parser, left);
    if (next === null) return left;
    if (count > CHAIN_LENGTH_MAX) return unsupported(parser, "a chain of this many joins");
    left = next;
  }
}

const JOIN_WORDS: readonly (readonly [readonly string[], JoinKind])[] = [
  [["JOIN"], "INNER"],
  [["INNER", "JOIN"], "INNER"],
  [["CROSS", "JOIN"], "CROSS"],
  [["LEFT", "JOIN"], "LEFT"],
  [["LEFT", "OUTER", "JOIN"], "LEFT"],
  [["RIGHT", "JOIN"], "RIGHT"],
  [["RIGHT", "OUTER", "JOIN"], "RIGHT"],
  [["FULL", "JOIN"], "FULL"],
  [["FULL", "OUTER", "JOIN"], "FULL"],
  [["LEFT", "SEMI", "JOIN"], "SEMI"],
  [["SEMI", "JOIN"], "SEMI"],
  [["LEFT", "ANTI", "JOIN"], "ANTI"],
  [["ANTI", "JOIN"], "ANTI"],
];

function readJoin(parser: Parser, left: Relation): Relation | null {
  const isNatural = take(parser, "NATURAL");
  const found = JOIN_WORDS.find(([words]) => take(parser, ...words));
  if (found === undefined) return isNatural ? syntaxError(parser) : null;
  const [, join] = found;
  const right = readRelation(parser);
  const on = take(parser, "ON") ? parser.expression() : null;
  const using =
    on === null && take(parser, "USING") ? readParenthesized(parser, () => readIdentifier(parser)) : [];
  if (isNatural && (on !== null || using.length > 0)) return syntaxError(parser);
  return { kind: "join", join, isNatural, left, right, on, using };
}

function readRelation(parser: Parser): Relation {
  if (take(parser, "LATERAL")) return readLateral(parser);
  if (isAt(parser, "(")) return readParenthesizedRelation(parser, false);
  if (take(parser, "VALUES")) return readValues(parser);
  if (isFunctionNext(parser)) return readTableFunction(parser, false);
  const parts = readName(parser);
  rejectTableOptions(parser);
  const isCommon = noteTable(parser, parts);
  return { kind: "table", parts, isCommon, alias: readAlias(parser) };
}

function readLateral(parser: Parser): Relation {
  if (isAt(parser, "(")) return readParenthesizedRelation(parser, true);
  return readTableFunction(parser, true);
}

function isFunctionNext(parser: Parser): boolean {
  return (
    isNameToken(parser.tokens.peek()) && isToken(parser.tokens.peek(1), "(") && !isAt(parser, "IDENTIFIER")
  );
}

function readParenthesizedRelation(parser: Parser, isLateral: boolean): Relation {
  if (isQueryNext(parser, 1)) {
    expect(parser, "(");
    const query = parser.query();
    expect(parser, ")");
    rejectTableOptions(parser);
    return { kind: "query", query, isLateral, alias: readAlias(parser) };
  }
  expect(parser, "(");
  const inner = parser.nested(() => readFrom(parser));
  expect(parser, ")");
  if (isAt(parser, "AS") || isBareAlias(parser))
    return unsupported(parser, "an alias for a join in parentheses");
  return inner;
}

function readValues(parser: Parser): Relation {
  const body = { kind: "values", rows: readRows(parser) } as const;
  const query = { with: [], body, orderBy: [], isOrderedByAll: null, limit: null, offset: null };
  return { kind: "query", query, isLateral: false, alias: readAlias(parser) };
}

function readTableFunction(parser: Parser, isLateral: boolean): Relation {
  const name = parser.tokens.next();
  const call = readCall(parser, [name.text], name);
  if (call.kind !== "call") return syntaxError(parser, name);
  const alias = readAlias(parser);
  if (name.text.toLowerCase() === "range" && !isLateral) return { kind: "range", args: call.args, alias };
  return generator(parser, call, { alias, isOuter: false });
}

function generator(
  parser: Parser,
  call: Expression,
  options: { readonly alias: RelationAlias; readonly isOuter: boolean },
): Relation {
  if (call.kind !== "call" || !GENERATORS.has(call.parts[0]?.toLowerCase() ?? ""))
    return unsupported(parser, "table functions other than explode, posexplode, inline and range");
  return { kind: "generator", call, ...options };
}

/** `LATERAL VIEW [OUTER] explode(x) t AS a, b` */
function readLateralView(parser: Parser): Relation {
  expect(parser, "LATERAL", "VIEW");
  const isOuter = take(parser, "OUTER");
  const name = parser.tokens.peek();
  const parts = readName(parser);
  const call = readCall(parser, parts, name);
  const table = isAt(parser, "AS") || !isBareAlias(parser) ? null : readIdentifier(parser);
  const columns = take(parser, "AS") ? readList(parser, () => readIdentifier(parser)) : [];
  return generator(parser, call, { alias: { name: table, columns }, isOuter });
}

function readAlias(parser: Parser): RelationAlias {
  if (!take(parser, "AS") && !isBareAlias(parser)) return NO_ALIAS;
  const name = readIdentifier(parser);
  return { name, columns: isAt(parser, "(") ? readParenthesized(parser, () => readIdentifier(parser)) : [] };
}

/** Notes a table that the text names. Whether it is a common table instead. */
export function noteTable(parser: Parser, parts: readonly string[]): boolean {
  const [first = ""] = parts;
  if (parts.length === 1 && parser.commonTables.some((names) => names.has(first.toLowerCase()))) return true;
  parser.tables.set(parts.map((part) => part.toLowerCase()).join("\u0000"), parts);
  return false;
}

function rejectTableOptions(parser: Parser): void {
  if (isAt(parser, "VERSION", "AS", "OF") || isAt(parser, "TIMESTAMP", "AS", "OF") || isAt(parser, "FOR"))
    unsupported(parser, "time travel");
  if (isAt(parser, "@")) unsupported(parser, "time travel");
  for (const word of ["TABLESAMPLE", "PIVOT", "UNPIVOT"]) if (isAt(parser, word)) unsupported(parser, word);
}
