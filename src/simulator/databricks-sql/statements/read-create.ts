import { isQueryNext } from "../parser/is-query-next.ts";
import {
  expect,
  isAt,
  type Parser,
  readParenthesized,
  readStringLiteral,
  syntaxError,
  take,
  unsupported,
} from "../parser/parser.ts";
import { readIdentifier, readName } from "../parser/read-name.ts";
import { readType } from "../parser/read-type.ts";
import type { ColumnDefinition, ParsedStatement } from "../statement.ts";
import { databricksTypeText } from "../tree/data-type.ts";
import { sealQuery } from "../tree/syntax-tree.ts";
import { readRowFilter } from "./read-alter.ts";
import { readColumnDefinition } from "./read-column.ts";
import { readPolicy } from "./read-policy.ts";

/** `CREATE [OR REPLACE] …` */
export function readCreate(parser: Parser): ParsedStatement {
  expect(parser, "CREATE");
  const isReplace = take(parser, "OR", "REPLACE");
  if (take(parser, "POLICY")) return readPolicy(parser, isReplace);
  if (take(parser, "TABLE")) return readCreateTable(parser, isReplace);
  if (take(parser, "VIEW")) return readCreateView(parser, isReplace);
  if (take(parser, "FUNCTION")) return readCreateFunction(parser, isReplace);
  const type = take(parser, "CATALOG")
    ? "CATALOG"
    : take(parser, "SCHEMA") || take(parser, "DATABASE")
      ? "SCHEMA"
      : take(parser, "VOLUME")
        ? "VOLUME"
        : null;
  if (type === null) return unsupported(parser, `CREATE ${parser.tokens.peek().word}`);
  const ifNotExists = take(parser, "IF", "NOT", "EXISTS");
  const name = readName(parser);
  const comment = take(parser, "COMMENT") ? readStringLiteral(parser) : null;
  return { kind: "create_securable", type, name, ifNotExists, comment };
}

type CreateTable = Extract<ParsedStatement, { readonly kind: "create_table" }>;

function readCreateTable(parser: Parser, isReplace: boolean): ParsedStatement {
  const ifNotExists = take(parser, "IF", "NOT", "EXISTS");
  const name = readName(parser);
  const columns: readonly ColumnDefinition[] =
    isAt(parser, "(") && !isQueryNext(parser, 1)
      ? readParenthesized(parser, () => readColumnDefinition(parser))
      : [];
  const options: { comment: string | null; rowFilter: CreateTable["rowFilter"] } = {
    comment: null,
    rowFilter: null,
  };
  while (readTableOption(parser, options));
  const as = take(parser, "AS") || isQueryNext(parser, 0) ? sealQuery(parser.query()) : null;
  if (as === null && columns.length === 0) return syntaxError(parser);
  if (as !== null && columns.length > 0) return unsupported(parser, "CREATE TABLE with columns and a query");
  return {
    kind: "create_table",
    name,
    columns,
    as,
    references: parser.references(),
    ifNotExists,
    isReplace,
    ...options,
  };
}

function readTableOption(
  parser: Parser,
  options: { comment: string | null; rowFilter: CreateTable["rowFilter"] },
): boolean {
  if (take(parser, "USING")) {
    if (!take(parser, "DELTA")) return unsupported(parser, `USING ${parser.tokens.peek().word}`);
  } else if (take(parser, "COMMENT")) options.comment = readStringLiteral(parser);
  else if (take(parser, "WITH", "ROW", "FILTER") || take(parser, "ROW", "FILTER"))
    options.rowFilter = readRowFilter(parser);
  else if (take(parser, "TBLPROPERTIES")) skipProperties(parser);
  else {
    for (const word of ["LOCATION", "PARTITIONED", "CLUSTER", "OPTIONS"])
      if (isAt(parser, word)) return unsupported(parser, word);
    return false;
  }
  return true;
}

/** Properties of a table change nothing here. */
function skipProperties(parser: Parser): void {
  readParenthesized(parser, () => {
    parser.tokens.peek().kind === "string" ? readStringLiteral(parser) : readName(parser);
    if (take(parser, "=")) parser.tokens.next();
  });
}

function readCreateView(parser: Parser, isReplace: boolean): ParsedStatement {
  const ifNotExists = take(parser, "IF", "NOT", "EXISTS");
  const name = readName(parser);
  if (isAt(parser, "(")) return unsupported(parser, "names of columns for a view; alias them in its query");
  const comment = take(parser, "COMMENT") ? readStringLiteral(parser) : null;
  if (take(parser, "TBLPROPERTIES")) skipProperties(parser);
  expect(parser, "AS");
  const start = parser.tokens.peek().start;
  const query = parser.query();
  const text = parser.tokens.text.slice(start, parser.tokens.peek().start).trim();
  return {
    kind: "create_view",
    name,
    text,
    query: sealQuery(query),
    references: parser.references(),
    isReplace,
    ifNotExists,
    comment,
  };
}

function readCreateFunction(parser: Parser, isReplace: boolean): ParsedStatement {
  const ifNotExists = take(parser, "IF", "NOT", "EXISTS");
  const name = readName(parser);
  const parameters = take(parser, "(", ")") ? [] : readParenthesized(parser, () => readParameter(parser));
  const options: { returnType: string | null; comment: string | null } = { returnType: null, comment: null };
  while (readFunctionOption(parser, options));
  expect(parser, "RETURN");
  const start = parser.tokens.peek().start;
  if (isQueryNext(parser, 0)) parser.query();
  else parser.expression();
  const body = parser.tokens.text.slice(start, parser.tokens.peek().start).trim();
  return {
    kind: "create_function",
    name,
    parameters,
    returnType: options.returnType ?? "string",
    body,
    isReplace,
    ifNotExists,
    comment: options.comment,
  };
}

function readParameter(parser: Parser): { readonly name: string; readonly type: string } {
  const name = readIdentifier(parser);
  const type = databricksTypeText(readType(parser));
  if (isAt(parser, "DEFAULT")) return unsupported(parser, "defaults of parameters");
  if (take(parser, "COMMENT")) readStringLiteral(parser);
  return { name, type };
}

function readFunctionOption(
  parser: Parser,
  options: { returnType: string | null; comment: string | null },
): boolean {
  if (take(parser, "RETURNS")) {
    if (isAt(parser, "TABLE")) return unsupported(parser, "functions that return a table");
    options.returnType = databricksTypeText(readType(parser));
    return true;
  }
  if (take(parser, "COMMENT")) {
    options.comment = readStringLiteral(parser);
    return true;
  }
  if (take(parser, "LANGUAGE"))
    return take(parser, "SQL") || unsupported(parser, "functions in other languages than SQL");
  return (
    take(parser, "NOT", "DETERMINISTIC") ||
    take(parser, "DETERMINISTIC") ||
    take(parser, "CONTAINS", "SQL") ||
    take(parser, "READS", "SQL", "DATA") ||
    take(parser, "SQL", "SECURITY", "DEFINER")
  );
}
