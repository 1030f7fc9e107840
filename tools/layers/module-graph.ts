import { posix } from "node:path";
import type { SourceFile } from "../source-text/read-repository.ts";
import { scanImports } from "../source-text/scan-imports.ts";
import { type Token, tokenize } from "../source-text/tokenize.ts";

/** A module of the repository with everything that it names. */
export interface Module {
  readonly path: string;
  /** Tokens of the text, comments left out. */
  readonly code: readonly Token[];
  readonly imports: readonly ModuleImport[];
}

export interface ModuleImport {
  readonly specifier: string;
  readonly line: number;
  /** Path of the repository that a relative specifier names, whether or not there is such a file; null for packages. */
  readonly target: string | null;
}

/** Modules of the repository by path. Cost: one pass over the text of all files. */
export function readModules(files: readonly SourceFile[]): ReadonlyMap<string, Module> {
  const scripts = files.filter(({ path }) => /\.(?:ts|js|mjs)$/.test(path));
  return new Map(scripts.map((file) => [file.path, readModule(file)]));
}

function readModule({ path, text }: SourceFile): Module {
  const tokens = tokenize(text);
  const imports = scanImports(tokens).map(({ specifier, line }) => ({
    specifier,
    line,
    target: specifier.startsWith(".") ? posix.normalize(posix.join(posix.dirname(path), specifier)) : null,
  }));
  return { path, code: tokens.filter(({ kind }) => kind !== "comment"), imports };
}

/** Whether the file is a test: tests may import whatever is public. */
export function isTest(path: string): boolean {
  return /\.test(?:-d)?\.ts$/.test(path);
}
