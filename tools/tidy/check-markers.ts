import type { SourceFile } from "../source-text/read-repository.ts";
import { tokenize } from "../source-text/tokenize.ts";
import type { Violation } from "../source-text/violation.ts";

const LEFTOVER = /\b(?:FIXME|XXX|HACK)\b/;
const TODO = /\bTODO\b/;
/** A promise that somebody can check: `TODO when the store has two readers: …`. */
const CONDITION = /\bTODO (?:when|once|until|if) \S/;

/** Comments and pages that leave work behind without saying when it is due. */
export function checkMarkers(files: readonly SourceFile[]): readonly Violation[] {
  return files.flatMap(({ path, text }) =>
    remarks(path, text).flatMap(({ line, text: remark }) => {
      const marker =
        LEFTOVER.exec(remark)?.[0] ?? (TODO.test(remark) && !CONDITION.test(remark) ? "TODO" : null);
      if (marker === null) return [];
      const message = `\`${marker}\` leaves work behind; do it, or write \`TODO when <condition>: …\``;
      return [{ path, line, rule: "tidy-marker", message }];
    }),
  );
}

/** Lines that people write to people: comments of code, all of a page. */
function remarks(path: string, text: string): readonly { readonly line: number; readonly text: string }[] {
  const isScript = /\.(?:ts|js|mjs)$/.test(path);
  if (!isScript && !/\.(?:md|sh|yml|yaml|scenario)$|^\.ci\//.test(path)) return [];
  const parts = isScript ? tokenize(text).filter(({ kind }) => kind === "comment") : [{ line: 1, text }];
  return parts.flatMap((part) =>
    part.text.split("\n").map((line, index) => ({ line: part.line + index, text: line })),
  );
}
