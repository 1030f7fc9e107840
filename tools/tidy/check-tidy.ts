import { homedir } from "node:os";
import { REPOSITORY_ROOT, type SourceFile } from "../source-text/read-repository.ts";
import type { Violation } from "../source-text/violation.ts";
import { checkCitedPaths } from "./check-cited-paths.ts";
import { checkFileLength } from "./check-file-length.ts";
import { checkFileNames } from "./check-file-names.ts";
import { checkMachinePaths } from "./check-machine-paths.ts";
import { checkMarkdownHeading } from "./check-markdown-heading.ts";
import { checkMarkers } from "./check-markers.ts";
import { checkSpelling } from "./check-spelling.ts";
import { checkUnits } from "./check-units.ts";
import { checkVocabulary } from "./check-vocabulary.ts";

/** The repository's own rules, by what they demand. */
export const TIDY_RULES: Readonly<Record<string, (files: readonly SourceFile[]) => readonly Violation[]>> = {
  "a name of a time, size, money or rate says its unit": checkUnits,
  "an exported type is named in words of the vocabulary": checkVocabulary,
  "a file is named after what it does, in kebab-case": checkFileNames,
  "a file can be read in one sitting": checkFileLength,
  "a cited path exists": checkCitedPaths,
  "a page has one title": checkMarkdownHeading,
  "no work is left behind without a condition": checkMarkers,
  "no path of one machine is written down": (files) => checkMachinePaths(files, [REPOSITORY_ROOT, homedir()]),
  "spelling is American": checkSpelling,
};
