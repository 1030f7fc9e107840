import { DAY_MS, type EpochMs, epochMs } from "../../../domain/units.ts";
import type { RandomGenerator } from "../../../stats/random.ts";
import type { Act } from "../../acts/act.ts";
import { compilePhrase } from "../grammar/phrase.ts";
import { printPhrase } from "../grammar/print-values.ts";
import type { LocalClock, SourcePlace, Step, Story, When } from "../grammar/story-ast.ts";
import { verbOf } from "../verbs/story-verbs.ts";
import { clockOnDay, nextClock } from "./clock-times.ts";
import { type Drawing, drawCount, drawDurationMs } from "./draw-values.ts";
import { type Ground, isWorkday, localDayStart } from "./ground.ts";
import { openSlotValues } from "./slot-values.ts";
import type { StoryActors } from "./story-actors.ts";
import { type StoryValue, valueText } from "./story-value.ts";
import { unplaceable } from "./unplaceable.ts";

/** A story becomes acts: what is walked, and what came of it so far. */
export interface StoryWalk {
  readonly story: Story;
  readonly ground: Ground;
  readonly values: Map<string, readonly StoryValue[]>;
  readonly random: RandomGenerator;
  readonly actors: StoryActors;
  readonly startMs: number;
  readonly acts: Act[];
  /** One for each line, at its first time. */
  readonly told: Map<Step, { readonly at: EpochMs; readonly text: string }>;
  windowFromMs: number | null;
  windowUntilMs: number | null;
  /** Until when the latest effect lasts. */
  lastMs: number;
}

/** More acts are no story but a load test. */
const ACT_COUNT_MAX = 50_000;
/** Repetitions of one block. */
const REPEAT_COUNT_MAX = 20_000;
/** What follows without a time of its own follows after so long. */
const PAUSE_MS_MIN = 4_000;
const PAUSE_MS_MAX = 45_000;

/** Walks steps from `cursorMs` on and gives when the last of them was. `path` names their draws. */
export function walkSteps(
  walk: StoryWalk,
  steps: readonly Step[],
  from: { readonly ms: number; readonly path: string },
): number {
  let cursorMs = from.ms;
  for (const [index, step] of steps.entries()) {
    const path = `${from.path}/${index}`;
    const random = walk.random.fork(path);
    const atMs = whenOf(walk, step.when, { cursorMs, random, isFirst: path === "/0" });
    cursorMs = walkStep(walk, step, { atMs, path, random });
  }
  return cursorMs;
}

interface StepStart {
  readonly atMs: number;
  readonly path: string;
  readonly random: RandomGenerator;
}

function walkStep(walk: StoryWalk, step: Step, start: StepStart): number {
  switch (step.kind) {
    case "act":
      return placeAct(walk, step, start);
    case "window":
      if (step.edge === "begins") walk.windowFromMs = start.atMs;
      else walk.windowUntilMs = start.atMs;
      return start.atMs;
    case "meanwhile":
      walkSteps(walk, step.steps, { ms: start.atMs, path: start.path });
      return start.atMs;
    case "repeat": {
      const count = drawCount(step.count, drawingOf(walk, start));
      return repeatBody(walk, step, { ...start, names: Array.from({ length: count }, () => null) });
    }
    case "for_each":
      return repeatBody(walk, step, { ...start, names: walk.values.get(step.among.name) ?? [] });
    case "every":
      return step.rhythm.kind === "duration" ? walkIntervals(walk, step, start) : walkDays(walk, step, start);
  }
}

function drawingOf(walk: StoryWalk, { atMs, random }: Pick<StepStart, "atMs" | "random">): Drawing {
  return { random, values: walk.values, elapsedDays: Math.max(0, atMs - walk.startMs) / DAY_MS };
}

interface WhenContext {
  readonly cursorMs: number;
  readonly random: RandomGenerator;
  readonly isFirst: boolean;
}

function whenOf(walk: StoryWalk, when: When | null, { cursorMs, random, isFirst }: WhenContext): number {
  if (when === null)
    return isFirst ? cursorMs : cursorMs + PAUSE_MS_MIN + random.uniform() * (PAUSE_MS_MAX - PAUSE_MS_MIN);
  switch (when.kind) {
    case "after":
      return cursorMs + drawDurationMs(when.time, drawingOf(walk, { atMs: cursorMs, random }));
    case "clock":
      return nextClock(when.clock, cursorMs, { random, zoneMinutes: zoneOf(walk, when.clock) });
    case "day": {
      const zoneMinutes = when.clock === null ? 0 : zoneOf(walk, when.clock);
      const dayStart = localDayStart(walk.startMs, zoneMinutes) + (when.dayNumber - 1) * DAY_MS;
      const atMs = when.clock === null ? dayStart : clockOnDay(when.clock, { dayStart, earliest: 0 }, random);
      return Math.max(cursorMs, atMs ?? dayStart);
    }
  }
}

/** Minutes east of UTC that a clock is meant in. */
export function zoneOf(walk: Pick<StoryWalk, "values" | "actors">, { localTo }: LocalClock): number {
  const value = localTo === null ? undefined : walk.values.get(localTo.name)?.[0];
  return value?.kind === "principal" ? walk.actors.zoneMinutes(value) : 0;
}

