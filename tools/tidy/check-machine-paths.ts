import type { SourceFile } from "../source-text/read-repository.ts";
import type { Violation } from "../source-text/violation.ts";

/** Home folders. `/Users/somebody@example.com` is a path of a Databricks workspace and fine. */
const HOME = /(?<![\w.:/~@-])\/(?:(?:home|root)\/[\w.-]+|Users\/[\w.-]+(?![\w.-]*@))|\b[A-Z]:\\Users\\\w+/;

/** Shorter paths (`/app`) are too ordinary to look for. */
const SEGMENT_COUNT_MIN = 2;

/** Lines that hold a path of one machine: a home folder, or one of `machinePaths` (the checkout, the user's home). */
export function checkMachinePaths(
  files: readonly SourceFile[],
  machinePaths: readonly string[],
): readonly Violation[] {
  const telling = machinePaths.filter(
    (path) => path.split(/[\\/]/).filter(Boolean).length >= SEGMENT_COUNT_MIN,
  );
  return files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => {
      const found = HOME.exec(line)?.[0] ?? telling.find((candidate) => line.includes(candidate));
      if (found === undefined) return [];
      const message = `\`${found}\` is a path of one machine; write it relative to the root of the repository`;
      return [{ path, line: index + 1, rule: "tidy-machine-path", message }];
    }),
  );
}
