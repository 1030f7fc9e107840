import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "../source-text/read-repository.ts";
import { generateAll } from "./generate-all.ts";

/**
 * `npm run gen` writes every generated file; with `--check` it writes none and fails when one is stale.
 */
async function main(options: readonly string[]): Promise<number> {
  const unknown = options.find((option) => option !== "--check");
  if (unknown !== undefined) {
    console.error(`\`${unknown}\` is no option; the only one is --check`);
    return 2;
  }
  const files = await generateAll(REPOSITORY_ROOT);
  const stale = files.filter(({ path, text }) => readIfThere(join(REPOSITORY_ROOT, path)) !== text);
  if (options.includes("--check")) {
    for (const { path } of stale) console.error(`${path} is stale; run npm run gen`);
    return stale.length === 0 ? 0 : 1;
  }
  for (const { path, text } of stale) {
    writeFileSync(join(REPOSITORY_ROOT, path), text);
    console.log(`wrote ${path}`);
  }
  return 0;
}

function readIfThere(path: string): string | null {
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
