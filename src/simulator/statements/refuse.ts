import type { Refusal } from "../account/account.ts";
import type { SqlRefusal } from "../databricks-sql/statement.ts";

const REFUSALS = new WeakMap<Error, Refusal>();

/** Ends a statement with an answer in Databricks' words; the runner turns it back by {@link refusalOf}. */
export function refuseWith(refusal: Refusal): never {
  const error = new Error(refusal.message);
  REFUSALS.set(error, refusal);
  throw error;
}

/** A refusal by its error condition; `message` without condition and SQLSTATE. */
export function refuse(condition: string, message: string, sqlState: string): never {
  return refuseWith({
    status: 400,
    code: "BAD_REQUEST",
    message: `[${condition}] ${message} SQLSTATE: ${sqlState}`,
    sqlState,
  });
}

/** The text itself cannot be run. */
export function refuseText(refusal: SqlRefusal): never {
  const place =
    refusal.line === null ? "" : ` == SQL (line ${refusal.line}, position ${refusal.column ?? 1}) ==`;
  return refuseWith({
    status: 400,
    code: "BAD_REQUEST",
    message: `[${refusal.condition}] ${refusal.message} SQLSTATE: ${refusal.sqlState}${place}`,
    sqlState: refusal.sqlState,
  });
}

/** What a canceled statement ended with; its code is what the query history tells it by. */
export const CANCELED: Refusal = {
  status: 400,
  code: "CANCELLED",
  message: "[OPERATION_CANCELED] Operation has been canceled. SQLSTATE: HY008",
  sqlState: "HY008",
};

/** @throws {@link CANCELED} once the signal was given. */
export function stopIfCanceled({ aborted }: AbortSignal): void {
  if (aborted) refuseWith(CANCELED);
}

/** What a statement was refused with; null when `error` is something else. */
export function refusalOf(error: unknown): Refusal | null {
  return error instanceof Error ? (REFUSALS.get(error) ?? null) : null;
}
