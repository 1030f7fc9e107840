import { isObject, type JsonObject, textOf } from "../../databricks/read-json.ts";
import type { ErrorCode } from "../../domain/error-codes.ts";
import { GatehouseError } from "../../domain/gatehouse-error.ts";

/**
 * Error conditions whose text speaks of names, types and limits, never of values in rows. The text of all others may
 * quote a value and is left out.
 */
const CONDITIONS_WITHOUT_VALUES =
  /^(?:TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND|CATALOG_NOT_FOUND|NO_SUCH_CATALOG|INSUFFICIENT_PERMISSIONS|UNRESOLVED_|PARSE_SYNTAX_ERROR|UNSUPPORTED_|DATATYPE_MISMATCH|AMBIGUOUS_|MISSING_|UNBOUND_|UC_)/;

/** Longest part of Databricks' text that a message repeats. */
const TEXT_LENGTH_MAX = 300;

/** The error for a statement that failed; Databricks reports it inside an answer with status 200. */
export function statementFailure(name: string, status: JsonObject): GatehouseError {
  const error = isObject(status["error"]) ? status["error"] : {};
  const errorCode = textOf(error["error_code"]) ?? "UNKNOWN";
  const sqlState = textOf(status["sql_state"]);
  const message = textOf(error["message"]) ?? "";
  const condition = /^\s*\[([A-Z0-9_.]+)\]/.exec(message)?.[1] ?? null;
  const code = codeOf({ errorCode, sqlState, condition });
  return new GatehouseError(code, {
    message: `query \`${name}\` failed: ${safeText(message, condition ?? errorCode)}`,
    retryable: code === "DATABRICKS_UNAVAILABLE" || code === "DATABRICKS_RATE_LIMITED",
    context: { databricksCode: errorCode, ...(sqlState === null ? {} : { sqlState }) },
  });
}

/** Databricks' text where it cannot hold a value of a row, its first line; else the condition's name alone. */
function safeText(message: string, condition: string): string {
  if (!CONDITIONS_WITHOUT_VALUES.test(condition)) return condition;
  return (message.trim().split("\n")[0] ?? "").slice(0, TEXT_LENGTH_MAX).trimEnd();
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  UNAUTHENTICATED: "DATABRICKS_UNAUTHENTICATED",
  PERMISSION_DENIED: "DATABRICKS_DENIED",
  NOT_FOUND: "DATABRICKS_NOT_FOUND",
  RESOURCE_EXHAUSTED: "DATABRICKS_RATE_LIMITED",
  TEMPORARILY_UNAVAILABLE: "DATABRICKS_UNAVAILABLE",
  SERVICE_UNDER_MAINTENANCE: "DATABRICKS_UNAVAILABLE",
  WORKSPACE_TEMPORARILY_UNAVAILABLE: "DATABRICKS_UNAVAILABLE",
  DEADLINE_EXCEEDED: "ENGINE_TIMEOUT",
};

/** A missing table or privilege comes as BAD_REQUEST; its SQLSTATE tells. */
function codeOf(failure: {
  readonly errorCode: string;
  readonly sqlState: string | null;
  readonly condition: string | null;
}): ErrorCode {
  const condition = failure.condition ?? "";
  if (failure.sqlState === "42501" || condition.startsWith("INSUFFICIENT_PERMISSIONS"))
    return "DATABRICKS_DENIED";
  if (failure.sqlState === "42P01" || /^(?:TABLE_OR_VIEW|SCHEMA|CATALOG)_NOT_FOUND/.test(condition))
    return "DATABRICKS_NOT_FOUND";
  // A schema or catalog that is not there: 42704 and 42P... in different releases, always with this condition.
  if (condition.startsWith("NO_SUCH_CATALOG")) return "DATABRICKS_NOT_FOUND";
  return CODES[failure.errorCode] ?? "ENGINE_FAILED";
}
