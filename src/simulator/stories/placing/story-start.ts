import { DAY_MS } from "../../../domain/units.ts";
import type { RandomGenerator } from "../../../stats/random.ts";
import type { StoryStart } from "../grammar/story-ast.ts";
import { clockOnDay } from "./clock-times.ts";
import { type Ground, isHoliday, isWeekend, isWorkday, localDayStart } from "./ground.ts";

/** Days looked at for one that a story may start on; holidays come about once in two months. */
const SEARCHED_DAY_COUNT = 400;

interface StartContext {
  readonly random: RandomGenerator;
  readonly zoneMinutes: number;
}

/** The first moment from `ground.at` on that the `starts` line allows; null when no day within a year is one. */
export function startOf(
  start: StoryStart,
  ground: Ground,
  { random, zoneMinutes }: StartContext,
): number | null {
  const { day, clock } = start;
  if (day.kind === "number") {
    const dayStart = localDayStart(ground.world.startAt, zoneMinutes) + (day.dayNumber - 1) * DAY_MS;
    return clock === null ? dayStart : clockOnDay(clock, { dayStart, earliest: 0 }, random);
  }
  const first = localDayStart(ground.at, zoneMinutes);
  for (let offset = 0; offset < SEARCHED_DAY_COUNT; offset++) {
    const dayStart = first + offset * DAY_MS;
    if (!isDay(start, ground, { dayStart, zoneMinutes })) continue;
    const earliest = ground.at;
    if (clock === null) return Math.max(dayStart, earliest);
    const at = clockOnDay(clock, { dayStart, earliest }, random);
    if (at !== null) return at;
  }
  return null;
}

function isDay(
  { day }: StoryStart,
  ground: Ground,
  { dayStart, zoneMinutes }: { readonly dayStart: number; readonly zoneMinutes: number },
): boolean {
  switch (day.kind) {
    case "any":
    case "number":
    case "last_day":
      return true;
    case "workday":
      return isWorkday(ground, dayStart, zoneMinutes);
    case "weekend":
      return isWeekend(dayStart, zoneMinutes);
    case "holiday":
      return isHoliday(ground, dayStart, zoneMinutes);
    case "month_start":
      return dayOfMonth(dayStart, zoneMinutes) === 1;
    case "month_end":
      return dayOfMonth(dayStart + DAY_MS, zoneMinutes) === 1;
  }
}

const MINUTE_MS = 60_000;

function dayOfMonth(dayStart: number, zoneMinutes: number): number {
  return new Date(dayStart + zoneMinutes * MINUTE_MS).getUTCDate();
}
