import { DAY_MS, type EpochMs, epochMs } from "../../domain/units.ts";
import type { RandomGenerator } from "../../stats/random.ts";

/** Month and day of what nobody in the account works on. */
const FIXED: readonly string[] = ["01-01", "05-01", "12-24", "12-25", "12-26", "12-31"];
/** Plans at least this long have one day off of their own. */
const OWN_DAY_OFF_DAY_COUNT = 14;
const THURSDAY = 4;
const WEEK_DAYS = 7;

/** Starts of holidays (UTC) within the plan: fixed ones, and one Thursday of the account's own. */
export function drawHolidays(
  random: RandomGenerator,
  startAt: EpochMs,
  dayCount: number,
): readonly EpochMs[] {
  const first = Math.floor(startAt / DAY_MS);
  const days: number[] = [];
  const thursdays: number[] = [];
  for (let day = first; day < first + dayCount; day++) {
    const date = new Date(day * DAY_MS);
    if (FIXED.includes(date.toISOString().slice(5, 10))) days.push(day);
    if (date.getUTCDay() === THURSDAY && day >= first + WEEK_DAYS) thursdays.push(day);
  }
  const own = thursdays[random.below(Math.max(1, thursdays.length))];
  if (dayCount >= OWN_DAY_OFF_DAY_COUNT && own !== undefined && !days.includes(own)) days.push(own);
  return days.toSorted((a, b) => a - b).map((day) => epochMs(day * DAY_MS));
}
