import { isList, isObject, type JsonObject, type JsonValue } from "../json.ts";

/** Always told, whatever is asked for. */
const ALWAYS = new Set(["id", "schemas"]);

/** The part of a resource that `attributes` and `excludedAttributes` ask for (RFC 7644, section 3.9). */
export function chosenAttributes(resource: JsonObject, query: URLSearchParams): JsonObject {
  const asked = pathsOf(query.get("attributes"));
  const excluded = pathsOf(query.get("excludedAttributes"));
  const entries = Object.entries(resource).flatMap(([name, value]) => {
    if (ALWAYS.has(name)) return [[name, value] as const];
    const wanted = asked.filter(([first]) => first === name.toLowerCase());
    if (asked.length > 0 && wanted.length === 0) return [];
    if (excluded.some((path) => path.length === 1 && path[0] === name.toLowerCase())) return [];
    const parts = wanted.flatMap(([, second]) => (second === undefined ? [] : [second]));
    return [[name, parts.length === 0 ? value : partsOf(value, parts)] as const];
  });
  return Object.fromEntries(entries);
}

function pathsOf(text: string | null): readonly (readonly string[])[] {
  return (text ?? "")
    .split(",")
    .map((path) => path.trim().toLowerCase())
    .filter((path) => path !== "")
    .map((path) => path.split("."));
}

function partsOf(value: JsonValue | undefined, parts: readonly string[]): JsonValue | undefined {
  if (isList(value)) return value.map((item) => partsOf(item, parts) ?? null);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => parts.includes(name.toLowerCase())));
}
