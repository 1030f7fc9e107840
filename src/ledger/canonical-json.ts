import type { Json } from "../domain/brand.ts";
import { invariant } from "../domain/gatehouse-error.ts";

/** Deeper values are refused: nothing of ours is nested this far, and recursion stays bounded. */
export const JSON_DEPTH_MAX = 64;

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The one text of a JSON value, so that its bytes can be hashed: no white space, keys by UTF-16 code units, numbers
 * and escapes as ECMAScript writes them. The same value gives the same text in every language that follows the RFC.
 *
 * Fails when: a number is not finite, a text holds a lone surrogate (it has no UTF-8 form), the value is no JSON at
 * all, or it is nested deeper than {@link JSON_DEPTH_MAX}. @throws BUG
 * Source: RFC 8785, JSON Canonicalization Scheme, section 3.2.
 */
export function canonicalJson(value: Json): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  invariant(depth <= JSON_DEPTH_MAX, "a value nested too deep cannot be written canonically");
  switch (typeof value) {
    case "string":
      return writeText(value);
    case "number":
      invariant(Number.isFinite(value), "a number that is not finite cannot be written canonically");
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
    default:
      invariant(false, "a value that is not JSON cannot be written canonically");
  }
}

function writeText(text: string): string {
  invariant(!LONE_SURROGATE.test(text), "a text with a lone surrogate cannot be written canonically");
  return JSON.stringify(text);
}

function writeArray(items: readonly unknown[], depth: number): string {
  // Array.from visits holes too, which are no JSON.
  return `[${Array.from(items, (item) => write(item, depth + 1)).join(",")}]`;
}

function writeObject(value: object, depth: number): string {
  invariant(
    Object.prototype.toString.call(value) === "[object Object]",
    "an object that is not plain cannot be written canonically",
  );
  const members = Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, item]) => `${writeText(key)}:${write(item, depth + 1)}`);
  return `{${members.join(",")}}`;
}
