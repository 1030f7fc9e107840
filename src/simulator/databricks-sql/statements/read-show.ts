import {
  expect,
  isAt,
  type Parser,
  readStringLiteral,
  syntaxError,
  take,
  unsupported,
} from "../parser/parser.ts";
import { readIdentifier, readName } from "../parser/read-name.ts";
import type { ParsedStatement } from "../statement.ts";
import { readPrincipal, readSecurable } from "./read-securable.ts";

/** SHOW in all its forms; also those that the JDBC driver sends. */
export function readShow(parser: Parser): ParsedStatement {
  expect(parser, "SHOW");
  if (take(parser, "CATALOGS")) return { kind: "show_catalogs", like: readLike(parser) };
  if (take(parser, "SCHEMAS") || take(parser, "DATABASES")) return readShowSchemas(parser);
  if (take(parser, "GRANTS") || take(parser, "GRANT")) return readShowGrants(parser);
  if (take(parser, "TABLES")) return readShowObjects(parser, "show_tables");
  if (take(parser, "VIEWS")) return readShowObjects(parser, "show_views");
  if (isAt(parser, "FUNCTIONS") || isAt(parser, "USER", "FUNCTIONS") || isAt(parser, "ALL", "FUNCTIONS"))
    return readShowFunctions(parser);
  if (take(parser, "COLUMNS")) return readShowColumns(parser);
  if (take(parser, "KEYS")) return { kind: "show_keys", isForeign: false, table: readScatteredName(parser) };
  if (take(parser, "FOREIGN", "KEYS"))
    return { kind: "show_keys", isForeign: true, table: readScatteredName(parser) };
  const isEffective = take(parser, "EFFECTIVE");
  if (take(parser, "POLICIES")) {
    expect(parser, "ON");
    return { kind: "show_policies", isEffective, on: readSecurable(parser) };
  }
  return isEffective ? syntaxError(parser) : unsupported(parser, `SHOW ${parser.tokens.peek().word}`);
}

function readShowFunctions(parser: Parser): ParsedStatement {
  if (!take(parser, "USER")) take(parser, "ALL");
  expect(parser, "FUNCTIONS");
  return readShowObjects(parser, "show_functions");
}

/** `[LIKE] 'pattern'` */
function readLike(parser: Parser): string | null {
  if (take(parser, "LIKE")) return readStringLiteral(parser);
  return parser.tokens.peek().kind === "string" ? readStringLiteral(parser) : null;
}

function takeIn(parser: Parser): boolean {
  return take(parser, "IN") || take(parser, "FROM");
}

function readShowSchemas(parser: Parser): ParsedStatement {
  let catalog: string | null = null;
  if (takeIn(parser)) {
    if (isAt(parser, "CATALOG") && parser.tokens.peek(1).kind !== "end" && !isAt(parser, "CATALOG", "LIKE"))
      take(parser, "CATALOG");
    catalog = readIdentifier(parser);
  }
  return { kind: "show_schemas", catalog, like: readLike(parser) };
}

function readShowGrants(parser: Parser): ParsedStatement {
  if (take(parser, "TO")) return unsupported(parser, "SHOW GRANTS TO RECIPIENT");
  const principal = isAt(parser, "ON") ? null : readPrincipal(parser);
  expect(parser, "ON");
  return { kind: "show_grants", principal, on: readSecurable(parser) };
}

/** `IN CATALOG c [SCHEMA LIKE 's'] [LIKE 'x']`, or `[IN c.s] [[LIKE] 'x']`. */
function readShowObjects(
  parser: Parser,
  kind: "show_tables" | "show_views" | "show_functions",
): ParsedStatement {
  if (take(parser, "IN", "CATALOG")) {
    const catalog = readIdentifier(parser);
    const schemaLike = take(parser, "SCHEMA", "LIKE") ? readStringLiteral(parser) : null;
    return { kind, catalog, schemaLike, schema: null, like: readLike(parser) };
  }
  if (takeIn(parser)) {
    if (isAt(parser, "SCHEMA") && parser.tokens.peek(1).kind !== "end") take(parser, "SCHEMA");
    return { kind, catalog: null, schemaLike: null, schema: readName(parser), like: readLike(parser) };
  }
  return { kind, catalog: null, schemaLike: null, schema: null, like: readLike(parser) };
}

/** `IN CATALOG c [SCHEMA LIKE 's'] [TABLE LIKE 't'] [LIKE 'x']`, or `IN t [IN s]`. */
function readShowColumns(parser: Parser): ParsedStatement {
  if (take(parser, "IN", "CATALOG")) {
    const catalog = readIdentifier(parser);
    const schemaLike = take(parser, "SCHEMA", "LIKE") ? readStringLiteral(parser) : null;
    const tableLike = take(parser, "TABLE", "LIKE") ? readStringLiteral(parser) : null;
    return { kind: "show_columns", catalog, schemaLike, tableLike, table: null, like: readLike(parser) };
  }
  if (!takeIn(parser)) return syntaxError(parser);
  const name = readName(parser);
  const table = takeIn(parser) ? [...readName(parser), ...name] : name;
  return {
    kind: "show_columns",
    catalog: null,
    schemaLike: null,
    tableLike: null,
    table,
    like: readLike(parser),
  };
}

/** `IN CATALOG c IN SCHEMA s IN TABLE t`, or `IN c.s.t`. */
function readScatteredName(parser: Parser): readonly string[] {
  const parts: string[] = [];
  while (takeIn(parser)) {
    for (const word of ["CATALOG", "SCHEMA", "TABLE"])
      if (isAt(parser, word) && ["word", "quoted"].includes(parser.tokens.peek(1).kind)) take(parser, word);
    parts.push(...readName(parser));
  }
  return parts.length === 0 ? syntaxError(parser) : parts;
}
