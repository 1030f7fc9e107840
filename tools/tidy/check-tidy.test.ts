import { expect, test } from "vitest";
import { readRepository } from "../source-text/read-repository.ts";
import { formatViolations } from "../source-text/violation.ts";
import { TIDY_RULES } from "./check-tidy.ts";

test.each(Object.entries(TIDY_RULES))("%s", (_, check) => {
  expect(formatViolations(check(readRepository()))).toBe("");
});
