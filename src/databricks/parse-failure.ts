import type { Json } from "../domain/brand.ts";
import { isObject, type JsonObject, numberOf, objectsOf, readJson, textOf } from "./read-json.ts";

/** What an answer with an error says, whatever its form. */
export interface Failure {
  /** `PERMISSION_DENIED`, `SCIM_404`, `invalid_client`; '' when the answer names none. */
  readonly code: string;
  readonly message: string;
  /** How long to wait before the next try, by the answer itself. */
  readonly retryDelayMs: number | null;
}

/**
 * Reads every form in which Databricks answers with an error: JSON with `error_code` (a number at times) and details,
 * SCIM, OAuth, the old interface's `{"error": …}`, `CODE: message`, a web page, nothing.
 * Source: the deserializers of databricks-sdk-py, databricks/sdk/errors/deserializer.py.
 */
export function parseFailure(text: string): Failure {
  const trimmed = text.trim();
  if (trimmed === "") return failure("", "an empty answer");
  const json = readJson(trimmed)?.value;
  if (isObject(json)) return fromJson(json);
  if (isPage(trimmed)) return failure("", pageText(trimmed));
  const [, code, message] = /^([A-Z][A-Z0-9_]*):\s*(.+)$/s.exec(trimmed) ?? [];
  if (code !== undefined && message !== undefined) return failure(code, message);
  return failure("", typeof json === "string" ? json : trimmed);
}

/** Whether the text is a web page instead of data. */
export function isPage(text: string): boolean {
  return /^\s*(?:<!doctype html|<html|<head|<body)/i.test(text);
}

function failure(code: string, message: string, retryDelayMs: number | null = null): Failure {
  return { code, message, retryDelayMs };
}

function fromJson(json: JsonObject): Failure {
  if (isScim(json)) return fromScim(json);
  const code = codeText(json["error_code"] ?? json["errorCode"]);
  const message = textOf(json["message"]) ?? textOf(json["errorSummary"]);
  if (message !== null || code !== "") return failure(code, message ?? code, retryDelayMs(json));
  const nested = json["error"];
  if (isObject(nested)) return fromJson(nested);
  const error = textOf(nested) ?? "";
  const description = textOf(json["error_description"]);
  if (description !== null) return failure(error, description);
  return failure("", error === "" ? "an error without a text" : error);
}

function isScim(json: JsonObject): boolean {
  const schemas = json["schemas"];
  if (Array.isArray(schemas) && schemas.some((schema: Json) => textOf(schema)?.endsWith(":Error") === true))
    return true;
  return json["scimType"] !== undefined || (json["detail"] !== undefined && json["status"] !== undefined);
}

function fromScim(json: JsonObject): Failure {
  const detail = textOf(json["detail"]);
  const words = detail === null || detail === "null" ? "internal error" : detail;
  return failure(`SCIM_${textOf(json["status"]) ?? ""}`, `${textOf(json["scimType"]) ?? ""} ${words}`.trim());
}

/** A bare number repeats the status of the answer and says nothing more. */
function codeText(code: Json | undefined): string {
  return typeof code === "string" && !/^\d+$/.test(code) ? code : "";
}

function retryDelayMs(json: JsonObject): number | null {
  for (const detail of objectsOf(json["details"])) {
    const seconds = numberOf(textOf(detail["retry_delay"])?.replace(/s$/, ""));
    if (seconds !== null && seconds >= 0) return seconds * 1_000;
  }
  return null;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
  "&quot;": '"',
  "&#39;": "'",
  "&nbsp;": " ",
};

function pageText(page: string): string {
  const inner =
    /<pre[^>]*>(.*?)<\/pre>/is.exec(page)?.[1] ??
    /<title[^>]*>(.*?)<\/title>/is.exec(page)?.[1] ??
    "a web page without a title";
  return inner
    .replace(/<[^>]*>/g, " ")
    .replace(/&(?:lt|gt|amp|quot|#39|nbsp);/g, (entity) => ENTITIES[entity] ?? entity)
    .trim();
}
