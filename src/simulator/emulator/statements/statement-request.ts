import type { SqlParameter } from "../../databricks-sql/databricks-sql.ts";
import { failInvalid } from "../api-error.ts";
import { numberField, objectsField, requiredText, textField } from "../body-fields.ts";
import type { JsonObject } from "../json.ts";

export type Disposition = "INLINE" | "EXTERNAL_LINKS" | "INLINE_OR_EXTERNAL_LINKS";
export type ResultFormat = "JSON_ARRAY" | "ARROW_STREAM" | "CSV";

/** Body of `POST /api/2.0/sql/statements`, checked. */
export interface ExecuteRequest {
  readonly text: string;
  readonly warehouseId: string;
  readonly catalog: string | null;
  readonly schema: string | null;
  readonly sessionId: string | null;
  readonly parameters: readonly SqlParameter[];
  /** 0: answer at once. */
  readonly waitMs: number;
  readonly isCanceledAfterWait: boolean;
  readonly disposition: Disposition;
  readonly format: ResultFormat;
  readonly rowLimit: number | null;
  readonly byteLimit: number | null;
}

const DISPOSITIONS: readonly Disposition[] = ["INLINE", "EXTERNAL_LINKS", "INLINE_OR_EXTERNAL_LINKS"];
const FORMATS: readonly ResultFormat[] = ["JSON_ARRAY", "ARROW_STREAM", "CSV"];
const TEXT_BYTES_MAX = 16 * 1024 * 1024;
const TAG_COUNT_MAX = 20;

/** @throws 400 with what is wrong. */
export function executeRequest(body: JsonObject): ExecuteRequest {
  const text = requiredText(body, "statement");
  if (Buffer.byteLength(text) > TEXT_BYTES_MAX)
    return failInvalid("The statement is larger than the maximum of 16 MiB.");
  const disposition = oneOf(DISPOSITIONS, textField(body, "disposition") ?? "INLINE", "disposition");
  const format = oneOf(FORMATS, textField(body, "format") ?? "JSON_ARRAY", "format");
  if (disposition === "INLINE" && format !== "JSON_ARRAY")
    return failInvalid(`The format ${format} is not supported with disposition INLINE; use EXTERNAL_LINKS.`);
  if (objectsField(body, "query_tags").length > TAG_COUNT_MAX)
    return failInvalid(`At most ${TAG_COUNT_MAX} query tags are allowed.`);
  return {
    text,
    warehouseId: requiredText(body, "warehouse_id"),
    catalog: textField(body, "catalog"),
    schema: textField(body, "schema"),
    sessionId: textField(body, "session_id"),
    parameters: objectsField(body, "parameters").map(parameter),
    waitMs: waitMs(textField(body, "wait_timeout") ?? "10s"),
    isCanceledAfterWait:
      oneOf(["CONTINUE", "CANCEL"], textField(body, "on_wait_timeout") ?? "CONTINUE", "on_wait_timeout") ===
      "CANCEL",
    disposition,
    format,
    rowLimit: limitField(body, "row_limit"),
    byteLimit: limitField(body, "byte_limit"),
  };
}

function oneOf<Value extends string>(values: readonly Value[], value: string, field: string): Value {
  const known = values.find((one) => one === value);
  return (
    known ?? failInvalid(`Invalid value '${value}' for ${field}; it must be one of ${values.join(", ")}.`)
  );
}

/** `0s`, or 5 to 50 seconds. */
function waitMs(text: string): number {
  const seconds = /^(\d{1,3})s$/.exec(text)?.[1];
  const count = Number(seconds);
  if (seconds === undefined || (count !== 0 && (count < 5 || count > 50)))
    return failInvalid(`Invalid wait_timeout '${text}': it must be 0s or between 5s and 50s.`);
  return count * 1_000;
}

function limitField(body: JsonObject, field: string): number | null {
  const value = numberField(body, field);
  if (value !== null && value < 1) return failInvalid(`${field} must be at least 1.`);
  return value;
}

function parameter(body: JsonObject, index: number): SqlParameter {
  const name = textField(body, "name");
  return {
    name,
    ordinal: name === null ? (numberField(body, "ordinal") ?? index + 1) : null,
    type: textField(body, "type") ?? "STRING",
    value: parameterValue(body),
  };
}

/** A text; some clients send plain JSON values. */
function parameterValue(body: JsonObject): string | null {
  const value = body["value"];
  if (value === undefined || value === null) return null;
  return typeof value === "object"
    ? failInvalid("The value of a parameter must be a string.")
    : String(value);
}
