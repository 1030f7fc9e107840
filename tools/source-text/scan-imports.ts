import type { Token } from "./tokenize.ts";

/** One module named by a file. */
export interface Import {
  readonly specifier: string;
  /** From 1. */
  readonly line: number;
}

/**
 * Modules that a file names: static imports and re-exports (types too), `import("…")`, `require("…")` and
 * `new URL("…", import.meta.url)`. A dynamic import of anything but a literal is left out.
 */
export function scanImports(tokens: readonly Token[]): readonly Import[] {
  const code = tokens.filter(({ kind }) => kind !== "comment");
  const imports: Import[] = [];
  for (let index = 0; index < code.length; index += 1) {
    const found = importAt(code, index);
    if (found !== null) imports.push({ specifier: found.text.slice(1, -1), line: found.line });
  }
  return imports;
}

/** The string that names a module, when a reference to one begins at `index`; else null. */
function importAt(code: readonly Token[], index: number): Token | null {
  const token = code[index];
  const next = code[index + 1];
  if (token?.kind !== "word" || next === undefined || code[index - 1]?.text === ".") return null;
  switch (token.text) {
    case "import":
      if (next.kind === "string") return next;
      return next.text === "(" ? stringAt(code, index + 2) : sourceAfterClause(code, index + 1);
    case "export":
      return next.text === "*" || next.text === "{" || next.text === "type"
        ? sourceAfterClause(code, index + 1)
        : null;
    case "require":
      return next.text === "(" ? stringAt(code, index + 2) : null;
    case "URL":
      return next.text === "(" && code[index + 4]?.text === "import" ? stringAt(code, index + 2) : null;
    default:
      return null;
  }
}

function stringAt(code: readonly Token[], index: number): Token | null {
  const token = code[index];
  return token?.kind === "string" ? token : null;
}

/** The string after `from` of an import or export clause that starts at `index`; null when it is no such clause. */
function sourceAfterClause(code: readonly Token[], index: number): Token | null {
  for (let at = index; at < code.length; at += 1) {
    const token = code[at];
    if (token?.text === "from" && code[at + 1]?.kind === "string") return code[at + 1] ?? null;
    if (token === undefined || !isPartOfClause(token)) return null;
  }
  return null;
}

function isPartOfClause(token: Token): boolean {
  return token.kind === "word" || token.kind === "string" || ["{", "}", ",", "*"].includes(token.text);
}
