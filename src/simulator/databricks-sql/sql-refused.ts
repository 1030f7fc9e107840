import type { SqlRefusal } from "./statement.ts";

const REFUSALS = new WeakMap<Error, SqlRefusal>();

/** Where in a text something stands: line and column from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Ends the reading or rewriting of a text; turned back into a value by {@link sqlRefusalOf} at the border of this folder. */
export function refuseSql(
  condition: string,
  message: string,
  at: { readonly sqlState: string; readonly place?: TextPlace | null },
): never {
  const error = new Error(message);
  const { sqlState, place } = at;
  REFUSALS.set(error, {
    condition,
    message,
    sqlState,
    line: place?.line ?? null,
    column: place?.column ?? null,
  });
  throw error;
}

/** Well-formed Databricks SQL outside of the listed set. */
export function refuseUnsupported(what: string, place?: TextPlace | null): never {
  return refuseSql("UNSUPPORTED_FEATURE", `The feature is not supported: ${what}.`, {
    sqlState: "0A000",
    place: place ?? null,
  });
}

/** What `work` gives, or the refusal that it ended with; other errors pass. */
export function orRefusal<Result>(
  work: () => Result,
): Result | { readonly kind: "refused"; readonly refusal: SqlRefusal } {
  try {
    return work();
  } catch (error) {
    const refusal = error instanceof Error ? REFUSALS.get(error) : undefined;
    if (refusal === undefined) throw error;
    return { kind: "refused", refusal };
  }
}
