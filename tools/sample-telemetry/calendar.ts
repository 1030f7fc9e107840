import type { Person } from "./world.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Days and hours that the sample covers; the end is fixed, so that a longer sample only begins earlier. */
export interface Calendar {
  readonly startMs: number;
  readonly endMs: number;
  readonly dayCount: number;
}

/** Midnight after the last day: a Wednesday, so the last day is a working day. */
const END_MS = Date.parse("2026-03-18T00:00:00Z");
/** Working hours, UTC, in shares of full activity: nobody at night, a dip at noon. */
const OFFICE_HOURS = [
  0, 0, 0, 0, 0, 0.01, 0.08, 0.35, 0.8, 1, 1, 0.9, 0.55, 0.85, 1, 0.9, 0.7, 0.35, 0.12, 0.05, 0.02, 0.01, 0,
  0,
];
const WEEKEND_RATIO = 0.04;

export function calendarOf(dayCount: number): Calendar {
  return { startMs: END_MS - dayCount * DAY_MS, endMs: END_MS, dayCount };
}

/** Starts of all hours, in order. */
export function* hoursOf(calendar: Calendar): Generator<number> {
  for (let hourMs = calendar.startMs; hourMs < calendar.endMs; hourMs += HOUR_MS) yield hourMs;
}

/** Share of full activity in an hour: office hours for humans, steady for service principals. */
export function activity(person: Person, hourMs: number): number {
  if (person.kind === "service") return 1;
  return officeActivity(hourMs);
}

export function officeActivity(hourMs: number): number {
  const date = new Date(hourMs);
  const isWeekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
  return (OFFICE_HOURS[date.getUTCHours()] ?? 0) * (isWeekend ? WEEKEND_RATIO : 1);
}

/** A moment of the last days: `daysBeforeEnd` 1 is the last day. */
export function momentBeforeEnd(calendar: Calendar, daysBeforeEnd: number, clock: string): number {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return calendar.endMs - daysBeforeEnd * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS;
}

export function isoTime(momentMs: number): string {
  return new Date(momentMs).toISOString();
}

export function isoDate(momentMs: number): string {
  return isoTime(momentMs).slice(0, 10);
}
