import type { GatehouseError } from "./gatehouse-error.ts";

/** What an error carries as its cause when it stands for several problems. */
export interface ProblemList {
  /** One line each, after the text rules of errors; the error's own message is the first and how many follow. */
  readonly problemTexts: readonly string[];
}

/** Every problem that an error stands for; its own message where it is the only one. */
export function problemTexts(error: GatehouseError): readonly string[] {
  const { cause } = error;
  return typeof cause === "object" && cause !== null && "problemTexts" in cause
    ? (cause as ProblemList).problemTexts
    : [error.message];
}
