import type { Layer } from "../layers/layer-table.ts";
import { code, table } from "./markdown.ts";

/** Table of the layers: what each holds and may import. */
export function renderLayerTable(layers: readonly Layer[]): string {
  const rows = layers.map(({ name, holds, imports, isPure, isFamily, packages }) => [
    code(name),
    holds,
    isPure ? "yes" : "no",
    isFamily ? "alone" : "together",
    imports.join(", ") || "nothing",
    packages.join(", ") || "—",
  ]);
  return table(["Folder of `src/`", "Holds", "Pure", "Members", "May import", "Packages"], rows);
}

/** Drawing of the layers by height: a layer imports only from lines below its own. */
export function renderLayerDrawing(layers: readonly Layer[]): string {
  const heights = heightsOf(layers);
  const top = Math.max(0, ...heights.values());
  const lines = Array.from({ length: top + 1 }, (_, index) => {
    const height = top - index;
    const names = layers
      .filter(({ name }) => heights.get(name) === height)
      .map(({ name, isPure }) => (isPure ? name : `(${name})`));
    return `  ${names.join("   ")}`;
  });
  return ["```text", "  main.ts", ...lines, "```"].join("\n");
}

/** Longest chain of imports below each layer; 0 for one that imports nothing. Needs a table without rings. */
function heightsOf(layers: readonly Layer[]): ReadonlyMap<string, number> {
  const heights = new Map<string, number>();
  const visit = (name: string): number => {
    const known = heights.get(name);
    if (known !== undefined) return known;
    const below = layers.find((layer) => layer.name === name)?.imports ?? [];
    const height = below.length === 0 ? 0 : 1 + Math.max(...below.map(visit));
    heights.set(name, height);
    return height;
  };
  for (const { name } of layers) visit(name);
  return heights;
}
