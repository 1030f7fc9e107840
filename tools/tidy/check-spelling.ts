import type { SourceFile } from "../source-text/read-repository.ts";
import type { Violation } from "../source-text/violation.ts";
import { splitWords } from "./split-words.ts";

/** British spelling with the American one; both as the start of a word. */
const STARTS: readonly (readonly [RegExp, string])[] = Object.entries({
  behaviour: "behavior",
  colour: "color",
  favour: "favor",
  flavour: "flavor",
  honour: "honor",
  neighbour: "neighbor",
  labour: "labor",
  centre: "center",
  catalogue: "catalog",
  licence: "license",
  defence: "defense",
  offence: "offense",
  artefact: "artifact",
  judgement: "judgment",
  grey: "gray",
  cancelle: "cancele",
  cancelling: "canceling",
  labelle: "labele",
  labelling: "labeling",
  modelle: "modele",
  modelling: "modeling",
  signalle: "signale",
  signalling: "signaling",
  analyse: "analyze",
  analysing: "analyzing",
  programme: "program",
}).map(([british, american]) => [new RegExp(`^(?:un|re|dis|mis)?${british}`), american] as const);

/** Words that are the same on both sides, although they start like a British one. */
const FINE = /^(?:analyses|programme[dr]s?)$/;

/** `normalise`, `unauthorised`, `summarising`; not `realistic`, `promise` or `noise`. */
const ISE = new RegExp(
  "^(?:un|re|de|dis)?(?:anonym|author|canonical|categor|character|custom|emphas|equal|factor|final|formal|general|" +
    "harmon|initial|item|local|material|maxim|memor|minim|neutral|normal|optim|organ|parameter|penal|prior|priorit|" +
    "pseudonym|quant|random|real|recogn|regular|sanit|serial|special|standard|summar|synchron|token|util|visual)" +
    "is(?:e|es|ed|er|ers|ing|able|ation|ations)$",
);

/** A license, hashes, and the words of this very list. */
const FILES_NOT_READ = /^(?:LICENSE|package-lock\.json|tools\/tidy\/check-spelling\.ts)$/;

/** British spellings in code, comments and pages. A word in capitals is a value that somebody else spelled. */
export function checkSpelling(files: readonly SourceFile[]): readonly Violation[] {
  return files
    .filter(({ path }) => !FILES_NOT_READ.test(path))
    .flatMap(({ path, text }) =>
      text.split("\n").flatMap((line, index) =>
        splitWords(line.replace(/\b[A-Z]{2,}\b/g, " ")).flatMap((word) => {
          const american = americanOf(word);
          if (american === null) return [];
          const message = `\`${word}\` is British; write \`${american}\``;
          return [{ path, line: index + 1, rule: "tidy-spelling", message }];
        }),
      ),
    );
}

/** The American spelling of a British word; null when the word is none. */
export function americanOf(word: string): string | null {
  if (FINE.test(word)) return null;
  if (ISE.test(word)) return word.replace(/is(?=(?:e|es|ed|er|ers|ing|able|ation|ations)$)/, "iz");
  for (const [british, american] of STARTS) {
    const found = british.exec(word);
    if (found !== null) return `${american}${word.slice(found[0].length)}`;
  }
  return null;
}
