import { parameterLookup } from "./bind-parameter.ts";
import type { DatabricksSql, RenderedQuery } from "./databricks-sql.ts";
import { isQueryNext } from "./parser/is-query-next.ts";
import { openParser, type ParameterLookup, type Parser, syntaxError } from "./parser/parser.ts";
import { readExpression, readValue } from "./parser/read-expression.ts";
import { readQuery } from "./parser/read-query.ts";
import { readFields, readType } from "./parser/read-type.ts";
import { plainRead } from "./plain-read.ts";
import { openRenderer } from "./renderer/open-renderer.ts";
import { sealType } from "./renderer/rendered-type.ts";
import type { WrittenQuery } from "./renderer/renderer.ts";
import { orRefusal } from "./sql-refused.ts";
import { readStatement } from "./statements/read-statement.ts";
import type { DataType } from "./tree/data-type.ts";
import type { Expression } from "./tree/expression.ts";
import { openExpression, openQuery, sealExpression } from "./tree/syntax-tree.ts";

/**
 * The emulator's Databricks SQL. What is understood is listed in docs/emulator-sql.md.
 *
 * Cost: linear in the text; nesting and chains are bounded. Determinism: texts and scope alone decide.
 */
export const databricksSql: DatabricksSql = {
  parse: (text, parameters) =>
    orRefusal(() => readStatement(parserOf(text, parameterLookup(parameters, readTypeText)))),
  parseExpression: (text) =>
    orRefusal(() => sealExpression(readWholeExpression(parserOf(text, parameterLookup([], readTypeText))))),
  plainRead: (query) => plainRead(openQuery(query)),
  renderQuery: (query, scope) =>
    orRefusal(() => rendered(openRenderer(scope, knownType).query(openQuery(query)))),
  renderExpression: (expression, scope) =>
    orRefusal(() => ({ text: openRenderer(scope, knownType).expression(openExpression(expression)) })),
};

function rendered({ text, columns }: WrittenQuery): RenderedQuery {
  return { text, columns: columns?.map(({ name, type }) => ({ name, type: sealType(type) })) ?? null };
}

function parserOf(text: string, parameter: ParameterLookup): Parser {
  return openParser({ text, parameter, readExpression, readValue, readQuery, readSchema });
}

/** A body may be a query, which gives its one value. */
function readWholeExpression(parser: Parser): Expression {
  const expression: Expression = isQueryNext(parser, 0)
    ? { kind: "subquery", query: parser.query() }
    : parser.expression();
  return parser.tokens.peek().kind === "end" ? expression : syntaxError(parser);
}

function readTypeText(text: string): DataType {
  const parser = parserOf(text, parameterLookup([], readTypeText));
  const type = readType(parser);
  return parser.tokens.peek().kind === "end" ? type : syntaxError(parser);
}

/** Types of columns are few, and asked for with every statement. */
const KNOWN_TYPES = new Map<string, DataType | null>();
const KNOWN_TYPE_COUNT_MAX = 10_000;

function knownType(text: string): DataType | null {
  const known = KNOWN_TYPES.get(text);
  if (known !== undefined) return known;
  const read = orRefusal(() => readTypeText(text));
  const type = "refusal" in read ? null : read;
  if (KNOWN_TYPES.size < KNOWN_TYPE_COUNT_MAX) KNOWN_TYPES.set(text, type);
  return type;
}

/** `array<struct<a:int>>`, or the fields of a struct: `a INT, b STRING`. */
function readSchema(text: string): DataType {
  const parser = parserOf(text, parameterLookup([], readTypeText));
  const second = parser.tokens.peek(1);
  const isType = second.kind === "end" || second.text === "<" || second.text === "<>" || second.text === "(";
  const type: DataType = isType ? readType(parser) : { kind: "struct", fields: readFields(parser) };
  return parser.tokens.peek().kind === "end" ? type : syntaxError(parser);
}
