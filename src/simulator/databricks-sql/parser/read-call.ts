import { isBuiltinFunction } from "../functions/builtin-functions.ts";
import type { TextPlace } from "../sql-refused.ts";
import type { CallExpression, Expression, SortItem } from "../tree/expression.ts";
import {
  expect,
  isAt,
  isToken,
  type Parser,
  readList,
  readStringLiteral,
  syntaxError,
  take,
  unsupported,
} from "./parser.ts";
import { isNameToken } from "./read-name.ts";
import { readSortItem, readWindow } from "./read-window.ts";

/** A call whose name was read; special forms (`EXTRACT(year FROM x)`) become calls with plain arguments. */
export function readCall(parser: Parser, parts: readonly string[], place: TextPlace): Expression {
  expect(parser, "(");
  const isDistinct = take(parser, "DISTINCT");
  if (!isDistinct && isAt(parser, "ALL") && !isToken(parser.tokens.peek(1), ")")) take(parser, "ALL");
  const args = isAt(parser, ")") ? [] : readArguments(parser, nameOf(parts));
  const inner = readNulls(parser);
  expect(parser, ")");
  const call: CallExpression = {
    kind: "call",
    parts,
    args,
    isDistinct,
    withinGroup: readWithinGroup(parser),
    filter: readFilter(parser),
    nulls: inner ?? readNulls(parser),
    over: take(parser, "OVER") ? readWindow(parser) : null,
    place,
  };
  if (!isBuiltinFunction(parts)) noteFunction(parser, parts);
  return call;
}

function nameOf(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? "").toUpperCase() : "";
}

function noteFunction(parser: Parser, parts: readonly string[]): void {
  parser.functions.set(parts.map((part) => part.toLowerCase()).join("\u0000"), parts);
}

function readArguments(parser: Parser, name: string): Expression[] {
  const form = SPECIAL_FORMS[name];
  const special = form?.(parser) ?? null;
  return special ?? readList(parser, () => readArgument(parser));
}

function readArgument(parser: Parser): Expression {
  if (isNameToken(parser.tokens.peek()) && isToken(parser.tokens.peek(1), "=>"))
    return unsupported(parser, "arguments given by name");
  return parser.expression();
}

type SpecialForm = (parser: Parser) => Expression[] | null;

const UNIT_FIRST: SpecialForm = (parser) => {
  const [unit, next] = [parser.tokens.peek(), parser.tokens.peek(1)];
  if (unit.kind !== "word" || !isToken(next, ",")) return null;
  const isUnit =
    /^(YEAR|QUARTER|MONTH|WEEK|DAY|DAYOFYEAR|HOUR|MINUTE|SECOND|MILLISECOND|MICROSECOND)S?$/.test(unit.word);
  if (!isUnit) return null;
  parser.tokens.next();
  expect(parser, ",");
  const rest = readList(parser, () => parser.expression());
  // `date_add(day, 1)`: a column that has the name of a unit.
  const first: Expression =
    rest.length === 1
      ? { kind: "column", parts: [unit.text], place: unit }
      : { kind: "string", value: unit.word };
  return [first, ...rest];
};

const SPECIAL_FORMS: Readonly<Record<string, SpecialForm | undefined>> = {
  EXTRACT(parser) {
    const field = parser.tokens.next();
    if (!isNameToken(field) && field.kind !== "string") return syntaxError(parser, field);
    expect(parser, "FROM");
    return [{ kind: "string", value: field.text }, parser.expression()];
  },
  FROM_JSON(parser) {
    const json = parser.expression();
    expect(parser, ",");
    const schema = parser.tokens.peek();
    const args: Expression[] =
      schema.kind === "string"
        ? [
            json,
            {
              kind: "cast",
              value: { kind: "null" },
              type: parser.schema(readStringLiteral(parser)),
              isTry: false,
            },
          ]
        : [json, parser.expression()];
    return take(parser, ",") ? [...args, ...readList(parser, () => parser.expression())] : args;
  },
  POSITION(parser) {
    // The needle is a plain value: IN is no condition here.
    const first = parser.value();
    if (take(parser, "IN")) return [first, parser.expression()];
    return take(parser, ",") ? [first, ...readList(parser, () => parser.expression())] : [first];
  },
  SUBSTRING: substringForm,
  SUBSTR: substringForm,
  TRIM: trimForm,
  DATEADD: UNIT_FIRST,
  DATE_ADD: UNIT_FIRST,
  TIMESTAMPADD: UNIT_FIRST,
  DATEDIFF: UNIT_FIRST,
  DATE_DIFF: UNIT_FIRST,
  TIMESTAMPDIFF: UNIT_FIRST,
};

function substringForm(parser: Parser): Expression[] {
  const value = parser.expression();
  if (!take(parser, "FROM"))
    return take(parser, ",") ? [value, ...readList(parser, () => parser.expression())] : [value];
  const start = parser.expression();
  return take(parser, "FOR") ? [value, start, parser.expression()] : [value, start];
}

/** `TRIM([BOTH | LEADING | TRAILING] [characters] FROM text)` becomes side, text, characters. */
function trimForm(parser: Parser): Expression[] {
  const isSided =
    ["BOTH", "LEADING", "TRAILING"].includes(parser.tokens.peek().word) &&
    !isToken(parser.tokens.peek(1), ")") &&
    !isToken(parser.tokens.peek(1), ",");
  const side = isSided ? parser.tokens.next().word : "BOTH";
  const mark: Expression = { kind: "string", value: side };
  if (take(parser, "FROM")) return [mark, parser.expression()];
  const first = parser.expression();
  if (take(parser, "FROM")) return [mark, parser.expression(), first];
  return [mark, first];
}

function readNulls(parser: Parser): CallExpression["nulls"] {
  if (take(parser, "IGNORE", "NULLS")) return "ignore";
  return take(parser, "RESPECT", "NULLS") ? "respect" : null;
}

function readWithinGroup(parser: Parser): readonly SortItem[] | null {
  if (!take(parser, "WITHIN", "GROUP")) return null;
  expect(parser, "(", "ORDER", "BY");
  const items = readList(parser, () => readSortItem(parser));
  expect(parser, ")");
  return items;
}

function readFilter(parser: Parser): Expression | null {
  if (!isAt(parser, "FILTER", "(")) return null;
  expect(parser, "FILTER", "(", "WHERE");
  const condition = parser.expression();
  expect(parser, ")");
  return condition;
}
