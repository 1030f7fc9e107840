import {
  DuckDBArrayValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";

/**
 * A value of the database as plain data: numbers for all numeric types (a bigint only beyond ±2^53), text, booleans,
 * null, arrays for lists, objects for structs and maps, `yyyy-mm-dd` for dates, ISO 8601 in UTC for timestamps, and
 * the database's own text for anything else.
 */
export function plainValue(value: DuckDBValue): unknown {
  if (value === null || typeof value !== "object")
    return typeof value === "bigint" ? plainInteger(value) : value;
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue)
    return isoText(value.micros) ?? value.toString();
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue)
    return value.items.map(plainValue);
  if (value instanceof DuckDBStructValue)
    return Object.fromEntries(Object.entries(value.entries).map(([key, item]) => [key, plainValue(item)]));
  if (value instanceof DuckDBMapValue)
    return Object.fromEntries(
      value.entries.map(({ key, value: item }) => [String(plainValue(key)), plainValue(item)]),
    );
  return value.toString();
}

function plainInteger(value: bigint): number | bigint {
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber : value;
}

/** Farthest moment that a JavaScript date holds, either way. */
const DATE_MS_MAX = 8_640_000_000_000_000n;

function isoText(micros: bigint): string | null {
  const ms = micros / 1_000n;
  return ms > DATE_MS_MAX || ms < -DATE_MS_MAX ? null : new Date(Number(ms)).toISOString();
}
