import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Loads a module of the built program, which is what is measured. `Module` is the type of its source. */
export async function built<Module>(path: string): Promise<Module> {
  const url = new URL(`../../dist/${path.replace(/\.ts$/, ".js")}`, import.meta.url);
  return (await import(url.href)) as Module;
}

/** Why the built program cannot be measured; null when it can. */
export function buildProblem(): string | null {
  const main = join(ROOT, "dist/main.js");
  if (!existsSync(main)) return "the program is not built: run `npm run build` first";
  const builtMs = statSync(main).mtimeMs;
  const isStale = readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true }).some(
    (entry) =>
      entry.isFile() &&
      !/\.test(-d)?\.ts$/.test(entry.name) &&
      statSync(join(entry.parentPath, entry.name)).mtimeMs > builtMs,
  );
  return isStale ? "dist/ is older than src/: run `npm run build` first" : null;
}
