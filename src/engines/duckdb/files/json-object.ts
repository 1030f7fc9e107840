import { isUtf8 } from "node:buffer";

/** Why a piece of text is no object that DuckDB would read the same way. */
export type ObjectProblem = "not UTF-8" | "not JSON" | "not an object" | "half a character in it";

export type JsonObject = Readonly<Record<string, unknown>>;

export type ReadObject =
  | { readonly kind: "object"; readonly object: JsonObject; readonly text: string }
  | { readonly kind: "problem"; readonly problem: ObjectProblem };

/** An escape of a surrogate: a pair of them is a character, one alone is none, and DuckDB refuses it. */
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;

/** Parses one object, strictly; its text comes back on one line. */
export function readObject(bytes: Buffer): ReadObject {
  if (!isUtf8(bytes)) return { kind: "problem", problem: "not UTF-8" };
  const text = bytes.toString("utf8");
  const value = parsed(text);
  if (value === undefined) return { kind: "problem", problem: "not JSON" };
  if (!isJsonObject(value)) return { kind: "problem", problem: "not an object" };
  if (SURROGATE_ESCAPE.test(text) && !isWellFormed(value))
    return { kind: "problem", problem: "half a character in it" };
  // INVARIANT one-line: a line break inside a string is no JSON, so those left are blanks between tokens.
  return { kind: "object", object: value, text: text.replace(/[\r\n]+/g, " ") };
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Undefined when the text is no JSON: no JSON text stands for it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Half of a pair of surrogates without the other half. */
const LONE_SURROGATE = /\p{Surrogate}/u;

function isWellFormed(value: unknown): boolean {
  let isGood = true;
  JSON.stringify(value, (key, item: unknown) => {
    if (LONE_SURROGATE.test(key) || (typeof item === "string" && LONE_SURROGATE.test(item))) isGood = false;
    return item;
  });
  return isGood;
}
