import { invariant } from "../../domain/gatehouse-error.ts";
import type { Dictionary } from "../../ports/engine.ts";
import type { RawValue } from "./typed-value.ts";

/** Codes for combinations of texts, given out in the order in which they come. */
export interface WordCodes {
  readonly dictionary: Dictionary;
  codeOf(texts: readonly RawValue[]): number;
}

export function openWordCodes(): WordCodes {
  const codes = new Map<string, number>();
  const entries: (readonly RawValue[])[] = [];
  return {
    dictionary: {
      get wordCount() {
        return entries.length;
      },
      at(code) {
        const entry = entries[code];
        invariant(entry !== undefined, `no text has code \`${code}\` in this dictionary`);
        return entry;
      },
    },
    codeOf(texts) {
      const key = keyOf(texts);
      const known = codes.get(key);
      if (known !== undefined) return known;
      codes.set(key, entries.length);
      return entries.push([...texts]) - 1;
    },
  };
}

/** Different combinations have different keys: each text is preceded by its length. */
function keyOf(texts: readonly RawValue[]): string {
  return texts.map((text) => (text === null ? "-" : `${text.length}:${text}`)).join("");
}
