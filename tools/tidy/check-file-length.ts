import type { SourceFile } from "../source-text/read-repository.ts";
import { tokenize } from "../source-text/tokenize.ts";
import type { Violation } from "../source-text/violation.ts";

/** One sitting of reading; see docs/style.md. */
const CODE_LINE_COUNT_MAX = 400;

/** TypeScript files with more lines of code than one sitting takes. Blank and comment lines do not count. */
export function checkFileLength(files: readonly SourceFile[]): readonly Violation[] {
  return files
    .filter(({ path }) => path.endsWith(".ts") && !path.endsWith(".gen.ts"))
    .flatMap(({ path, text }) => {
      const lineCount = countCodeLines(text);
      if (lineCount <= CODE_LINE_COUNT_MAX) return [];
      const message = `${lineCount} lines of code; the limit is ${CODE_LINE_COUNT_MAX}: split it by what its parts do`;
      return [{ path, line: 1, rule: "tidy-file-length", message }];
    });
}

/** Lines that hold at least one token other than a comment. */
export function countCodeLines(text: string): number {
  const lines = new Set<number>();
  for (const token of tokenize(text)) {
    if (token.kind === "comment") continue;
    const lineCount = token.text.split("\n").length;
    for (let offset = 0; offset < lineCount; offset += 1) lines.add(token.line + offset);
  }
  return lines.size;
}
