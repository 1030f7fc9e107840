import {
  expect,
  isAt,
  isToken,
  type Parser,
  readList,
  readParenthesized,
  take,
  unsupported,
} from "../parser/parser.ts";
import { isBareAlias, isNameToken, readIdentifier, readName } from "../parser/read-name.ts";
import type { ParsedStatement } from "../statement.ts";
import { sealExpression, sealQuery } from "../tree/syntax-tree.ts";

/** `INSERT {INTO | OVERWRITE} [TABLE] t [(columns)] query` */
export function readInsert(parser: Parser): ParsedStatement {
  expect(parser, "INSERT");
  const isOverwrite = take(parser, "OVERWRITE");
  if (!isOverwrite) take(parser, "INTO");
  take(parser, "TABLE");
  const table = readName(parser);
  for (const word of ["PARTITION", "REPLACE", "BY"])
    if (isAt(parser, word)) return unsupported(parser, `INSERT … ${word}`);
  const columns = isColumnList(parser) ? readParenthesized(parser, () => readIdentifier(parser)) : null;
  const query = sealQuery(parser.query());
  return { kind: "insert", table, columns, query, references: parser.references(), isOverwrite };
}

function isColumnList(parser: Parser): boolean {
  const [first, second] = [parser.tokens.peek(1), parser.tokens.peek(2)];
  return isAt(parser, "(") && isNameToken(first) && (isToken(second, ",") || isToken(second, ")"));
}

/** `UPDATE t [alias] SET a = 1, … [WHERE …]`. Columns lose the table's name or alias in front. */
export function readUpdate(parser: Parser): ParsedStatement {
  expect(parser, "UPDATE");
  const table = readTarget(parser);
  expect(parser, "SET");
  const assignments = readList(parser, () => {
    const parts = readName(parser);
    expect(parser, "=");
    if (isAt(parser, "DEFAULT")) return unsupported(parser, "DEFAULT in UPDATE");
    return { column: parts.at(-1) ?? "", value: sealExpression(parser.expression()) };
  });
  const where = take(parser, "WHERE") ? sealExpression(parser.expression()) : null;
  return { kind: "update", table, assignments, where, references: parser.references() };
}

/** `DELETE FROM t [alias] [WHERE …]` */
export function readDelete(parser: Parser): ParsedStatement {
  expect(parser, "DELETE", "FROM");
  const table = readTarget(parser);
  const where = take(parser, "WHERE") ? sealExpression(parser.expression()) : null;
  return { kind: "delete", table, where, references: parser.references() };
}

function readTarget(parser: Parser): readonly string[] {
  const table = readName(parser);
  for (let from = 0; from < table.length; from += 1) parser.droppedQualifiers.push(table.slice(from));
  if (take(parser, "AS") || isBareAlias(parser)) parser.droppedQualifiers.push([readIdentifier(parser)]);
  return table;
}