function placeAct(walk: StoryWalk, step: Extract<Step, { kind: "act" }>, start: StepStart): number {
  const { atMs, random } = start;
  const { use } = step;
  const verb = verbOf(use.phrase);
  if (verb === null) return atMs;
  let lastMs = atMs;
  const emit = (act: Act): void => {
    if (walk.acts.length >= ACT_COUNT_MAX) throw tooMuch(walk, use.place, `more than ${ACT_COUNT_MAX} acts`);
    walk.acts.push(act);
    lastMs = Math.max(lastMs, act.at);
  };
  const moment = walk.actors.at({ atMs, random, emit });
  const slots = openSlotValues(use, drawingOf(walk, start));
  verb.place({
    slots,
    at: Math.round(atMs),
    random,
    ground: walk.ground,
    actor: (slot) => moment.actor(slots.one(slot, "principal")),
    platform: moment.platform,
    remember: moment.remember,
    lastsUntil: (endMs) => {
      walk.lastMs = Math.max(walk.lastMs, endMs);
    },
  });
  walk.lastMs = Math.max(walk.lastMs, lastMs);
  if (!walk.told.has(step))
    walk.told.set(step, { at: epochMs(Math.round(atMs)), text: stepText(walk, step) });
  return lastMs;
}

/** The line with what its names stand for. */
function stepText(walk: StoryWalk, { use }: Extract<Step, { kind: "act" }>): string {
  return printPhrase(compilePhrase(use.phrase), use, ({ name }) =>
    (walk.values.get(name) ?? []).map(valueText).join(", "),
  );
}

function tooMuch(walk: StoryWalk, place: SourcePlace, what: string) {
  return unplaceable(walk.story, place, `the story makes ${what}`);
}

type Repeating = Extract<Step, { kind: "repeat" | "for_each" }>;

/** Walks the body once for each of `names`, at drawn moments of the time that it takes in all, or one after the other. */
function repeatBody(
  walk: StoryWalk,
  step: Repeating,
  { names, ...start }: StepStart & { readonly names: readonly (StoryValue | null)[] },
): number {
  if (names.length > REPEAT_COUNT_MAX)
    throw tooMuch(walk, step.place, `more than ${REPEAT_COUNT_MAX} repetitions`);
  const { atMs, random } = start;
  const spanMs = step.within === null ? null : drawDurationMs(step.within, drawingOf(walk, start));
  const offsets =
    spanMs === null ? null : names.map(() => random.uniform() * spanMs).toSorted((a, b) => a - b);
  let cursorMs = atMs;
  for (const [index, value] of names.entries()) {
    if (step.kind === "for_each" && value !== null) walk.values.set(step.name, [value]);
    const ms = offsets === null ? cursorMs : atMs + (offsets[index] ?? 0);
    cursorMs = Math.max(cursorMs, walkSteps(walk, step.steps, { ms, path: `${start.path}.${index}` }));
  }
  return spanMs === null ? cursorMs : Math.max(cursorMs, atMs + spanMs);
}

type Every = Extract<Step, { kind: "every" }>;

function walkIntervals(walk: StoryWalk, step: Every, start: StepStart): number {
  const endMs = start.atMs + drawDurationMs(step.span, drawingOf(walk, start));
  let cursorMs = start.atMs;
  let lastMs = cursorMs;
  for (let count = 0; cursorMs < endMs && step.rhythm.kind === "duration"; count++) {
    if (count >= REPEAT_COUNT_MAX)
      throw tooMuch(walk, step.place, `more than ${REPEAT_COUNT_MAX} repetitions`);
    lastMs = walkSteps(walk, step.steps, { ms: cursorMs, path: `${start.path}.${count}` });
    // Never nothing, whatever is drawn: time goes on.
    cursorMs += Math.max(
      1_000,
      drawDurationMs(step.rhythm.time, drawingOf(walk, { ...start, atMs: cursorMs })),
    );
  }
  return Math.max(lastMs, endMs);
}

/** Once a day, at a drawn time of the clock; without a clock, about the time of the first day. */
function walkDays(walk: StoryWalk, step: Every, start: StepStart): number {
  const { atMs, path, random } = start;
  const zoneMinutes = step.clock === null ? 0 : zoneOf(walk, step.clock);
  const endMs = atMs + drawDurationMs(step.span, drawingOf(walk, start));
  let cursorMs = atMs;
  let index = 0;
  for (let dayStart = localDayStart(atMs, zoneMinutes); dayStart < endMs; dayStart += DAY_MS) {
    if (step.rhythm.kind === "workday" && !isWorkday(walk.ground, dayStart, zoneMinutes)) continue;
    const clock = step.clock ?? sameTime(atMs);
    const dayMs = clockOnDay(clock, { dayStart, earliest: atMs }, random);
    if (dayMs === null || dayMs >= endMs) continue;
    cursorMs = Math.max(cursorMs, walkSteps(walk, step.steps, { ms: dayMs, path: `${path}.${index}` }));
    index += 1;
  }
  return cursorMs;
}

const MINUTE_MS = 60_000;

function sameTime(atMs: number): LocalClock {
  return { clock: { kind: "about", minute: Math.round((atMs % DAY_MS) / MINUTE_MS) }, localTo: null };
}
