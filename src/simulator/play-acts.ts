import { setImmediate } from "node:timers/promises";
import { DAY_MS, type EpochMs, epochMs, HOUR_MS } from "../domain/units.ts";
import type { Act } from "./acts/act.ts";
import type { Life } from "./life/life.ts";
import type { AdvanceOptions } from "./simulation.ts";
import type { PlacedStory } from "./stories/story.ts";
import type { WriteBehind } from "./write-behind.ts";

interface ActPlayerParts {
  /** Start of an hour. */
  readonly startAt: EpochMs;
  readonly life: Life;
  readonly stories: readonly PlacedStory[];
  /** Null where nothing has to be waited for, as with all but some acts of stories. */
  live(act: Act): Promise<void> | null;
  /** A day, or the time that was asked for, ends at `at`: ends what has come to its end by then. */
  endDay(at: EpochMs): void;
  /** Writes what the acts have left, while they go on. */
  readonly writers: readonly WriteBehind[];
}

/** Lets ordinary life and stories happen in order of time. */
export interface ActPlayer {
  playUntil(at: EpochMs, options: AdvanceOptions): Promise<void>;
}

/**
 * Hours are asked of life one by one, when the one before is over, so that what life does follows from the account as it
 * then is, and from nothing else: in how many steps time advances makes no difference.
 */
export function openActPlayer({ startAt, life, stories, live, endDay, writers }: ActPlayerParts): ActPlayer {
  const told = storyHours(stories);
  let hourEndMs: number = startAt;
  let queue: readonly Act[] = [];
  let nextAct = 0;

  function loadHour(): void {
    const from = hourEndMs;
    hourEndMs += HOUR_MS;
    const ordinary = life.actsBetween(epochMs(from), epochMs(hourEndMs));
    const acts = told.get(from);
    queue = acts === undefined ? ordinary : inOrder([...ordinary, ...acts]);
    nextAct = 0;
  }

  /** Lives the rest of the loaded hour up to `at`; whether more hours follow before it. */
  async function playHour(at: EpochMs): Promise<boolean> {
    for (let act = queue[nextAct]; act !== undefined && act.at <= at; act = queue[nextAct]) {
      nextAct += 1;
      const lived = live(act);
      if (lived !== null) await lived;
    }
    return hourEndMs <= at;
  }

  async function playDays(at: EpochMs, { signal, onDay, onProgress }: AdvanceOptions): Promise<void> {
    const fromMs = hourEndMs;
    const dayCount = Math.max(1, Math.ceil((at - fromMs) / DAY_MS));
    while (await playHour(at)) {
      // Lets signals and the database's answers in: acts alone never wait.
      await setImmediate();
      signal?.throwIfAborted();
      if (hourEndMs % DAY_MS === 0 && hourEndMs > fromMs) {
        endDay(epochMs(hourEndMs));
        for (const writer of writers) writer.offer();
        await onDay?.(epochMs(hourEndMs));
        onProgress?.(Math.round((hourEndMs - fromMs) / DAY_MS), dayCount);
      }
      loadHour();
    }
  }

  return {
    async playUntil(at, options) {
      try {
        await playDays(at, options);
        endDay(at);
        await Promise.all(writers.map((writer) => writer.finish()));
      } finally {
        // Who stops early closes the database next.
        await Promise.all(writers.map((writer) => writer.rest()));
      }
    },
  };
}

/** Acts of stories by the hour in which they lie. */
function storyHours(stories: readonly PlacedStory[]): ReadonlyMap<number, readonly Act[]> {
  const hours = new Map<number, Act[]>();
  for (const act of stories.flatMap(({ acts }) => acts)) {
    const hour = act.at - (act.at % HOUR_MS);
    const acting = hours.get(hour);
    if (acting === undefined) hours.set(hour, [act]);
    else acting.push(act);
  }
  return hours;
}

function inOrder(acts: readonly Act[]): readonly Act[] {
  return [...acts].sort((left, right) => left.at - right.at);
}
