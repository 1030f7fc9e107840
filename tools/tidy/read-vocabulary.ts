import type { SourceFile } from "../source-text/read-repository.ts";
import { singular, splitWords } from "./split-words.ts";

/** The words of the project. */
export interface Vocabulary {
  /** Words that name something here: the terms of docs/vocabulary.md and the ordinary words beside it; singular. */
  readonly words: ReadonlySet<string>;
  /** Words that no exported type may carry, with the term to use instead; singular. */
  readonly bannedWords: ReadonlyMap<string, string>;
}

export const VOCABULARY_PATH = "docs/vocabulary.md";
export const ORDINARY_WORDS_PATH = "docs/vocabulary-ordinary-words.txt";

/**
 * Reads the table of {@link VOCABULARY_PATH} (term, meaning, origin, not) and the list of {@link ORDINARY_WORDS_PATH}.
 * In the column "Not", a word in backticks is banned; plain text warns the reader only.
 * @throws when a file is missing or the table has no rows.
 */
export function readVocabulary(files: readonly SourceFile[]): Vocabulary {
  const rows = tableRows(textOf(files, VOCABULARY_PATH)).filter((cells) => cells.length === 4);
  const terms = rows.flatMap(([term = ""]) => splitWords(term));
  if (terms.length === 0) throw new Error(`${VOCABULARY_PATH} has no table of terms`);
  const ordinary = textOf(files, ORDINARY_WORDS_PATH)
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .flatMap(splitWords);
  const banned = rows.flatMap(([term = "", , , not = ""]) =>
    [...not.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => [singular(word.toLowerCase()), term] as const),
  );
  return { words: new Set([...terms, ...ordinary].map(singular)), bannedWords: new Map(banned) };
}

/** Cells of every body row of every table in a Markdown text. */
function tableRows(markdown: string): readonly (readonly string[])[] {
  const lines = markdown.split("\n");
  return lines.flatMap((line, index) => {
    const isHeader = /^\|[\s|:-]+\|$/.test(lines[index + 1] ?? "");
    if (!line.startsWith("|") || isHeader || /^\|[\s|:-]+\|$/.test(line)) return [];
    return [
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    ];
  });
}

function textOf(files: readonly SourceFile[], path: string): string {
  const file = files.find((candidate) => candidate.path === path);
  if (file === undefined) throw new Error(`${path} is missing`);
  return file.text;
}
