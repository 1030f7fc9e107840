import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { DAY_MS, epochMs, HOUR_MS } from "../../src/domain/units.ts";
import { findPrincipal } from "../../src/simulator/account/find-principal.ts";
import type { Act } from "../../src/simulator/acts/act.ts";
import { openActContext } from "../../src/simulator/acts/open-act-context.ts";
import { performAct } from "../../src/simulator/acts/perform-act.ts";
import type { Story } from "../../src/simulator/stories/grammar/story-ast.ts";
import { builtInStories, type LoadedStory } from "../../src/simulator/stories/load-stories.ts";
import { placeStory } from "../../src/simulator/stories/place-story.ts";
import { planStories } from "../../src/simulator/stories/plan-stories.ts";
import type { PlacedStory } from "../../src/simulator/stories/story.ts";
import type { TelemetryLog } from "../../src/simulator/telemetry/telemetry-log.ts";
import { buildWorld } from "../../src/simulator/world/build-world.ts";
import { presetOf } from "../../src/simulator/world/preset-of.ts";
import type { World } from "../../src/simulator/world/world.ts";
import { randomGenerator } from "../../src/stats/random.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A Monday. */
const START = epochMs(Date.UTC(2026, 7, 3));
const AT = epochMs(START + 50 * DAY_MS);
const SEEDS = [1, 3, 42];
/** Stories in which somebody tries what they may not. */
const PROBING = ["manage-self-grant", "bi-probing"];

const worlds = new Map<number, World>();
let stories: readonly LoadedStory[] = [];

function demoWorld(seed: number): World {
  return buildWorld({ preset: presetOf("demo"), seed, startAt: START });
}

beforeAll(async () => {
  for (const seed of SEEDS) worlds.set(seed, demoWorld(seed));
  stories = await builtInStories(ROOT);
});

function worldOf(seed: number): World {
  const world = worlds.get(seed);
  if (world === undefined) throw new Error(`no world of seed ${seed}`);
  return world;
}

/** Null where the account has no room for it. */
function placeIfItFits(story: Story, seed: number, world = worldOf(seed)): PlacedStory | null {
  try {
    const random = randomGenerator(seed).fork(story.name);
    return placeStory(story, { world, account: world.account, random, at: AT });
  } catch (error) {
    expect(error).toMatchObject({ code: "STORY_UNPLACEABLE" });
    return null;
  }
}

describe("built-in stories", () => {
  it("are placed on accounts of several seeds", () => {
    for (const { story } of stories) {
      const placedCount = SEEDS.filter((seed) => placeIfItFits(story, seed) !== null).length;
      expect([story.name, placedCount]).toEqual([story.name, expect.toSatisfy((count) => count >= 2)]);
    }
  });

  it("name real principals, securables, jobs and warehouses, or such as they make themselves", () => {
    const { account } = worldOf(42);
    const ids = [account.jobs, account.warehouses].flatMap((map) => [...map.keys()]);
    const names = [...account.securables.values()].map(({ name }) => name);
    for (const { story } of stories) {
      const placed = placeIfItFits(story, 42);
      if (placed === null) continue;
      const { principals, securables, jobs, warehouses } = placed.truth;
      const known = new Set([...ids, ...names, ...placed.acts.flatMap(madeName)]);
      const named = [...principals, ...securables, ...jobs, ...warehouses];
      expect(named.filter((name) => !known.has(name) && findPrincipal(account, name) === null)).toEqual([]);
      expect([story.name, named.length > 0]).toEqual([story.name, story.attribution !== "telemetry_fault"]);
    }
  });

  it("give acts in order from their start on, within the window unless they narrow it", () => {
    for (const { story } of stories) {
      const placed = placeIfItFits(story, 1);
      if (placed === null) continue;
      const times = placed.acts.map(({ at }) => at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times[0]).toBeGreaterThanOrEqual(AT);
      expect(placed.truth.from).toBeGreaterThanOrEqual(times[0] ?? 0);
      expect(placed.truth.until).toBeGreaterThanOrEqual(placed.truth.from);
      expect(placed.truth.steps.length).toBeGreaterThan(0);
    }
  });

  it("are the same for the same seed, and differ in who, when and how much for another", () => {
    const world = worldOf(42);
    for (const { story } of stories) {
      if (placeIfItFits(story, 42) === null) continue;
      const draw = (seed: number) =>
        placeStory(story, { world, account: world.account, random: randomGenerator(seed), at: AT });
      expect(draw(7)).toEqual(draw(7));
      const starts = new Set([7, 8, 9, 10].map((seed) => draw(seed).acts[0]?.at));
      expect([story.name, starts.size]).toEqual([story.name, expect.toSatisfy((size) => size >= 3)]);
    }
  });

  it("do what they tell: nothing is refused but where somebody tries what they may not", () => {
    for (const { story } of stories) {
      const world = demoWorld(42);
      const placed = placeIfItFits(story, 42, world);
      if (placed === null) continue;
      const context = openActContext({
        account: world.account,
        log: SILENT,
        seed: 42,
        writeRows: () => undefined,
      });
      const refusals = placed.acts.flatMap((act) => {
        const outcome = performAct(context, act.kind === "statement" ? { ...act, isExecuted: false } : act);
        return outcome.kind === "refused" ? [outcome.refusal.message] : [];
      });
      if (PROBING.includes(story.name)) expect(refusals.length).toBeGreaterThan(0);
      else expect([story.name, refusals]).toEqual([story.name, []]);
    }
  });
});

