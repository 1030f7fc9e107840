import type { SourceFile } from "../source-text/read-repository.ts";
import type { Violation } from "../source-text/violation.ts";

/** Markdown files that do not have exactly one first-level heading. */
export function checkMarkdownHeading(files: readonly SourceFile[]): readonly Violation[] {
  return files
    .filter(({ path }) => path.endsWith(".md"))
    .flatMap(({ path, text }) => {
      const headingLines = linesOutsideFences(text).flatMap(({ text: line, number }) =>
        /^# /.test(line) ? [number] : [],
      );
      if (headingLines.length === 1) return [];
      const message = `${headingLines.length} first-level headings; a page has one, its title`;
      return [{ path, line: headingLines[1] ?? 1, rule: "tidy-heading", message }];
    });
}

/** Lines of a Markdown text that are not inside a fenced block, with their number from 1. */
export function linesOutsideFences(
  markdown: string,
): readonly { readonly text: string; readonly number: number }[] {
  let fence: string | null = null;
  return markdown.split("\n").flatMap((text, index) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(text)?.[1] ?? null;
    if (fence === null && mark === null) return [{ text, number: index + 1 }];
    if (fence === null) fence = mark;
    else if (mark?.startsWith(fence) === true) fence = null;
    return [];
  });
}
