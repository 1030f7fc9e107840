import type { SourceFile } from "../source-text/read-repository.ts";
import type { Violation } from "../source-text/violation.ts";
import { splitWords } from "./split-words.ts";

/** Words that say nothing of what is inside. */
const EMPTY_WORDS = new Set(["util", "utils", "helper", "helpers", "common", "misc", "stuff"]);

/** Names that a tool or a habit of the trade prescribes, at the root and in docs/adr/. */
const PRESCRIBED = /^(?:[^/]+|docs\/adr\/\d{4}-[a-z\d-]+\.md)$/;

/** Files and folders with an empty word in their name, and source files that are not kebab-case. */
export function checkFileNames(files: readonly SourceFile[]): readonly Violation[] {
  return files.flatMap(({ path }) => {
    const empty = path
      .split("/")
      .flatMap(splitWords)
      .find((word) => EMPTY_WORDS.has(word));
    if (empty !== undefined)
      return [
        violation(path, "tidy-file-name", `\`${empty}\` says nothing; name it after what it does or holds`),
      ];
    if (path.endsWith(".ts") && !PRESCRIBED.test(path) && !isKebab(path))
      return [violation(path, "tidy-file-name", "write file and folder names in kebab-case")];
    return [];
  });
}

function violation(path: string, rule: string, message: string): Violation {
  return { path, line: 1, rule, message };
}

function isKebab(path: string): boolean {
  return path.split("/").every((part) => /^\.?[a-z\d]+(?:-[a-z\d]+)*(?:\.[a-z\d-]+)*$/.test(part));
}
