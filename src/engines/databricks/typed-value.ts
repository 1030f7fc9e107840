import { readJson } from "../../databricks/read-json.ts";
import type { ResultColumn } from "./result-column.ts";

/** A value as it travels in JSON: a text whatever the type, or null. */
export type RawValue = string | null;

const WHOLE_NUMBERS: ReadonlySet<string> = new Set([
  "BYTE",
  "SHORT",
  "INT",
  "LONG",
  "TINYINT",
  "SMALLINT",
  "BIGINT",
]);
const BROKEN_NUMBERS: ReadonlySet<string> = new Set(["FLOAT", "DOUBLE", "DECIMAL", "REAL"]);
const MOMENTS: ReadonlySet<string> = new Set(["TIMESTAMP", "TIMESTAMP_NTZ"]);
const NESTED: ReadonlySet<string> = new Set(["ARRAY", "MAP", "STRUCT"]);

/**
 * How values of a column become plain data: numbers for all numeric types (a bigint only beyond ±2^53), booleans, null,
 * arrays and objects for nested types, ISO 8601 in UTC for timestamps, `yyyy-mm-dd` for dates, text for anything else.
 */
export function valueReader({ typeName }: ResultColumn): (value: RawValue) => unknown {
  if (WHOLE_NUMBERS.has(typeName)) return orNull(wholeNumber);
  if (BROKEN_NUMBERS.has(typeName)) return orNull(brokenNumber);
  if (typeName === "BOOLEAN") return orNull((text) => text === "true");
  if (MOMENTS.has(typeName)) return orNull(isoText);
  if (NESTED.has(typeName)) return orNull((text) => readJson(text)?.value ?? text);
  return (value) => value;
}

/**
 * How values of a column become 64-bit floats: booleans 0 and 1, timestamps and dates epoch milliseconds, NULL NaN.
 * Null for a type that is no number.
 */
export function numberReader({ typeName }: ResultColumn): ((value: RawValue) => number) | null {
  if (WHOLE_NUMBERS.has(typeName) || BROKEN_NUMBERS.has(typeName)) return orNaN(brokenNumber);
  if (typeName === "BOOLEAN") return orNaN((text) => (text === "true" ? 1 : 0));
  if (MOMENTS.has(typeName) || typeName === "DATE") return orNaN(momentMs);
  return typeName === "NULL" || typeName === "VOID" ? () => Number.NaN : null;
}

function orNull(read: (text: string) => unknown): (value: RawValue) => unknown {
  return (value) => (value === null ? null : read(value));
}

function orNaN(read: (text: string) => number): (value: RawValue) => number {
  return (value) => (value === null ? Number.NaN : read(value));
}

function wholeNumber(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

function brokenNumber(text: string): number {
  return Number(text);
}

/** A text without a zone is in UTC, the zone in which sessions run. */
function momentMs(text: string): number {
  const spaced = text.replace(" ", "T");
  return Date.parse(/(?:Z|[+-]\d{2}:?\d{2})$/.test(spaced) || !spaced.includes("T") ? spaced : `${spaced}Z`);
}

function isoText(text: string): string {
  const ms = momentMs(text);
  return Number.isNaN(ms) ? text : new Date(ms).toISOString();
}
