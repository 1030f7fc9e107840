import type { SourceFile } from "../source-text/read-repository.ts";
import type { Violation } from "../source-text/violation.ts";
import { checkCycles } from "./check-cycles.ts";
import { checkGlobals } from "./check-globals.ts";
import { checkImports } from "./check-imports.ts";
import { checkOrphans } from "./check-orphans.ts";
import { readModules } from "./module-graph.ts";

/** Every place where `src/` breaks the layer table. Cost: about a second for 500 files. */
export function checkLayers(files: readonly SourceFile[]): readonly Violation[] {
  const modules = readModules(files);
  return [
    ...checkImports(modules),
    ...checkGlobals(modules),
    ...checkCycles(modules),
    ...checkOrphans(modules),
  ];
}
