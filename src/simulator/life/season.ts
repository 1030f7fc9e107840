import { DAY_MS, HOUR_MS } from "../../domain/units.ts";
import type { Person, Team, World } from "../world/world.ts";

const MINUTE_MS = 60_000;
const WEEK_DAYS = 7;
/** Activity by day of the week, from Thursday, for 1970-01-01 was one. */
const DAY_WEIGHTS = [1, 0.86, 0.02, 0.015, 1, 1.08, 1.06] as const;
/** Weight of a holiday, as of a Sunday. */
const HOLIDAY_WEIGHT = 0.015;
/** Where the month ends: its last and first days; who closes books has more to do. */
const MONTH_END_DAYS = 2;
const MONTH_END_WEIGHT: Readonly<Partial<Record<Team, number>>> = { finance: 1.7, sales: 1.25, data: 1.1 };
/** The account is used a little more every day. */
const GROWTH_PER_DAY = 0.0006;
/** Activity by hour of the local day; between the hours of work it is what it is, outside it hardly counts. */
const HOUR_WEIGHTS = [
  0.2, 0.2, 0.2, 0.2, 0.2, 0.3, 0.6, 0.9, 1, 1.15, 1.25, 1.15, 0.65, 0.85, 1.15, 1.2, 1.1, 0.95, 0.7, 0.5,
  0.4, 0.4, 0.3, 0.2,
] as const;
/** After work some come back for a look, for so many hours. */
const EVENING_HOURS = 3;
const EVENING_WEIGHT = 0.02;

/** The day of a moment on the clock of `zoneMinutes`, counted from 1970-01-01. */
export function localDayOf(at: number, zoneMinutes: number): number {
  return Math.floor((at + zoneMinutes * MINUTE_MS) / DAY_MS);
}

/** Weight of a local day for a team: week, holidays, month end, growth. Mean over working days about 1. */
export function dayWeight(world: World, localDay: number, team: Team): number {
  const ofWeek = DAY_WEIGHTS[localDay % WEEK_DAYS] ?? 1;
  const isHoliday = world.holidays.some((holiday) => Math.floor(holiday / DAY_MS) === localDay);
  const monthEnd = isMonthEnd(localDay) ? (MONTH_END_WEIGHT[team] ?? 1) : 1;
  const growth = 1 + GROWTH_PER_DAY * (localDay - Math.floor(world.startAt / DAY_MS));
  return (isHoliday ? Math.min(ofWeek, HOLIDAY_WEIGHT) : ofWeek) * monthEnd * growth;
}

function isMonthEnd(localDay: number): boolean {
  const day = new Date(localDay * DAY_MS).getUTCDate();
  return (
    day <= MONTH_END_DAYS || new Date((localDay + MONTH_END_DAYS) * DAY_MS).getUTCDate() <= MONTH_END_DAYS
  );
}

/** Whether a human is employed and not away on that local day. */
export function isPresent(person: Person, localDay: number): boolean {
  const noon = localDay * DAY_MS + DAY_MS / 2 - person.zoneMinutes * MINUTE_MS;
  if (noon < person.hiredAt || (person.leavesAt !== null && noon >= person.leavesAt)) return false;
  return !person.absences.some(({ from, until }) => noon >= from && noon < until);
}

/** Part of an hour that lies in the hours of work, from `fromMs` into it. */
export interface WorkSpan {
  readonly fromMs: number;
  readonly lengthMs: number;
}

const NO_SPAN: WorkSpan = { fromMs: 0, lengthMs: 0 };
const WHOLE_HOUR: WorkSpan = { fromMs: 0, lengthMs: HOUR_MS };

/** Where in the hour from `hourAt` somebody works; length 0 when not at all. Work ends before midnight. */
export function workSpan(person: Person, hourAt: number): WorkSpan {
  const minute = localMinute(person, hourAt);
  const from = Math.max(minute, person.workFrom);
  const until = Math.min(minute + 60, person.workUntil);
  if (until - from === 60) return WHOLE_HOUR;
  return until <= from
    ? NO_SPAN
    : { fromMs: (from - minute) * MINUTE_MS, lengthMs: (until - from) * MINUTE_MS };
}

/** Weight of an hour within the day of a person, before it is divided by {@link shareSum}. */
export function hourWeight(person: Person, hourAt: number): number {
  const minute = localMinute(person, hourAt);
  const weight = HOUR_WEIGHTS[Math.floor(minute / 60)] ?? 0;
  const worked = Math.min(minute + 60, person.workUntil) - Math.max(minute, person.workFrom);
  if (worked > 0) return (weight * worked) / 60;
  const isEvening = minute >= person.workUntil && minute < person.workUntil + EVENING_HOURS * 60;
  return isEvening ? weight * EVENING_WEIGHT : 0;
}

/** Sum of the weights of the hours of a day. */
export function shareSum(person: Person): number {
  let sum = 0;
  for (let hour = 0; hour < 24; hour++) sum += hourWeight(person, hour * HOUR_MS);
  return sum;
}

function localMinute({ zoneMinutes }: Person, at: number): number {
  const day = DAY_MS / MINUTE_MS;
  return (((at / MINUTE_MS + zoneMinutes) % day) + day) % day;
}

/**
 * Number of a moment's day among the working days (Monday to Friday, UTC) since `startAt`; null on a weekend. Holidays
 * count, so that turns do not shift.
 */
export function workingDayNumber(startAt: number, at: number): number | null {
  const weekDay = (day: number): number => (day + DAYS_FROM_MONDAY) % WEEK_DAYS;
  const first = Math.floor(startAt / DAY_MS);
  const day = Math.floor(at / DAY_MS);
  if (weekDay(day) >= WORKING_DAYS) return null;
  const weeks =
    Math.floor((day + DAYS_FROM_MONDAY) / WEEK_DAYS) - Math.floor((first + DAYS_FROM_MONDAY) / WEEK_DAYS);
  return weeks * WORKING_DAYS + weekDay(day) - Math.min(weekDay(first), WORKING_DAYS);
}

/** 1970-01-01 was a Thursday, three days after a Monday. */
const DAYS_FROM_MONDAY = 3;
const WORKING_DAYS = 5;

/** Load of machines by hour of the day in UTC; mean 1. Customers of applications sleep too, some of them. */
export function machineWeight(hourAt: number): number {
  const hour = Math.floor(hourAt / HOUR_MS) % 24;
  return 1 + 0.4 * Math.sin(((hour - 8) / 24) * 2 * Math.PI);
}
