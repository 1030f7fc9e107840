import { refuseUnsupported } from "../sql-refused.ts";

/** A run of one letter of a Java pattern: how DuckDB prints it, and what texts it reads (null: it is not read here). */
const FIELDS: Readonly<Record<string, readonly [print: string, read: string | null]>> = {
  y: ["%Y", "[0-9]{4}"],
  yy: ["%y", null],
  yyyy: ["%Y", "[0-9]{4}"],
  M: ["%-m", "[0-9]{1,2}"],
  MM: ["%m", "[0-9]{2}"],
  MMM: ["%b", "[A-Z][a-z]{2}"],
  MMMM: ["%B", "[A-Z][a-z]+"],
  d: ["%-d", "[0-9]{1,2}"],
  dd: ["%d", "[0-9]{2}"],
  D: ["%-j", null],
  DDD: ["%j", null],
  H: ["%-H", "[0-9]{1,2}"],
  HH: ["%H", "[0-9]{2}"],
  h: ["%-I", "[0-9]{1,2}"],
  hh: ["%I", "[0-9]{2}"],
  m: ["%-M", "[0-9]{1,2}"],
  mm: ["%M", "[0-9]{2}"],
  s: ["%-S", "[0-9]{1,2}"],
  ss: ["%S", "[0-9]{2}"],
  SSS: ["%g", "[0-9]{3}"],
  SSSSSS: ["%f", "[0-9]{6}"],
  a: ["%p", "[AP]M"],
  E: ["%a", null],
  EE: ["%a", null],
  EEE: ["%a", null],
  EEEE: ["%A", null],
};

/**
 * A pattern such as `yyyy-MM-dd HH:mm:ss` as DuckDB's format, and the texts that it reads as a regular expression
 * (null when it only prints). Source: Databricks SQL language manual, "Datetime patterns".
 * @throws UNSUPPORTED_FEATURE for letters that are not listed
 */
export function timePattern(pattern: string): { readonly format: string; readonly texts: string | null } {
  const pieces = [...pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[\s\S]/gu)].map(pieceOf);
  const texts = pieces.map(({ read }) => read);
  return {
    format: pieces.map(({ print }) => print).join(""),
    texts: texts.includes(null) ? null : texts.join(""),
  };
}

function pieceOf([piece, quoted, letter]: RegExpExecArray): {
  readonly print: string;
  readonly read: string | null;
} {
  if (letter === undefined) {
    const plain = quoted === undefined ? piece : quoted === "" ? "'" : quoted.replaceAll("''", "'");
    return { print: plain.replaceAll("%", "%%"), read: plain.replace(/[^A-Za-z0-9 ]/g, "\\$&") };
  }
  const [print, read] = FIELDS[piece] ?? refuseUnsupported(`\`${piece}\` in a datetime pattern`);
  return { print, read };
}

/** Format that reads what a pattern prints without leading zeros. */
export function readingFormat(format: string): string {
  return format.replaceAll("%-", "%");
}
