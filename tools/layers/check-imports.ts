import { builtinModules } from "node:module";
import type { Violation } from "../source-text/violation.ts";
import { COMPOSITION_ROOT, LAYERS, type Layer } from "./layer-table.ts";
import { isTest, type Module, type ModuleImport } from "./module-graph.ts";

const NODE_MODULES = new Set(builtinModules);

/** Imports of `src/` that the layer table does not allow. Tests are free, except that they stay within the repository. */
export function checkImports(modules: ReadonlyMap<string, Module>): readonly Violation[] {
  return [...modules.values()].flatMap((module) => checkModule(module, modules));
}

function checkModule(module: Module, modules: ReadonlyMap<string, Module>): readonly Violation[] {
  if (!module.path.startsWith("src/") || isTest(module.path)) return [];
  const layer = layerOf(module.path);
  if (layer === null && module.path !== COMPOSITION_ROOT) {
    const names = LAYERS.map(({ name }) => name).join(", ");
    const message = `belongs to no layer; move it into one of ${names}, or add a layer to tools/layers/layer-table.ts`;
    return [{ path: module.path, line: 1, rule: "layer-unknown", message }];
  }
  return module.imports.flatMap((imported) => {
    const found =
      checkTarget(imported, modules) ?? (layer === null ? null : checkImport(module.path, layer, imported));
    return found === null ? [] : [{ path: module.path, line: imported.line, ...found }];
  });
}

type Finding = Pick<Violation, "rule" | "message">;

function checkTarget(
  { specifier, target }: ModuleImport,
  modules: ReadonlyMap<string, Module>,
): Finding | null {
  if (target === null || target.endsWith(".json")) return null;
  if (!target.startsWith("src/"))
    return {
      rule: "layer-outside",
      message: `imports \`${specifier}\`, which lies outside src/ and is not published`,
    };
  if (!modules.has(target))
    return { rule: "layer-missing", message: `imports \`${specifier}\`, which does not exist` };
  return null;
}

function checkImport(path: string, layer: Layer, { specifier, target }: ModuleImport): Finding | null {
  if (target === null) return checkPackage(layer, specifier);
  const other = layerOf(target);
  if (other === null)
    return {
      rule: "layer-import",
      message: `\`${layer.name}\` imports \`${target}\`, which only wires adapters; pass the value in as an argument`,
    };
  if (other.name === layer.name) return checkSibling(path, layer, target);
  if (layer.imports.includes(other.name)) return null;
  const allowed = layer.imports.length === 0 ? "nothing" : layer.imports.join(", ");
  return {
    rule: "layer-import",
    message: `\`${layer.name}\` imports \`${target}\` of \`${other.name}\`; it may import ${allowed}`,
  };
}

function checkPackage(layer: Layer, specifier: string): Finding | null {
  const name = specifier.startsWith("@")
    ? specifier.split("/").slice(0, 2).join("/")
    : (specifier.split("/")[0] ?? "");
  const isNode = specifier.startsWith("node:") || NODE_MODULES.has(name);
  if (isNode && layer.isPure)
    return {
      rule: "layer-node",
      message: `\`${layer.name}\` is pure and imports \`${specifier}\`; take what it gives through a port or an argument`,
    };
  if (isNode && !specifier.startsWith("node:"))
    return { rule: "layer-node", message: `imports \`${specifier}\`; spell it \`node:${specifier}\`` };
  if (isNode || layer.packages.includes(name)) return null;
  const allowed = layer.packages.length === 0 ? "no package" : layer.packages.join(", ");
  return {
    rule: "layer-package",
    message: `\`${layer.name}\` imports \`${name}\`; it may import ${allowed}`,
  };
}

function checkSibling(path: string, layer: Layer, target: string): Finding | null {
  if (!layer.isFamily || path.endsWith(".gen.ts")) return null;
  if (memberOf(path) === memberOf(target)) return null;
  if (/^src\/[^/]+\/define-[^/]+\.ts$/.test(target)) return null;
  return {
    rule: "layer-sibling",
    message:
      `imports its sibling \`${target}\`; members of \`${layer.name}\` import only define-*.ts and files of ` +
      `src/${layer.name}/${memberOf(path)}/, so move what is shared into another layer`,
  };
}

/** Name of the member that a file of a family belongs to: its own, or that of its folder. */
function memberOf(path: string): string {
  return (path.split("/")[2] ?? "").replace(/\.ts$/, "");
}

function layerOf(path: string): Layer | null {
  const [root, folder, rest] = path.split("/");
  if (root !== "src" || rest === undefined) return null;
  return LAYERS.find(({ name }) => name === folder) ?? null;
}
