import type { Json } from "../domain/brand.ts";

export type JsonObject = { readonly [key: string]: Json };

/** Whole numbers with more digits than a double keeps, outside of texts. */
const TEXT_OR_LONG_NUMBER = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/**
 * Parses JSON; whole numbers beyond 2^53 come as text, so that ids stay exact. Null when it is no JSON.
 */
export function readJson(text: string): { readonly value: Json } | null {
  try {
    return { value: JSON.parse(/\d{16}/.test(text) ? longNumbersAsText(text) : text) as Json };
  } catch {
    return null;
  }
}

function longNumbersAsText(text: string): string {
  return text.replace(TEXT_OR_LONG_NUMBER, (part) =>
    part.startsWith('"') || Number.isSafeInteger(Number(part)) ? part : `"${part}"`,
  );
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text; a number as its digits, because ids come as either; null for anything else. */
export function textOf(value: Json | undefined): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : null;
}

/** A number, also from its digits; null for anything else. */
export function numberOf(value: Json | undefined): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** True for `true`; false for anything else, absent included. */
export function isTrue(value: Json | undefined): boolean {
  return value === true || value === "true";
}

/** The objects in a list; none when it is absent or no list. */
export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((item: Json) => isObject(item)) : [];
}

/** The texts in a list; none when it is absent or no list. */
export function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item: Json) => typeof item === "string") : [];
}
