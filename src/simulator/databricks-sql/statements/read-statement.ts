import { isQueryNext } from "../parser/is-query-next.ts";
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
import { sealQuery } from "../tree/syntax-tree.ts";
import { readAlter } from "./read-alter.ts";
import { readCreate } from "./read-create.ts";
import { readDescribe } from "./read-describe.ts";
import { readGrant } from "./read-grant.ts";
import { readSecurable } from "./read-securable.ts";
import { readShow } from "./read-show.ts";
import { readTagStatement } from "./read-tags.ts";
import { readDelete, readInsert, readUpdate } from "./read-write.ts";

/** Statements of Databricks SQL that are not understood here, by their first word. */
const UNSUPPORTED: ReadonlySet<string> = new Set(
  "MERGE COPY OPTIMIZE VACUUM ANALYZE CACHE UNCACHE CLEAR REFRESH EXPLAIN COMMENT DECLARE EXECUTE BEGIN CALL RESTORE REORG CLONE LIST PUT GET REMOVE FSCK MSCK REPAIR LOAD ADD RESET DENY UNDROP SYNC FROM".split(
    " ",
  ),
);

/** The one statement of a text. */
export function readStatement(parser: Parser): ParsedStatement {
  const statement = readAny(parser);
  while (take(parser, ";"));
  if (parser.tokens.peek().kind !== "end") return syntaxError(parser);
  return statement;
}

function readAny(parser: Parser): ParsedStatement {
  if (isQueryNext(parser, 0)) {
    const query = sealQuery(parser.query());
    return { kind: "query", query, references: parser.references() };
  }
  const { word } = parser.tokens.peek();
  const read = READERS[word];
  if (read !== undefined) return read(parser);
  return UNSUPPORTED.has(word) ? unsupported(parser, `the statement ${word}`) : syntaxError(parser);
}

const READERS: Readonly<Record<string, ((parser: Parser) => ParsedStatement) | undefined>> = {
  GRANT: readGrant,
  REVOKE: readGrant,
  SHOW: readShow,
  DESCRIBE: readDescribe,
  DESC: readDescribe,
  ALTER: readAlter,
  CREATE: readCreate,
  DROP: readDrop,
  INSERT: readInsert,
  UPDATE: readUpdate,
  DELETE: readDelete,
  TRUNCATE(parser) {
    expect(parser, "TRUNCATE", "TABLE");
    return { kind: "truncate", table: readName(parser) };
  },
  USE: readUse,
  SET: readSet,
  UNSET: readTagStatement,
};

function readDrop(parser: Parser): ParsedStatement {
  expect(parser, "DROP");
  if (take(parser, "POLICY")) {
    const name = readIdentifier(parser);
    expect(parser, "ON");
    return { kind: "drop_policy", name, on: readSecurable(parser) };
  }
  const place = parser.tokens.peek();
  const types: Readonly<Record<string, string | undefined>> = {
    CATALOG: "CATALOG",
    SCHEMA: "SCHEMA",
    DATABASE: "SCHEMA",
    TABLE: "TABLE",
    VIEW: "VIEW",
    VOLUME: "VOLUME",
    FUNCTION: "FUNCTION",
  };
  const type = types[place.word];
  if (type === undefined) return unsupported(parser, `DROP ${place.word}`);
  parser.tokens.next();
  const ifExists = take(parser, "IF", "EXISTS");
  const parts = readName(parser);
  const isCascade = take(parser, "CASCADE");
  if (!isCascade) take(parser, "RESTRICT");
  return { kind: "drop", on: { type, parts }, ifExists, isCascade };
}

/** `USE CATALOG c`, `USE [SCHEMA] s`, `USE c.s`; `SET CATALOG c`. */
function readUse(parser: Parser): ParsedStatement {
  if (!take(parser, "SET")) expect(parser, "USE");
  if (isAt(parser, "CATALOG") && parser.tokens.peek(1).kind !== "end") {
    take(parser, "CATALOG");
    const name = parser.tokens.peek().kind === "string" ? readStringLiteral(parser) : readIdentifier(parser);
    return { kind: "use", catalog: name, schema: null };
  }
  if ((isAt(parser, "SCHEMA") || isAt(parser, "DATABASE")) && parser.tokens.peek(1).kind !== "end")
    parser.tokens.next();
  const place = parser.tokens.peek();
  const parts = readName(parser);
  if (parts.length > 2) return syntaxError(parser, place);
  return {
    kind: "use",
    catalog: parts.length === 2 ? (parts[0] ?? null) : null,
    schema: parts.at(-1) ?? null,
  };
}

/** `SET`, `SET key`, `SET key = value`, `SET CATALOG c`, `SET TIME ZONE 'UTC'`, `SET TAG ON …`. */
function readSet(parser: Parser): ParsedStatement {
  if (isAt(parser, "SET", "TAG", "ON")) return readTagStatement(parser);
  if (isAt(parser, "SET", "CATALOG") && ["word", "quoted", "string"].includes(parser.tokens.peek(2).kind))
    return readUse(parser);
  expect(parser, "SET");
  if (take(parser, "TIME", "ZONE")) return { kind: "set_conf", name: "timezone", value: restOf(parser) };
  for (const word of ["VAR", "VARIABLE", "RECIPIENT"])
    if (isAt(parser, word)) return unsupported(parser, `SET ${word}`);
  if (parser.tokens.peek().kind === "end" || isAt(parser, ";"))
    return { kind: "set_conf", name: null, value: null };
  const name = readName(parser).join(".");
  return { kind: "set_conf", name, value: take(parser, "=") ? restOf(parser) : null };
}

/** The rest of the text as a value, without quotes around it. */
function restOf(parser: Parser): string {
  const start = parser.tokens.peek().start;
  const first = parser.tokens.peek();
  let end = start;
  let count = 0;
  for (; parser.tokens.peek().kind !== "end" && !isAt(parser, ";"); count += 1)
    end = parser.tokens.next().end;
  if (count === 0) return syntaxError(parser);
  return count === 1 && first.kind === "string" ? first.text : parser.tokens.text.slice(start, end);
}
