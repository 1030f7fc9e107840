import type { SqlRefusal } from "./statement.ts";

/** What rewritten texts say when they end a statement themselves: `[CONDITION] message SQLSTATE: 22012`. */
const STATED = /\[([A-Z][A-Z_.]*)\] (.*) SQLSTATE: ([0-9A-Z]{5})/;

/** The refusal that a rewritten text ended with, out of DuckDB's error message; null when the error is DuckDB's own. */
export function statedFailure(message: string): SqlRefusal | null {
  const [, condition, text, sqlState] = STATED.exec(message) ?? [];
  if (condition === undefined || text === undefined || sqlState === undefined) return null;
  return { condition, message: text, sqlState, line: null, column: null };
}