/** Rows are of no interest here. */
const SILENT: TelemetryLog = {
  audit: () => undefined,
  query: () => undefined,
  tableLineage: () => undefined,
  columnLineage: () => undefined,
  jobDefinition: () => undefined,
  jobRunSlice: () => undefined,
  taskRunSlice: () => undefined,
  warehouseEvent: () => undefined,
  usage: () => undefined,
};

/** What an act makes, as the truth would name it. */
function madeName(act: Act): readonly string[] {
  if (act.kind === "create_securable") return [act.securable.name];
  if (act.kind === "create_job") return [act.newId ?? ""];
  if (act.kind !== "create_principal") return [];
  const { principal } = act;
  if (principal.kind === "user") return [principal.userName];
  return [principal.kind === "group" ? principal.displayName : (principal.applicationId ?? "")];
}

describe("planStories on the demo", () => {
  it("places nearly every built-in story once in the demo, in the order of time", () => {
    const placed = planStories({ world: worldOf(42), stories });
    expect(placed.length).toBeGreaterThanOrEqual(stories.length - 1);
    expect(new Set(placed.map(({ truth }) => truth.story)).size).toBe(placed.length);
    const starts = placed.map(({ truth }) => truth.from);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });

  it("keeps the first quarter quiet, lets all end within the history, and mixes classes", () => {
    const endMs = START + worldOf(42).dayCount * DAY_MS;
    const placed = planStories({ world: worldOf(42), stories });
    for (const { truth } of placed) {
      expect(truth.from).toBeGreaterThanOrEqual(START + 0.24 * worldOf(42).dayCount * DAY_MS);
      expect(truth.until).toBeLessThanOrEqual(endMs);
    }
    const firstHalf = placed.slice(0, placed.length / 2).map(({ truth }) => truth.class);
    expect(new Set(firstHalf).size).toBe(3);
  });

  it("puts the story of the last night on the last night, after quiet", () => {
    const placed = planStories({ world: worldOf(42), stories });
    const last = placed.at(-1)?.truth;
    const lastDayMs = START + (worldOf(42).dayCount - 1) * DAY_MS;
    expect(last?.story).toBe("revenue-at-night");
    expect(last?.from).toBeGreaterThanOrEqual(lastDayMs + 1.75 * HOUR_MS);
    expect(last?.from).toBeLessThan(lastDayMs + 2.5 * HOUR_MS);
  });
});
