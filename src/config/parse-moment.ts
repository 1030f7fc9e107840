import { type EpochMs, epochMs } from "../domain/units.ts";

const CALENDAR_FORM =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;
const EPOCH_FORM = /^-?\d{9,13}$/;
/** Whole numbers up to this many digits are seconds since 1970, longer ones milliseconds: 10 digits reach the year 2286. */
const EPOCH_SECONDS_DIGITS_MAX = 10;

/**
 * A moment from text: `2026-03-14`, `2026-03-14T02:14`, `2026-03-14 02:14:05.250`, with `Z`, `+02:00` or no zone
 * (UTC), or seconds or milliseconds since 1970. Null when it is none of these or no real date. Digits beyond the
 * millisecond are cut.
 */
export function parseMoment(text: string): EpochMs | null {
  if (EPOCH_FORM.test(text)) {
    const isSeconds = text.replace("-", "").length <= EPOCH_SECONDS_DIGITS_MAX;
    return epochMs(Number(text) * (isSeconds ? 1_000 : 1));
  }
  const match = CALENDAR_FORM.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(numberOrZero);
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return null;
  const millisecond = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
  const local = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  if (new Date(local).getUTCDate() !== day) return null;
  return epochMs(local - zoneOffsetMs(match[8]));
}

function numberOrZero(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits);
}

function zoneOffsetMs(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === "Z") return 0;
  const digits = zone.replace(":", "");
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return (digits.startsWith("-") ? -minutes : minutes) * 60_000;
}
