import type { Refusal } from "../account/account.ts";
import type { JsonObject } from "./json.ts";

const REFUSALS = new WeakMap<Error, Refusal>();

/** Ends a request with an error in Databricks' words; `openApp` turns it into the answer. */
export function failWith(refusal: Refusal): never {
  const error = new Error(refusal.message);
  REFUSALS.set(error, refusal);
  throw error;
}

export function fail(status: number, code: string, message: string): never {
  return failWith({ status, code, message, sqlState: null });
}

/** 400 INVALID_PARAMETER_VALUE. */
export function failInvalid(message: string): never {
  return fail(400, "INVALID_PARAMETER_VALUE", message);
}

/** 403 PERMISSION_DENIED. */
export function failDenied(message: string): never {
  return fail(403, "PERMISSION_DENIED", message);
}

/** What a request was ended with; null when `error` is something else. */
export function failureOf(error: unknown): Refusal | null {
  return error instanceof Error ? (REFUSALS.get(error) ?? null) : null;
}

/** Body of an error as documented: code, message, details of the kinds ErrorInfo and RequestInfo. */
export function errorBody(refusal: Refusal, requestId: string, path: string): JsonObject {
  const requestInfo = {
    "@type": "type.googleapis.com/google.rpc.RequestInfo",
    request_id: requestId,
    serving_data: "",
  };
  const errorInfo = {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    reason: refusal.code,
    domain: path.includes("/unity-catalog/") ? "unity-catalog.databricks.com" : "databricks.com",
    metadata: {},
  };
  return { error_code: refusal.code, message: refusal.message, details: [errorInfo, requestInfo] };
}

/** Body of an error of the SCIM interface (RFC 7644, section 3.12). */
export function scimErrorBody(refusal: Refusal): JsonObject {
  return {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
    detail: refusal.message,
    status: String(refusal.status),
    ...(SCIM_TYPES.has(refusal.code) ? { scimType: refusal.code } : {}),
  };
}

/** Error codes of RFC 7644, table 9, that stand beside the message. */
const SCIM_TYPES = new Set([
  "invalidFilter",
  "invalidPath",
  "invalidSyntax",
  "invalidValue",
  "uniqueness",
  "mutability",
]);
