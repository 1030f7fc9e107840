import { refuseSql, type TextPlace } from "../sql-refused.ts";

const PLAIN_ESCAPES: Readonly<Record<string, string>> = {
  "0": "\u0000",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\u001a",
  // Kept with their backslash: LIKE reads them.
  "%": "\\%",
  _: "\\_",
};

const NUMBERED_ESCAPE = /u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([01][0-7]{2})/y;

/**
 * A string literal whose opening quote is at `start`. A doubled quote is a quote; backslashes escape, unless it is raw.
 *
 * Source: Databricks SQL language manual, "STRING type"; Apache Spark 4.1 agrees on every case of the tests.
 * @throws PARSE_SYNTAX_ERROR when it does not end
 */
export function readString(
  text: string,
  { start, place, isRaw }: { readonly start: number; readonly place: TextPlace; readonly isRaw: boolean },
): { readonly kind: "string"; readonly text: string; readonly word: ""; readonly end: number } {
  const quote = text[start] ?? "'";
  const stop = quote === "'" ? /['\\]/g : /["\\]/g;
  const parts: string[] = [];
  let from = start + 1;
  for (;;) {
    stop.lastIndex = from;
    const match = isRaw ? rawStop(text, quote, from) : stop.exec(text);
    if (match === null)
      return refuseSql("PARSE_SYNTAX_ERROR", `Syntax error at or near '${quote}'.`, {
        sqlState: "42601",
        place,
      });
    parts.push(text.slice(from, match.index));
    if (match[0] === "\\") {
      const escaped = readEscape(text, match.index + 1);
      parts.push(escaped.value);
      from = escaped.end;
    } else if (!isRaw && text[match.index + 1] === quote) {
      parts.push(quote);
      from = match.index + 2;
    } else {
      return { kind: "string", text: parts.join(""), word: "", end: match.index + 1 };
    }
  }
}

function rawStop(
  text: string,
  quote: string,
  from: number,
): { readonly 0: string; readonly index: number } | null {
  const index = text.indexOf(quote, from);
  return index === -1 ? null : { 0: quote, index };
}

function readEscape(text: string, at: number): { readonly value: string; readonly end: number } {
  NUMBERED_ESCAPE.lastIndex = at;
  const numbered = NUMBERED_ESCAPE.exec(text);
  if (numbered !== null) {
    const [, short, long, octal] = numbered;
    const code = octal === undefined ? Number.parseInt(short ?? long ?? "", 16) : Number.parseInt(octal, 8);
    // A code beyond Unicode is no escape: the letter stands for itself.
    if (code <= 0x10ffff) return { value: String.fromCodePoint(code), end: NUMBERED_ESCAPE.lastIndex };
  }
  const letter = text[at] ?? "";
  return { value: PLAIN_ESCAPES[letter] ?? letter, end: at + Math.max(letter.length, 1) };
}
