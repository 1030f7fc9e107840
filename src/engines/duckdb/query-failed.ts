import { GatehouseError } from "../../domain/gatehouse-error.ts";

/**
 * Kinds of error whose text speaks of names, types and limits of ours, never of values in rows. The text of all other
 * kinds may quote a value and is left out.
 */
const KINDS_WITHOUT_VALUES: ReadonlySet<string> = new Set([
  "Binder Error",
  "Catalog Error",
  "Parser Error",
  "Out of Memory Error",
  "Permission Error",
  "Dependency Error",
  "TransactionContext Error",
]);

/** `Kind Error: text`, as DuckDB writes every message; the driver may say first what it failed to do. */
const MESSAGE = /^(?:Failed to [a-z ]+: )?([A-Za-z][A-Za-z ]* Error): (.*)/;

/** Longest part of DuckDB's text that a message repeats. */
const TEXT_LENGTH_MAX = 300;

/** ENGINE_FAILED for an error of the database, by the query's name; an error of ours passes unchanged. */
export function queryFailed(name: string, error: unknown): GatehouseError {
  if (error instanceof GatehouseError) return error;
  return new GatehouseError("ENGINE_FAILED", { message: `query \`${name}\` failed: ${safeText(error)}` });
}

/** True when the statement was stopped from outside. */
export function isInterrupt(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("INTERRUPT");
}

/** Kinds of error that a file's content can cause, as opposed to our text, the memory or a transaction. */
const FILE_FAULT_KINDS: ReadonlySet<string> = new Set([
  "IO Error",
  "Invalid Input Error",
  "Invalid Error",
  "Conversion Error",
  "Out of Range Error",
  "Serialization Error",
  "Not implemented Error",
  "Invalid type Error",
]);

/** What DuckDB says when it cannot write; the file that is read is not to blame. */
const WRITE_FAULT = /No space left|could not write/i;

/** True when the content of a file that was read may have caused the error. */
export function isFileFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const kind = MESSAGE.exec(error.message)?.[1];
  return kind !== undefined && FILE_FAULT_KINDS.has(kind) && !WRITE_FAULT.test(error.message);
}

/** What may be said of a database error: its kind, and its text where that cannot hold a value of a row. */
function safeText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, kind, text] = MESSAGE.exec(message) ?? [];
  if (kind === undefined) return "unknown error of the database";
  const lowerKind = kind.toLowerCase();
  if (!KINDS_WITHOUT_VALUES.has(kind)) return lowerKind;
  return `${lowerKind}: ${(text ?? "").slice(0, TEXT_LENGTH_MAX).trimEnd()}`;
}
