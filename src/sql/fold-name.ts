import type { Dialect } from "./dialect.ts";
import { joinSql, rawSql, type Sql, sql } from "./sql.ts";

/** Blanks that do not belong to a name where they stand around it or around its dots: space, tab, line feed, carriage return. */
const BLANK = "[ \\t\\n\\r]";
const BARE_PART = "[^`. \\t\\n\\r](?:[^`.]*[^`. \\t\\n\\r])?";
const QUOTED_PART = "`(?:[^`]|``)+`";
const WELL_BUILT = `^${BLANK}*(?:${QUOTED_PART}|${BARE_PART})(?:${BLANK}*[.]${BLANK}*(?:${QUOTED_PART}|${BARE_PART}))*${BLANK}*$`;
/** Quoted parts that need their backticks: with a doubled backtick, with a dot, or with a blank at an end. */
const NEEDS_QUOTES = `\`[^\`]*\`\`(?:[^\`]|\`\`)*\`|\`[^\`]*[.][^\`]*\`|\`${BLANK}[^\`]*\`|\`[^\`]*${BLANK}\``;
/** Group 1 a part that keeps its backticks, group 2 what one holds that loses them, group 3 a dot without the blanks around it. */
const TOKENS = `(${NEEDS_QUOTES})|\`([^\`]+)\`|${BLANK}*([.])${BLANK}*|^${BLANK}+|${BLANK}+$`;

/**
 * `canonicalName` of access/canonical-name.ts as SQL, NULL for blank text; see there for the rule. `text` is written
 * several times, so it should be a column. Text without a backtick and without a blank, nearly all there is, costs no
 * regular expression.
 */
export function foldName(dialect: Dialect, text: Sql): Sql {
  const lowered = sql`lower(${text})`;
  const isPlain = joinSql(
    ["`", " ", "\t", "\n", "\r"].map((mark) => sql`NOT contains(${text}, ${dialect.textLiteral(mark)})`),
    " AND ",
  );
  const rewritten = dialect.regexpKeepGroups(lowered, TOKENS, [1, 2, 3]);
  const trimmed = dialect.regexpReplaceAll(lowered, `^${BLANK}+|${BLANK}+$`, "");
  return sql`nullif(CASE WHEN ${isPlain} THEN ${lowered} WHEN ${dialect.regexpMatches(text, WELL_BUILT)} THEN ${rewritten} ELSE ${trimmed} END, '')`;
}

/**
 * The canonical name of parts that come apart and unquoted, as the columns of an information schema; NULL when a part
 * is NULL or empty. `printCanonicalName` of access/canonical-name.ts as SQL.
 */
export function foldParts(dialect: Dialect, parts: readonly Sql[]): Sql {
  const needsQuotes = (part: Sql) => dialect.regexpMatches(part, `[.\`]|^${BLANK}|${BLANK}$`);
  const printed = parts.map(
    (part) =>
      sql`CASE WHEN ${needsQuotes(part)} THEN '\`' || replace(lower(${part}), '\`', '\`\`') || '\`' ELSE nullif(lower(${part}), '') END`,
  );
  return joinSql(printed, " || '.' || ");
}

/** A principal or a group as telemetry names it: lower case, blanks around it gone; NULL for blank text. */
export function foldPrincipal(text: Sql): Sql {
  return sql`nullif(lower(trim(${text})), '')`;
}

/** A privilege in SQL spelling: upper case, spaces for underscores (`USE_CATALOG` becomes USE CATALOG); NULL for blank text. */
export function foldPrivilege(text: Sql): Sql {
  return sql`nullif(upper(replace(trim(${text}), '_', ' ')), '')`;
}

/** Words of a closed set of ours as literals between commas, for IN. */
export function wordList(dialect: Dialect, words: readonly string[]): Sql {
  return words.length === 0
    ? rawSql("NULL")
    : joinSql(
        words.map((word) => dialect.textLiteral(word)),
        ", ",
      );
}
