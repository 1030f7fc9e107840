import type { Kind } from "./written.ts";

const NUMBERS: ReadonlySet<Kind> = new Set(["int", "decimal", "double"]);

/** Kind that values of these kinds have together. */
export function jointKind(kinds: readonly Kind[]): Kind {
  const known = new Set(kinds.filter((kind) => kind !== "null"));
  const [only] = known;
  if (only === undefined) return "null";
  if (known.size === 1) return only;
  if (![...known].every((kind) => NUMBERS.has(kind))) return "unknown";
  return known.has("double") ? "double" : "decimal";
}
