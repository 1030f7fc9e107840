import { refuseUnsupported } from "../sql-refused.ts";
import { textLiteral } from "./written.ts";

/** What Java's patterns have and RE2 lacks or reads in another way. */
const DIFFERENT: readonly (readonly [RegExp, string])[] = [
  [/\(\?<?[=!]/, "lookaround in a regular expression"],
  [/\(\?>/, "atomic groups in a regular expression"],
  [/\\[1-9]/, "back references in a regular expression"],
  [
    /\\[hHRXZG]|\\p\{(?:Alpha|Digit|Alnum|Upper|Lower|Punct|Space|IsAlphabetic)/,
    "this class in a regular expression",
  ],
  [/[*+?}]\+/, "possessive quantifiers in a regular expression"],
];

/**
 * A constant Java pattern as a literal that RE2 reads alike.
 * @throws UNSUPPORTED_FEATURE for what RE2 would read in another way
 */
export function regexLiteral(pattern: string): string {
  const found = DIFFERENT.find(([form]) => form.test(pattern.replaceAll("\\\\", "")));
  if (found !== undefined) refuseUnsupported(found[1]);
  rejectClassSets(pattern);
  // Java's \s has the vertical tab too, and \v all vertical blanks; RE2's \s has not.
  return textLiteral(pattern);
}

/** `[a[b]]` and `[a&&b]` are sets of sets in Java only. */
function rejectClassSets(pattern: string): void {
  // What is escaped becomes a letter, so that only signs of the pattern are left.
  const bare = pattern.replace(/\\[\s\S]/g, "a");
  for (const [set] of bare.matchAll(/\[\^?\]?[^\]]*\]/g))
    if (set.slice(1).includes("[") || set.includes("&&"))
      refuseUnsupported("sets of character classes in a regular expression");
}

/**
 * Java's replacement text as RE2's: `$1` is a group, a backslash takes the next letter as it is.
 * @throws UNSUPPORTED_FEATURE for groups by name and beyond 9
 */
export function replacementLiteral(replacement: string): string {
  return textLiteral(replacement.replace(/\\[\s\S]|\$\d{0,2}|\\/g, replacedPart));
}

function replacedPart(part: string): string {
  if (part.length === 2 && part.startsWith("\\")) return part === "\\\\" ? part : part.slice(1);
  if (!/^\$\d$/.test(part))
    return refuseUnsupported(`\`${part}\` in the replacement of a regular expression`);
  return `\\${part.slice(1)}`;
}
