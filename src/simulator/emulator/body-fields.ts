import { failInvalid } from "./api-error.ts";
import { isList, isObject, type JsonObject, type JsonValue } from "./json.ts";

/** Readers of one field of a request's body: null when it is absent or null, 400 when it has another type. */
export function textField(body: JsonObject, field: string): string | null {
  const value = body[field];
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : wrongType(field, "a string");
}

/** A field that must be there. */
export function requiredText(body: JsonObject, field: string): string {
  const value = textField(body, field);
  return value === null || value === "" ? failInvalid(`Missing required field: ${field}`) : value;
}

/** Whole numbers also come as strings: 64-bit integers are written so in the JSON form of protocol buffers. */
export function idField(body: JsonObject, field: string): string | null {
  const value = body[field];
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  if (typeof value === "string" && /^\d{1,19}$/.test(value)) return value;
  return wrongType(field, "an integer");
}

export function requiredId(body: JsonObject, field: string): string {
  return idField(body, field) ?? failInvalid(`Missing required field: ${field}`);
}

export function numberField(body: JsonObject, field: string): number | null {
  const value = idField(body, field);
  return value === null ? null : Number(value);
}

export function booleanField(body: JsonObject, field: string): boolean | null {
  const value = body[field];
  if (value === undefined || value === null) return null;
  return typeof value === "boolean" ? value : wrongType(field, "a boolean");
}

export function objectField(body: JsonObject, field: string): JsonObject | null {
  const value = body[field];
  if (value === undefined || value === null) return null;
  return isObject(value) ? value : wrongType(field, "an object");
}

export function listField(body: JsonObject, field: string): readonly JsonValue[] | null {
  const value = body[field];
  if (value === undefined || value === null) return null;
  return isList(value) ? value : wrongType(field, "a list");
}

export function objectsField(body: JsonObject, field: string): readonly JsonObject[] {
  return (listField(body, field) ?? []).map((item) =>
    isObject(item) ? item : wrongType(field, "a list of objects"),
  );
}

export function textsField(body: JsonObject, field: string): readonly string[] {
  return (listField(body, field) ?? []).map((item) =>
    typeof item === "string" ? item : wrongType(field, "a list of strings"),
  );
}

/** An object whose values are strings (`properties`, `tags`); other plain values are written out. */
export function textMapField(body: JsonObject, field: string): Readonly<Record<string, string>> {
  const entries = Object.entries(objectField(body, field) ?? {}).map(([key, value]) => {
    if (typeof value === "object" && value !== null) return wrongType(field, "a map of strings");
    return [key, String(value ?? "")] as const;
  });
  return Object.fromEntries(entries);
}

function wrongType(field: string, expected: string): never {
  return failInvalid(`Could not parse request object: Expected '${field}' to be ${expected}.`);
}
