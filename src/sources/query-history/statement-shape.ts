import type { Dialect } from "../../sql/dialect.ts";
import { rawSql, type Sql, sql } from "../../sql/sql.ts";

/** What is read of a text: longer ones are generated, and differ in their lists of values. */
const TEXT_LENGTH_MAX = 8_000;
/** Literals and comments, whichever starts first: a quote in a comment opens no literal, two dashes in a literal no comment. */
const LITERALS_AND_COMMENTS =
  "'(?:[^'\\\\]|\\\\.|'')*'|\"(?:[^\"\\\\]|\\\\.|\"\")*\"|--[^\\n]*|/[*](?:[^*]|[*]+[^*/])*[*]+/";
const NUMBERS = "\\b(?:0x[0-9a-f]+|[0-9]+(?:[.][0-9]+)?(?:e[+-]?[0-9]+)?)\\b";
const LISTS = "[(]\\s*[?](?:\\s*,\\s*[?])*\\s*[)](?:\\s*,\\s*[(]\\s*[?](?:\\s*,\\s*[?])*\\s*[)])*";

/**
 * Shape of a statement: its text in lower case, literals, comments and numbers as `?`, a list of values of any length
 * as one, runs of blanks as one. Statements that differ in values only have one shape. NULL for blank and for redacted
 * text. Only the first 8,000 characters count.
 */
export function statementShape(dialect: Dialect, text: Sql): Sql {
  const lowered = sql`lower(left(${text}, ${rawSql(String(TEXT_LENGTH_MAX))}))`;
  const withoutLiterals = dialect.regexpReplaceAll(lowered, LITERALS_AND_COMMENTS, "?");
  const withoutNumbers = dialect.regexpReplaceAll(withoutLiterals, NUMBERS, "?");
  const withoutLists = dialect.regexpReplaceAll(withoutNumbers, LISTS, "(?)");
  const shape = sql`nullif(trim(${dialect.regexpReplaceAll(withoutLists, "\\s+", " ")}), '')`;
  return sql`CASE WHEN lower(trim(${text})) = '<redacted>' THEN NULL ELSE ${shape} END`;
}
