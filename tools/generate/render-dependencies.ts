import type { Manifest } from "../lock/lock-file.ts";

/** A row of a table whose first cell is a package in backticks and whose second is its version. */
const ROW = /^\| `(@?[\w./-]+)` \|[^|]*\|(.*)$/;

/**
 * The page with the version of every package as package.json has it.
 * @throws with every package that lacks a row, and every row whose package is gone.
 */
export function renderDependencies(
  page: string,
  { dependencies = {}, devDependencies = {} }: Manifest,
): string {
  const versions: Readonly<Record<string, string>> = { ...dependencies, ...devDependencies };
  const seen = new Set<string>();
  const gone: string[] = [];
  const lines = page.split("\n").map((line) => {
    const [, name = "", rest = ""] = ROW.exec(line) ?? [];
    if (name === "") return line;
    seen.add(name);
    if (versions[name] === undefined)
      gone.push(`\`${name}\` has a row in docs/dependencies.md and is not in package.json`);
    return `| \`${name}\` | ${versions[name] ?? "—"} |${rest}`;
  });
  const missing = Object.keys(versions)
    .filter((name) => !seen.has(name))
    .map((name) => `\`${name}\` is in package.json and has no row in docs/dependencies.md that says why`);
  if (gone.length + missing.length > 0) throw new Error([...gone, ...missing].join("\n"));
  return lines.join("\n");
}
