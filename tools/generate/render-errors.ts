import type { ERROR_CODES } from "../../src/domain/error-codes.ts";
import { PAGE_HEADER } from "./generated-file.ts";
import { code, table } from "./markdown.ts";

/** The page of error codes. */
export function renderErrors(codes: typeof ERROR_CODES): string {
  const rows = Object.entries(codes).map(([name, { meaning, remedy, exitCode }]) => [
    code(name),
    meaning,
    remedy,
    String(exitCode),
  ]);
  return [
    "# Errors",
    PAGE_HEADER,
    "",
    "Every error that Gatehouse raises on purpose carries one of these codes; `gatehouse explain <code>` prints its row.",
    "The last column is the exit code of the command line: 2 usage or configuration, 3 input that cannot be used,",
    "4 a fault of Gatehouse or of its engine.",
    "",
    table(["Code", "Means", "What to do", "Exit"], rows),
    "",
  ].join("\n");
}
