import type { SecurableName } from "../domain/access.ts";
import { isNonEmpty, type NonEmptyArray } from "../domain/brand.ts";

/** What may stand around a name and around its dots without belonging to it. */
const BLANKS: ReadonlySet<string> = new Set([" ", "\t", "\n", "\r"]);
/** The one letter whose full lower case (i and a combining dot) is not its simple one. */
const CAPITAL_I_WITH_DOT = "\u0130";

/**
 * The one way a securable's name is spelled inside Gatehouse, whatever way it came; null for blank text.
 *
 * A name is parts between dots. A part in backticks may hold dots and, doubled, backticks. Blanks (space, tab, line
 * feed, carriage return) around the name and around dots do not count; inside a part they do. Every letter is lowered
 * alone, by the simple case mapping of Unicode: no letter depends on its neighbors (final sigma stays σ) and none
 * becomes two (U+0130 becomes i). In the canonical spelling only parts that need backticks have them, see
 * {@link printCanonicalName}. Text that is not built so, as an open backtick or an empty part, is lowered and trimmed
 * and else kept, since telemetry may name a securable in any way and none may get lost.
 *
 * `foldName` in sql/fold-name.ts does the same inside an engine; a test holds the two together on DuckDB. Letters that
 * Unicode 16 added are lowered by newer runtimes only, and Databricks lowers a final sigma to ς; Unity Catalog stores
 * names lowered already, so neither is seen in them.
 *
 * @example canonicalName(" Main.`Sales`.`Orders.2026` ") === "main.sales.`orders.2026`"
 */
export function canonicalName(text: string): SecurableName | null {
  const lowered = trimBlanks(lowerSimple(text));
  if (lowered === "") return null;
  const parts = parseParts(lowered);
  return parts === null ? (lowered as SecurableName) : printCanonicalName(parts);
}

/** The parts of a name, unquoted; null when its text is not built as a name, as that of some paths. */
export function parseCanonicalName(name: SecurableName): NonEmptyArray<string> | null {
  return parseParts(name);
}

/**
 * The canonical spelling of parts that are lowered already. A part has backticks when it holds a dot or a backtick,
 * which is doubled, or starts or ends with a blank.
 */
export function printCanonicalName(parts: NonEmptyArray<string>): SecurableName {
  return parts
    .map((part) => (needsQuotes(part) ? `\`${part.replaceAll("`", "``")}\`` : part))
    .join(".") as SecurableName;
}

function needsQuotes(part: string): boolean {
  return part.includes(".") || part.includes("`") || trimBlanks(part) !== part;
}

function lowerSimple(text: string): string {
  return Array.from(text, (letter) => (letter === CAPITAL_I_WITH_DOT ? "i" : letter.toLowerCase())).join("");
}

function parseParts(text: string): NonEmptyArray<string> | null {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    at = skipBlanks(text, at);
    const part = text[at] === "`" ? readQuoted(text, at) : readBare(text, at);
    if (part === null) return null;
    parts.push(part.text);
    at = skipBlanks(text, part.end);
    if (at === text.length) return isNonEmpty(parts) ? parts : null;
    if (text[at] !== ".") return null;
    at += 1;
  }
}

interface Part {
  readonly text: string;
  /** Where the text goes on. */
  readonly end: number;
}

/** A part in backticks that opens at `start`; null when it is empty or never closes. */
function readQuoted(text: string, start: number): Part | null {
  let end = text.indexOf("`", start + 1);
  while (end !== -1 && text[end + 1] === "`") end = text.indexOf("`", end + 2);
  if (end <= start + 1) return null;
  return { text: text.slice(start + 1, end).replaceAll("``", "`"), end: end + 1 };
}

/** A part without backticks that starts at `start`; null when it is empty or a backtick ends it. */
function readBare(text: string, start: number): Part | null {
  let end = start;
  while (end < text.length && text[end] !== "." && text[end] !== "`") end += 1;
  const part = trimBlanks(text.slice(start, end));
  return part === "" || text[end] === "`" ? null : { text: part, end };
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (BLANKS.has(text[at] ?? "")) at += 1;
  return at;
}

function trimBlanks(text: string): string {
  const start = skipBlanks(text, 0);
  let end = text.length;
  while (end > start && BLANKS.has(text[end - 1] ?? "")) end -= 1;
  return text.slice(start, end);
}
