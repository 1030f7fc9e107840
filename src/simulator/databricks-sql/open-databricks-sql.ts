import { parameterLookup } from "./bind-parameter.ts";
import type { DatabricksSql } from "./databricks-sql.ts";
import { isQueryNext } from "./parser/is-query-next.ts";
import { openParser, type ParameterLookup, type Parser, syntaxError } from "./parser/parser.ts";
import { readExpression, readValue } from "./parser/read-expression.ts";
import { readQuery } from "./parser/read-query.ts";
import { readFields, readType } from "./parser/read-type.ts";
import { openRenderer } from "./renderer/open-renderer.ts";
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
  renderQuery: (query, scope) => orRefusal(() => ({ text: openRenderer(scope).query(openQuery(query)) })),
  renderExpression: (expression, scope) =>
    orRefusal(() => ({ text: openRenderer(scope).expression(openExpression(expression)) })),
};

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

/** `array<struct<a:int>>`, or the fields of a struct: `a INT, b STRING`. */
function readSchema(text: string): DataType {
  const parser = parserOf(text, parameterLookup([], readTypeText));
  const second = parser.tokens.peek(1);
  const isType = second.kind === "end" || second.text === "<" || second.text === "<>" || second.text === "(";
  const type: DataType = isType ? readType(parser) : { kind: "struct", fields: readFields(parser) };
  return parser.tokens.peek().kind === "end" ? type : syntaxError(parser);
}
