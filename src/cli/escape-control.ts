/**
 * What a terminal could obey or what could hide text: control characters (C0, DEL, C1), marks that turn the writing
 * direction, invisible joiners of lines, and halves of surrogate pairs.
 */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this finds
  /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text that any terminal shows as it is: what {@link UNSAFE} names becomes visible, `\n`, `\t` or `\u001b`. */
export function escapeControl(text: string): string {
  return text.replace(UNSAFE, (character) => {
    if (character === "\n") return "\\n";
    return character === "\t" ? "\\t" : unicodeEscape(character);
  });
}

/** The same inside a JSON text, which stays the same JSON value. */
export function escapeControlInJson(json: string): string {
  return json.replace(UNSAFE, unicodeEscape);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
