import type { Violation } from "../source-text/violation.ts";
import { COMPOSITION_ROOT } from "./layer-table.ts";
import { isTest, type Module } from "./module-graph.ts";

/** Files of `src/` that neither the composition root, a registry, a test nor anything outside `src/` reaches. */
export function checkOrphans(modules: ReadonlyMap<string, Module>): readonly Violation[] {
  const reached = new Set<string>();
  const waiting = [...modules.keys()].filter(isRoot);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    for (const { target } of modules.get(path)?.imports ?? [])
      if (target !== null && modules.has(target)) waiting.push(target);
  }
  return [...modules.keys()]
    .filter((path) => !reached.has(path))
    .map((path) => ({
      path,
      line: 1,
      rule: "layer-orphan",
      message: "is imported by nothing that runs; use it or remove it",
    }));
}

function isRoot(path: string): boolean {
  return path === COMPOSITION_ROOT || !path.startsWith("src/") || path.endsWith(".gen.ts") || isTest(path);
}
