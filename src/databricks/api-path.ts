import { GatehouseError, invariant } from "../domain/gatehouse-error.ts";

/**
 * Path of a request; each interpolated value is one segment, encoded.
 * @throws DATABRICKS_BAD_ANSWER for a name that an address cannot carry (`.`, `..`, empty).
 * @example apiPath`/api/2.1/unity-catalog/catalogs/${name}`
 */
export function apiPath(text: TemplateStringsArray, ...segments: readonly (string | number)[]): string {
  const path = text.reduce((before, part, index) => `${before}${encoded(segments[index - 1] ?? "")}${part}`);
  invariant(path.startsWith("/"), "a path of the interface starts with a slash");
  return path;
}

function encoded(segment: string | number): string {
  const value = String(segment);
  // An address drops such segments, encoded or not, and would name another object.
  if (value === "" || value === "." || value === "..")
    throw new GatehouseError("DATABRICKS_BAD_ANSWER", {
      message: `\`${value}\` cannot be part of an address, so what it names cannot be asked for`,
    });
  return encodeURIComponent(value);
}
