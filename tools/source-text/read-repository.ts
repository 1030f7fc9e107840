import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A text file of the repository. */
export interface SourceFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Root of this checkout, without a final slash. */
export const REPOSITORY_ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

const TEXT_ENDINGS =
  /\.(?:ts|js|mjs|json|jsonc|md|txt|yml|yaml|scenario|sql|html|css|sh|toml|py)$|^(?:[^.]+|\.[^.]+)$/;
const NEVER_READ = new Set([".git", "node_modules"]);

/** Text files under `root`, ordered by path; what .gitignore names is left out. */
export function readRepository(root: string = REPOSITORY_ROOT): readonly SourceFile[] {
  const isIgnored = ignoredBy(readFileSync(join(root, ".gitignore"), "utf8"));
  return listFiles(root, "", isIgnored)
    .filter((path) => TEXT_ENDINGS.test(path.slice(path.lastIndexOf("/") + 1)))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))
    .filter(({ text }) => !text.includes("\0"));
}

function listFiles(
  root: string,
  folder: string,
  isIgnored: (path: string, isFolder: boolean) => boolean,
): readonly string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  const paths: string[] = [];
  for (const entry of entries) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (NEVER_READ.has(entry.name) || isIgnored(path, entry.isDirectory())) continue;
    if (entry.isDirectory()) paths.push(...listFiles(root, path, isIgnored));
    else if (entry.isFile()) paths.push(path);
  }
  return paths.sort();
}

/**
 * Reads the part of the .gitignore language that this repository uses: `name`, `*.ending`, `folder/`, each anchored at
 * the root by a leading or inner slash.
 * @throws when a line uses more than that, so that no rule is ever misread.
 */
export function ignoredBy(gitignore: string): (path: string, isFolder: boolean) => boolean {
  const patterns = gitignore
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map(readPattern);
  return (path, isFolder) => patterns.some((pattern) => pattern(path, isFolder));
}

function readPattern(line: string): (path: string, isFolder: boolean) => boolean {
  if (/[?[\]!\\]|\*\*/.test(line))
    throw new Error(`.gitignore line \`${line}\` uses more than tools/source-text can read`);
  const isFolderOnly = line.endsWith("/");
  const body = line.replace(/\/$/, "");
  const isAnchored = body.includes("/");
  const text = body
    .replace(/^\//, "")
    .replace(/[.+^${}()|]/g, "\\$&")
    .replace(/\*/g, "[^/]*");
  const pattern = new RegExp(isAnchored ? `^${text}$` : `(?:^|/)${text}$`);
  return (path, isFolder) => (isFolder || !isFolderOnly) && pattern.test(path);
}
