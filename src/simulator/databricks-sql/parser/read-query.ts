import type { CommonTable, Expression, Query, SetBranch, SetOperand, SortItem } from "../tree/expression.ts";
import { isQueryNext } from "./is-query-next.ts";
import {
  CHAIN_LENGTH_MAX,
  expect,
  isAt,
  type Parser,
  readList,
  syntaxError,
  take,
  takeOneOf,
  unsupported,
} from "./parser.ts";
import { readIdentifier, readName } from "./read-name.ts";
import { noteTable } from "./read-relation.ts";
import { readRows } from "./read-rows.ts";
import { readSelect } from "./read-select.ts";
import { readSortItem } from "./read-window.ts";

/** `[WITH …] SELECT … [UNION …] [ORDER BY …] [LIMIT …] [OFFSET …]` */
export function readQuery(parser: Parser): Query {
  parser.commonTables.push(new Set());
  const common = take(parser, "WITH") ? readCommonTables(parser) : [];
  const body = readSetOperations(parser);
  const order = readOrder(parser);
  const limit = readLimit(parser);
  const offset = take(parser, "OFFSET") ? parser.expression() : null;
  rejectRest(parser);
  parser.commonTables.pop();
  return { with: common, body, ...order, limit, offset };
}

function readCommonTables(parser: Parser): CommonTable[] {
  if (isAt(parser, "RECURSIVE")) return unsupported(parser, "recursive common table expressions");
  return readList(parser, () => {
    const name = readIdentifier(parser);
    const columns = isAt(parser, "(") ? readColumnNames(parser) : [];
    take(parser, "AS");
    expect(parser, "(");
    const query = parser.query();
    expect(parser, ")");
    parser.commonTables.at(-1)?.add(name.toLowerCase());
    return { name, columns, query };
  });
}

function readColumnNames(parser: Parser): string[] {
  expect(parser, "(");
  const names = readList(parser, () => readIdentifier(parser));
  expect(parser, ")");
  return names;
}

function readSetOperations(parser: Parser): SetOperand {
  return readSetRank(parser, ["UNION", "EXCEPT", "MINUS"], () =>
    readSetRank(parser, ["INTERSECT"], () => readSetOperand(parser)),
  );
}

function readSetRank(
  parser: Parser,
  words: readonly ("UNION" | "EXCEPT" | "MINUS" | "INTERSECT")[],
  read: () => SetOperand,
): SetOperand {
  const first = read();
  const rest: SetBranch[] = [];
  for (let word = takeOneOf(parser, words); word !== null; word = takeOneOf(parser, words)) {
    const isAll = take(parser, "ALL");
    if (!isAll) take(parser, "DISTINCT");
    rest.push({ operator: word === "MINUS" ? "EXCEPT" : word, isAll, operand: read() });
    if (rest.length > CHAIN_LENGTH_MAX) return unsupported(parser, "a chain of this many set operations");
  }
  return rest.length === 0 ? first : { kind: "set", first, rest };
}

function readSetOperand(parser: Parser): SetOperand {
  if (isAt(parser, "(") && isQueryNext(parser, 1)) {
    expect(parser, "(");
    const query = parser.query();
    expect(parser, ")");
    return { kind: "nested", query };
  }
  if (take(parser, "VALUES")) return { kind: "values", rows: readRows(parser) };
  if (take(parser, "TABLE")) return readTableQuery(parser);
  if (isAt(parser, "SELECT")) return readSelect(parser);
  if (isAt(parser, "FROM")) return unsupported(parser, "queries that start with FROM");
  return syntaxError(parser);
}

function readTableQuery(parser: Parser): SetOperand {
  const parts = readName(parser);
  const isCommon = noteTable(parser, parts);
  const from = { kind: "table", parts, isCommon, alias: { name: null, columns: [] } } as const;
  const star: Expression = { kind: "star", qualifier: [], except: [] };
  return {
    kind: "select",
    isDistinct: false,
    items: [{ value: star, aliases: [], text: "*" }],
    from,
    where: null,
    groupBy: null,
    having: null,
    qualify: null,
    windows: [],
  };
}

type Order = Pick<Query, "orderBy" | "isOrderedByAll">;

function readOrder(parser: Parser): Order {
  for (const word of ["SORT", "DISTRIBUTE", "CLUSTER"])
    if (isAt(parser, word, "BY")) return unsupported(parser, `${word} BY`);
  if (!take(parser, "ORDER", "BY")) return { orderBy: [], isOrderedByAll: null };
  if (
    isAt(parser, "ALL") &&
    ["ASC", "DESC", "NULLS", "LIMIT", "OFFSET", ""].includes(parser.tokens.peek(1).word)
  )
    return { orderBy: [], isOrderedByAll: readOrderAll(parser) };
  return { orderBy: readList(parser, () => readSortItem(parser)), isOrderedByAll: null };
}

/** ALL reads as a column of that name here, which is what a sort item needs. */
function readOrderAll(parser: Parser): SortItem {
  return readSortItem(parser);
}

function readLimit(parser: Parser): Expression | null {
  if (!take(parser, "LIMIT") || take(parser, "ALL")) return null;
  return parser.expression();
}

function rejectRest(parser: Parser): void {
  const { text } = parser.tokens.peek();
  if (text === "|" && parser.tokens.peek(1).text === ">") unsupported(parser, "pipe syntax (`|>`)");
}
