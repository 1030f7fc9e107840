import type { SourceFile } from "../source-text/read-repository.ts";
import { tokenize } from "../source-text/tokenize.ts";
import type { Violation } from "../source-text/violation.ts";
import { ORDINARY_WORDS_PATH, readVocabulary, VOCABULARY_PATH, type Vocabulary } from "./read-vocabulary.ts";
import { singular, splitWords } from "./split-words.ts";

/** Exported types, interfaces and classes of `src/` whose name holds a banned word, or a word that is in no list. */
export function checkVocabulary(files: readonly SourceFile[]): readonly Violation[] {
  const vocabulary = readVocabulary(files);
  return files
    .filter(({ path }) => path.startsWith("src/") && /(?<!\.test|\.test-d|\.gen)\.ts$/.test(path))
    .flatMap((file) => checkFile(file, vocabulary));
}

function checkFile({ path, text }: SourceFile, vocabulary: Vocabulary): readonly Violation[] {
  const code = tokenize(text).filter(({ kind }) => kind !== "comment");
  return code.flatMap((token, index) => {
    const name = code[index + 2];
    if (token.text !== "export" || name?.kind !== "word") return [];
    if (!["interface", "type", "class"].includes(code[index + 1]?.text ?? "")) return [];
    return checkName(name.text, vocabulary).map((finding) => ({ path, line: name.line, ...finding }));
  });
}

function checkName(
  name: string,
  { words, bannedWords }: Vocabulary,
): readonly Pick<Violation, "rule" | "message">[] {
  return splitWords(name).flatMap((written) => {
    const word = singular(written);
    const instead = bannedWords.get(word);
    if (instead !== undefined)
      return [
        {
          rule: "tidy-banned-word",
          message: `\`${name}\` says \`${written}\`; ${VOCABULARY_PATH} says ${instead}`,
        },
      ];
    if (words.has(word) || /^\d+$/.test(word)) return [];
    const message = `\`${name}\` says \`${written}\`, which is neither in ${VOCABULARY_PATH} nor in ${ORDINARY_WORDS_PATH}; use a word that is, or add a row`;
    return [{ rule: "tidy-unknown-word", message }];
  });
}
