/** One broken rule of the repository, at one place. */
export interface Violation {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** Name of the rule, kebab-case. */
  readonly rule: string;
  /** What is wrong and what to do instead, in one line. */
  readonly message: string;
}

/** One line per violation, clickable in a terminal, ordered by path and line. */
export function formatViolations(violations: readonly Violation[]): string {
  return [...violations]
    .sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1))
    .map(({ path, line, rule, message }) => `${path}:${line} [${rule}] ${message}`)
    .join("\n");
}
