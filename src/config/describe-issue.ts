import type { z } from "zod";

type Issue = z.core.$ZodIssue;

const KIND_NAMES: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  string: "text",
  boolean: "`true` or `false`",
  object: "a group of fields",
  record: "a group of fields",
  array: "a list",
};

/** What is wrong, in the text form of errors, for every issue but unrecognized keys. Never shows the value itself. */
export function describeIssue(issue: Exclude<Issue, { code: "unrecognized_keys" }>): string {
  if (issue.code === "invalid_type") return `expected ${KIND_NAMES[issue.expected] ?? issue.expected}`;
  if (issue.code === "too_small") {
    if (issue.origin === "string") return "expected text that is not empty";
    return `expected ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
  }
  if (issue.code === "too_big")
    return `expected ${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}`;
  return issue.message;
}
