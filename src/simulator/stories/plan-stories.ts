import { GatehouseError } from "../../domain/gatehouse-error.ts";
import { DAY_MS, type EpochMs, epochMs, HOUR_MS } from "../../domain/units.ts";
import { type RandomGenerator, randomGenerator } from "../../stats/random.ts";
import { pickSome } from "../world/pick.ts";
import type { World } from "../world/world.ts";
import type { Story } from "./grammar/story-ast.ts";
import type { LoadedStory } from "./load-stories.ts";
import { placeStory } from "./place-story.ts";
import type { PlacedStory, StoryClass } from "./story.ts";

export interface PlanStoriesOptions {
  readonly world: World;
  /** None for a quiet account. */
  readonly stories: readonly LoadedStory[];
}

/** Before this share of the history nothing happens: whoever guards must have seen ordinary days. */
const QUIET_RATIO = 0.5;
/** Stories that take weeks, or need a day that comes once a month, may begin after this share. */
const EARLIEST_RATIO = 0.25;
/** Least time from one story's turn to the next. */
const TURN_MS = 18 * HOUR_MS;
/** Before the story of the last night nothing else happens for so long. */
const LAST_QUIET_MS = 36 * HOUR_MS;

/**
 * Places stories over the second half of a history, one turn after the other with quiet time between, those of classes
 * mixed; stories of the last day on the last day, stories of a given day on theirs. Stories that take longer than a turn
 * go on beside others. Principals and securables of one story are taken by another only when nobody else fits.
 *
 * Built-in stories that the account or its history has no room for are left out, and those whose name a story from a
 * folder takes. Follows from the world's seed.
 *
 * Errors: STORY_UNPLACEABLE for a story that is not built in and does not fit.
 */
export function planStories({ world, stories }: PlanStoriesOptions): readonly PlacedStory[] {
  const random = randomGenerator(world.seed).fork("stories");
  const own = new Set(stories.filter(({ isBuiltIn }) => !isBuiltIn).map(({ story }) => story.name));
  const wanted = stories.filter(({ story, isBuiltIn }) => !isBuiltIn || !own.has(story.name));
  const plan = openPlan(world, random);
  const isLast = ({ story }: LoadedStory): boolean => story.starts.day.kind === "last_day";
  for (const loaded of wanted.filter(isLast)) plan.place(loaded, [plan.endMs - DAY_MS]);
  const rest = inTurns(
    wanted.filter((loaded) => !isLast(loaded)),
    random,
  );
  const slots = turnSlots(plan, rest.length);
  for (const loaded of rest) {
    const slot = slots[0];
    // A story of somebody's own is placed even when all turns are taken.
    if (slot === undefined && loaded.isBuiltIn) continue;
    const firstMs = slot ?? plan.firstMs + random.uniform() * (plan.lastTurnMs - plan.firstMs);
    if (plan.place(loaded, [firstMs, ...plan.fallbacks])) slots.shift();
  }
  return plan.placed.toSorted((left, right) => left.truth.from - right.truth.from);
}

interface Plan {
  readonly firstMs: number;
  readonly lastTurnMs: number;
  readonly endMs: number;
  /** Earlier moments, for what does not end in time. */
  readonly fallbacks: readonly number[];
  readonly placed: PlacedStory[];
  /** Whether it was placed at the first of the moments from which on it ends before the history does. */
  place(loaded: LoadedStory, startsMs: readonly number[]): boolean;
}

function openPlan(world: World, random: RandomGenerator): Plan {
  const { startAt, dayCount } = world;
  const at = (ratio: number): number => startAt + Math.round(dayCount * ratio) * DAY_MS;
  const endMs = startAt + dayCount * DAY_MS;
  const placed: PlacedStory[] = [];
  const used = new Set<string>();
  const attempt = (story: Story, startMs: number): PlacedStory =>
    placeStory(story, {
      world,
      account: world.account,
      random: random.fork(story.name),
      at: moment(startMs),
      avoid: used,
    });
  return {
    firstMs: at(QUIET_RATIO),
    lastTurnMs: endMs - DAY_MS - LAST_QUIET_MS,
    endMs,
    fallbacks: [at(QUIET_RATIO), at((QUIET_RATIO + EARLIEST_RATIO) / 2), at(EARLIEST_RATIO)],
    placed,
    place({ story, isBuiltIn }, startsMs) {
      try {
        const found = firstEnding(startsMs, endMs, (startMs) => attempt(story, startMs));
        if (found === null) {
          if (!isBuiltIn) throw tooLong(story);
          return false;
        }
        placed.push(found);
        for (const name of [...found.truth.principals, ...found.truth.securables]) used.add(name);
        return true;
      } catch (error) {
        if (isBuiltIn && error instanceof GatehouseError && error.code === "STORY_UNPLACEABLE") return false;
        throw error;
      }
    },
  };
}

function moment(ms: number): EpochMs {
  return epochMs(Math.round(ms));
}

function firstEnding(
  startsMs: readonly number[],
  endMs: number,
  attempt: (startMs: number) => PlacedStory,
): PlacedStory | null {
  for (const startMs of startsMs) {
    const placed = attempt(startMs);
    if (placed.truth.until <= endMs) return placed;
  }
  return null;
}

function tooLong(story: Story): GatehouseError {
  return new GatehouseError("STORY_UNPLACEABLE", {
    message: `${story.file}:1:1: the story does not end before the history of the account does`,
    context: { story: story.name },
  });
}

const CLASSES: readonly StoryClass[] = ["attack", "benign", "fault"];

/** Somebody's own stories first; then one of each class by turns, in drawn order. */
function inTurns(stories: readonly LoadedStory[], random: RandomGenerator): readonly LoadedStory[] {
  const drawn = pickSome(random.fork("order"), stories, stories.length);
  const built = drawn.filter(({ isBuiltIn }) => isBuiltIn);
  const byClass = CLASSES.map((name) => built.filter(({ story }) => story.class === name));
  const turns = Array.from({ length: built.length }, (_, turn) =>
    byClass.flatMap((list) => list[turn] ?? []),
  );
  return [...drawn.filter(({ isBuiltIn }) => !isBuiltIn), ...turns.flat()];
}

/** Moments at which turns begin, evenly spread, no more than there is room for. */
function turnSlots({ firstMs, lastTurnMs }: Plan, count: number): number[] {
  const roomCount = Math.max(0, Math.floor((lastTurnMs - firstMs) / TURN_MS));
  const slotCount = Math.min(count, roomCount);
  const gapMs = (lastTurnMs - firstMs) / Math.max(1, slotCount);
  return Array.from({ length: slotCount }, (_, index) => firstMs + index * gapMs);
}
