const SUGGESTION = /\s*\(Did you mean (?:one of )?(.+)\?\)\s*$/;

/** The parser's complaint in our text form: one line, lower case, user input in backticks, the suggestion at the end. */
export function usageText(message: string): string {
  const [, names] = SUGGESTION.exec(message) ?? [];
  const complaint = message
    .replace(SUGGESTION, "")
    .replace(/^error: /, "")
    .replace(/\.$/, "")
    .replace(/\. ([A-Z])/g, (_, letter: string) => `: ${letter.toLowerCase()}`)
    .replace(/'([^']*)'/g, "`$1`")
    .replace(/\s*\n\s*/g, " ");
  if (names === undefined) return complaint;
  const quoted = names.split(", ").map((name) => `\`${name}\``);
  return `${complaint}; did you mean ${quoted.join(" or ")}?`;
}
