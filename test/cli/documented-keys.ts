import { readFileSync } from "node:fs";
import type { Json } from "../../src/domain/brand.ts";

const PAGE = readFileSync(new URL("../../docs/json.md", import.meta.url), "utf8");

/** Keys that docs/json.md names under a heading, in its order. */
export function documentedKeys(heading: string): readonly string[] {
  const [, section = ""] = PAGE.split(`## ${heading}\n`);
  const [table = ""] = section.split("\n## ");
  return [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, key = ""]) => key);
}

/** Paths of all keys of a printed object, as docs/json.md writes them; `leaves` are objects that it takes as one. */
export function keyPaths(value: Json, leaves: readonly string[], path = ""): readonly string[] {
  if (leaves.includes(path) || typeof value !== "object" || value === null) return [path];
  if (Array.isArray(value)) return value.flatMap((item) => keyPaths(item, leaves, `${path}[]`));
  return Object.entries(value).flatMap(([key, item]) =>
    keyPaths(item as Json, leaves, path === "" ? key : `${path}.${key}`),
  );
}
