import { refuseSql, type TextPlace } from "../sql-refused.ts";
import type { Expression } from "../tree/expression.ts";

const DATE = /^\s*([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[ T].*)?\s*$/;
const TIMESTAMP =
  /^\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T](\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?)?)?)?\s*$/;

/** `DATE '2024-1-5'`: missing parts are the first month and day. */
export function dateLiteral(text: string, place: TextPlace): Expression {
  const [, year, month = "1", day = "1"] = DATE.exec(text) ?? [];
  if (year === undefined || !isDay(Number(year), Number(month), Number(day)))
    return invalid("DATE", text, place);
  return { kind: "date", text: `${year.padStart(4, "0")}-${two(month)}-${two(day)}` };
}

/** `TIMESTAMP '2024-01-05T10:00:00.5Z'`: without zone in the session's, which is UTC. */
export function timestampLiteral(text: string, place: TextPlace, isZoned: boolean): Expression {
  const match = TIMESTAMP.exec(text);
  const [, year, month = "1", day = "1", hour = "0", minute = "0", second = "0", fraction = "", zone] =
    match ?? [];
  const isValid =
    year !== undefined &&
    isDay(Number(year), Number(month), Number(day)) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60;
  if (!isValid) return invalid(isZoned ? "TIMESTAMP" : "TIMESTAMP_NTZ", text, place);
  const micros = fraction.slice(0, 6);
  const moment = `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}${micros === "" ? "" : `.${micros}`}`;
  return { kind: "timestamp", text: isZoned ? moment + offsetOf(zone) : moment, isZoned };
}

function offsetOf(zone: string | undefined): string {
  const [, sign, hours, minutes = "00"] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone ?? "") ?? [];
  return sign === undefined || hours === undefined ? "+00" : `${sign}${two(hours)}:${minutes}`;
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return (
    month >= 1 && month <= 12 && day >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  );
}

function two(part: string): string {
  return part.padStart(2, "0");
}

function invalid(type: string, text: string, place: TextPlace): never {
  return refuseSql(
    "INVALID_TYPED_LITERAL",
    `The value of the typed literal "${type}" is invalid: '${text}'.`,
    {
      sqlState: "42604",
      place,
    },
  );
}

const MICROS: Readonly<Record<string, bigint>> = {
  HOUR: 3_600_000_000n,
  MINUTE: 60_000_000n,
  SECOND: 1_000_000n,
  MILLISECOND: 1_000n,
  MICROSECOND: 1n,
};

interface Span {
  months: number;
  days: number;
  micros: bigint;
}

/** An interval of counts by unit (`7 DAYS`, `'1.5' SECOND`). */
export function intervalOf(
  counts: readonly { readonly count: string; readonly unit: string }[],
  place: TextPlace,
): Expression {
  const span: Span = { months: 0, days: 0, micros: 0n };
  for (const { count, unit } of counts)
    if (!addSpan(span, count, unit.toUpperCase().replace(/S$/, "")))
      return refuseSql(
        "INVALID_INTERVAL_FORMAT",
        `Error parsing '${count}' to interval. Please ensure that the value provided is in a valid format.`,
        { sqlState: "22006", place },
      );
  return { kind: "interval", ...span };
}

export function isIntervalUnit(unit: string): boolean {
  return /^(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND|MILLISECOND|MICROSECOND)S?$/i.test(unit);
}

function addSpan(span: Span, count: string, unit: string): boolean {
  const match = /^\s*([+-]?)(\d{1,9})(?:\.(\d{1,6}))?\s*$/.exec(count);
  const [, sign, whole = "0", fraction] = match ?? [];
  if (match === null || (fraction !== undefined && unit !== "SECOND")) return false;
  const factor = sign === "-" ? -1 : 1;
  const value = factor * Number(whole);
  if (unit === "YEAR") span.months += 12 * value;
  else if (unit === "MONTH") span.months += value;
  else if (unit === "WEEK") span.days += 7 * value;
  else if (unit === "DAY") span.days += value;
  else {
    const micros = BigInt(whole) * (MICROS[unit] ?? 0n) + BigInt((fraction ?? "").padEnd(6, "0"));
    span.micros += BigInt(factor) * micros;
  }
  return true;
}

/** `'1-2' YEAR TO MONTH`, `'3 04:05:06' DAY TO SECOND`, `'04:05' HOUR TO MINUTE`. */
export function intervalRange(
  text: string,
  { from, to }: { readonly from: string; readonly to: string },
  place: TextPlace,
): Expression {
  const [, sign = "", body = ""] = /^\s*([+-]?)(.*?)\s*$/.exec(text) ?? [];
  const units = unitsBetween(from, to);
  const counts = body.split(/[- :]/);
  if (units.length !== counts.length)
    return refuseSql(
      "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING",
      `Error parsing '${text}' to interval.`,
      {
        sqlState: "22006",
        place,
      },
    );
  return intervalOf(
    units.map((unit, index) => ({ unit, count: `${sign}${counts[index]}` })),
    place,
  );
}

function unitsBetween(from: string, to: string): readonly string[] {
  for (const units of [
    ["YEAR", "MONTH"],
    ["DAY", "HOUR", "MINUTE", "SECOND"],
  ]) {
    const [first, last] = [units.indexOf(from), units.indexOf(to)];
    if (first >= 0 && last > first) return units.slice(first, last + 1);
  }
  return [];
}
