import type { Violation } from "../source-text/violation.ts";
import type { Module } from "./module-graph.ts";

/** Groups of files of `src/` that import each other in a ring, types included; one violation for each ring found. */
export function checkCycles(modules: ReadonlyMap<string, Module>): readonly Violation[] {
  const finished = new Set<string>();
  const violations: Violation[] = [];
  for (const path of modules.keys()) if (path.startsWith("src/")) visit(path, []);
  return violations;

  function visit(path: string, trail: readonly string[]): void {
    const start = trail.indexOf(path);
    if (start >= 0) {
      violations.push(ring([...trail.slice(start), path]));
      return;
    }
    if (finished.has(path)) return;
    for (const target of targetsOf(path, modules)) visit(target, [...trail, path]);
    finished.add(path);
  }

  function ring(paths: readonly string[]): Violation {
    const [path = "", next] = paths;
    const line = modules.get(path)?.imports.find(({ target }) => target === next)?.line ?? 1;
    const message = `imports itself: ${paths.join(" → ")}; move what both need into a third file`;
    return { path, line, rule: "layer-cycle", message };
  }
}

function targetsOf(path: string, modules: ReadonlyMap<string, Module>): readonly string[] {
  const targets = modules.get(path)?.imports.flatMap(({ target }) => (target === null ? [] : [target])) ?? [];
  return [...new Set(targets)].filter((target) => modules.has(target));
}
