import type { TextPlace } from "../sql-refused.ts";

/**
 * One piece of a text. `text` is what it means: the name without backticks, the string without quotes and escapes,
 * the number or symbol as written; `word` is the upper case of an unquoted name, empty for everything else.
 */
export interface Token extends TextPlace {
  readonly kind: "word" | "quoted" | "string" | "number" | "bytes" | "symbol" | "end";
  readonly text: string;
  readonly word: string;
  /** Offsets of the first character and behind the last one. */
  readonly start: number;
  readonly end: number;
}
