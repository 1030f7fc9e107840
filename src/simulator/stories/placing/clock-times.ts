import type { RandomGenerator } from "../../../stats/random.ts";
import type { ClockDraw, LocalClock } from "../grammar/story-ast.ts";
import { localDayStart } from "./ground.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;
/** `about 02:14` is within so many minutes on either side. */
const ABOUT_MINUTES = 10;

interface ClockContext {
  readonly random: RandomGenerator;
  /** Minutes east of UTC of whom the clock is local to; 0 for UTC. */
  readonly zoneMinutes: number;
}

/** Minutes after midnight between which the clock may be drawn; the end may lie on the next day. */
function minutesOf(clock: ClockDraw): readonly [from: number, until: number] {
  switch (clock.kind) {
    case "exact":
      return [clock.minute, clock.minute + 1];
    case "about":
      return [clock.minute - ABOUT_MINUTES, clock.minute + ABOUT_MINUTES];
    case "between":
      return [
        clock.fromMinute,
        clock.untilMinute <= clock.fromMinute ? clock.untilMinute + DAY_MINUTES : clock.untilMinute,
      ];
  }
}

/** A moment on the day that starts at `dayStart`, not before `earliest`; null when the clock is over by then. */
export function clockOnDay(
  { clock }: LocalClock,
  { dayStart, earliest }: { readonly dayStart: number; readonly earliest: number },
  random: RandomGenerator,
): number | null {
  const [from, until] = minutesOf(clock);
  const fromMs = Math.max(dayStart + from * MINUTE_MS, earliest);
  const untilMs = dayStart + until * MINUTE_MS;
  return fromMs >= untilMs ? null : Math.floor(fromMs + random.uniform() * (untilMs - fromMs));
}

/** The next moment at which the clock may strike, from `earliest` on. */
export function nextClock(
  clock: LocalClock,
  earliest: number,
  { random, zoneMinutes }: ClockContext,
): number {
  // A clock that runs over midnight may have begun the day before.
  let dayStart = localDayStart(earliest, zoneMinutes) - DAY_MS;
  for (;;) {
    const at = clockOnDay(clock, { dayStart, earliest }, random);
    if (at !== null) return at;
    dayStart += DAY_MS;
  }
}
