import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { DAY_MS, type EpochMs, epochMs } from "../../domain/units.ts";
import { randomGenerator } from "../../stats/random.ts";
import type { Act } from "../acts/act.ts";
import { buildWorld } from "../world/build-world.ts";
import { presetOf } from "../world/preset-of.ts";
import type { World } from "../world/world.ts";
import type { Story } from "./grammar/story-ast.ts";
import { problemText } from "./grammar/story-problem.ts";
import { builtInStories } from "./load-stories.ts";
import { parseStory } from "./parse-story.ts";
import { placeStory } from "./place-story.ts";
import type { PlacedStory } from "./story.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** A Monday. */
const START = epochMs(Date.UTC(2026, 7, 3));
const AT = epochMs(START + 50 * DAY_MS);
const SEEDS = [1, 3];

const worlds = new Map<number, World>();

let stories: readonly Story[] = [];

beforeAll(async () => {
  stories = (await builtInStories(ROOT)).map(({ story }) => story);
  for (const seed of SEEDS)
    worlds.set(seed, buildWorld({ preset: presetOf("small"), seed, startAt: START, dayCount: 60 }));
});

function worldOf(seed: number): World {
  const world = worlds.get(seed);
  if (world === undefined) throw new Error(`no world of seed ${seed}`);
  return world;
}

function place(story: Story, seed: number, at: EpochMs = AT): PlacedStory {
  const world = worldOf(seed);
  return placeStory(story, {
    world,
    account: world.account,
    random: randomGenerator(seed).fork(story.name),
    at,
  });
}

/** A story of one's own, from its `let` lines and steps. */
function told(
  names: readonly string[],
  steps: readonly string[],
  starts = "starts on a workday at 09:00",
): Story {
  const text = [
    "story own",
    'title "Own"',
    "class attack",
    "attribution unauthorized_access",
    "guard speaks up",
    ...names,
    starts,
    "concerns Thief",
    ...steps,
  ].join("\n");
  const parsed = parseStory("own.story", text);
  if (parsed.kind === "problems") throw new Error(parsed.problems.map(problemText).join("\n"));
  return parsed.story;
}

const THIEF = "let Thief = a person where role is analyst";
const READER = [THIEF, "let Orders = a table where is readable by Thief"];

function textsOf(acts: readonly Act[]): readonly string[] {
  return acts.flatMap((act) => (act.kind === "statement" ? [act.text] : []));
}

describe("built-in stories", () => {
  it("are at least 14 attacks, 10 look-alikes and 8 faults, each in the folder of its class", () => {
    const countOf = (kind: string) => stories.filter((story) => story.class === kind).length;
    expect(countOf("attack")).toBeGreaterThanOrEqual(14);
    expect(countOf("benign")).toBeGreaterThanOrEqual(10);
    expect(countOf("fault")).toBeGreaterThanOrEqual(8);
    const folders = { attack: "attacks", benign: "benign", fault: "faults" };
    for (const { file, name, class: kind } of stories)
      expect(file).toBe(`stories/${folders[kind]}/${name}.story`);
  });

  it("let a good guard speak up in attacks and faults, and stay silent where nothing is wrong", () => {
    for (const story of stories) expect(story.isIncidentExpected).toBe(story.class !== "benign");
  });
});

describe("placeStory", () => {
  it("compounds growth from day to day", () => {
    const story = told(READER, [
      "every day for 30 days between 09:00 and 09:30",
      "  Thief reads 200 growing 5 % a day rows of Orders",
    ]);
    const limits = textsOf(place(story, 1).acts).map((text) => Number(/LIMIT (\d+)/.exec(text)?.[1]));
    expect(limits).toHaveLength(30);
    for (const [day, limit] of limits.entries()) expect(limit / (200 * 1.05 ** day)).toBeCloseTo(1, 1);
  });

  it("keeps working days and the hours of who they are local to", () => {
    const story = told(
      READER,
      ["every workday for 21 days between 09:00 and 17:00 local to Thief", "  Thief logs in"],
      "starts on a workday between 09:00 and 10:00 local to Thief",
    );
    const placed = place(story, 3);
    const person = worldOf(3).persons.find(({ name }) => name === placed.truth.principals[0]);
    const locals = placed.acts.map(({ at }) => new Date(at + (person?.zoneMinutes ?? 0) * 60_000));
    expect(locals.length).toBeGreaterThanOrEqual(12);
    for (const local of locals) {
      expect([1, 2, 3, 4, 5]).toContain(local.getUTCDay());
      expect(local.getUTCHours()).toBeGreaterThanOrEqual(9);
      expect(local.getUTCHours()).toBeLessThan(17);
    }
  });

  it("lets somebody act from elsewhere until they are back to usual", () => {
    const story = told(
      [THIEF, "let Net = a new network", "let Token = a new token"],
      [
        "Thief mints Token lasting 30 days",
        "Thief now comes from Net",
        "Thief now uses Token",
        "Thief logs in by token",
        "Thief is back to usual",
        "Thief logs in",
      ],
    );
    const [mint, away, home] = place(story, 1).acts;
    const tokenId = mint?.kind === "create_token" ? mint.newId : null;
    expect(away).toMatchObject({
      action: "tokenLogin",
      tokenId,
      address: expect.stringMatching(/^192\.0\.2\./),
    });
    expect(home).toMatchObject({ address: mint?.address, tokenId: mint?.tokenId });
  });

  it("downloads the result of the latest statement of who downloads", () => {
    const story = told(READER, [
      "Thief reads 10 rows of Orders",
      "Thief reads 20 rows of Orders",
      "Thief downloads the result as xlsx",
    ]);
    const [, second, download] = place(story, 1).acts;
    const statementId = second?.kind === "statement" ? second.statementId : null;
    expect(download).toMatchObject({ kind: "download", statementId, fileType: "xlsx", rowCount: 20 });
  });

  it("puts names into texts and says what statements read and write", () => {
    const story = told(
      [...READER, "let Column = a column of Orders", "let Share = one of 3 or 4"],
      [
        'Thief runs "UPDATE {Orders} SET {Column} = NULL WHERE {Share} = 3"',
        'Thief runs "SELECT {Column} FROM {Orders}"',
      ],
    );
    const [update, select] = place(story, 1).acts;
    expect(update).toMatchObject({ statementType: "UPDATE", writes: { type: "table" }, isExecuted: true });
    expect(select).toMatchObject({ statementType: "SELECT", reads: [{ type: "table" }], writes: null });
    expect(textsOf(place(story, 1).acts).join()).not.toContain("{");
  });

  it("repeats within the time that it is given, and once for each", () => {
    const story = told(
      [THIEF, "let Tables = 4 tables where is readable by Thief"],
      [
        "repeat 6 times within 10 minutes",
        "  Thief logs in",
        "for each Table of Tables within 1 hours",
        "  Thief reads Table",
      ],
    );
    const { acts } = place(story, 1);
    const logins = acts.filter(({ kind }) => kind === "login").map(({ at }) => at);
    expect(logins).toHaveLength(6);
    expect((logins.at(-1) ?? 0) - (logins[0] ?? 0)).toBeLessThan(600_000);
    expect(
      new Set(acts.flatMap((act) => (act.kind === "statement" ? act.reads.map(({ name }) => name) : [])))
        .size,
    ).toBe(4);
  });

  it("lets steps of `meanwhile` go on beside what follows", () => {
    const story = told(READER, [
      "meanwhile",
      "  after 2 hours Thief reads Orders",
      "after 1 hour Thief logs in",
    ]);
    expect(place(story, 1).acts.map(({ kind }) => kind)).toEqual(["login", "statement"]);
  });

  it("narrows the window of the truth to what the story says", () => {
    const story = told(READER, [
      "Thief logs in",
      "after 1 hour window begins",
      "Thief reads Orders",
      "after 1 hour window ends",
      "after 1 hour Thief logs in",
    ]);
    const { truth, acts } = place(story, 1);
    expect(truth.from).toBeGreaterThan(acts[0]?.at ?? 0);
    expect(truth.until).toBeLessThan(acts.at(-1)?.at ?? 0);
  });

  it("ends the window when a disturbance of the world ends", () => {
    const story = told(READER, ["people of team sales are 2 times as active for 3 days"]);
    const { truth } = place(story, 1);
    expect(truth.until - truth.from).toBe(3 * DAY_MS);
  });

  it("goes back where an earlier choice leaves nothing for a later name", () => {
    const story = told(
      [
        "let Thief = a person",
        "let Schema = a schema where is manageable by Thief and is not readable by Thief",
      ],
      ["Thief logs in"],
    );
    for (const seed of SEEDS) expect(place(story, seed).truth.principals).toHaveLength(1);
  });

  it("leaves alone what other stories use where something else fits", () => {
    const story = told([THIEF], ["Thief logs in"]);
    const world = worldOf(1);
    const [used = ""] = place(story, 1).truth.principals;
    const options = { world, account: world.account, random: randomGenerator(1).fork("own"), at: AT };
    expect(placeStory(story, { ...options, avoid: new Set([used]) }).truth.principals).not.toContain(used);
  });

  it("says which line asks for what the account does not have", () => {
    const story = told([THIEF, 'let Orders = table "nowhere.at.all"'], ["Thief reads Orders"]);
    expect(() => place(story, 1)).toThrow("own.story:7:5: the account has nothing that `Orders` can be");
  });

  it("refuses a story that would be a load test", () => {
    const story = told([THIEF], ["repeat 100_000 times", "  Thief logs in"]);
    expect(() => place(story, 1)).toThrow("own.story:9:1: the story makes more than 20000 repetitions");
  });

  it("starts on the day that the story names", () => {
    const day = (starts: string): string =>
      new Date(place(told([THIEF], ["Thief logs in"], starts), 1).acts[0]?.at ?? 0)
        .toISOString()
        .slice(0, 16);
    expect(day("starts on the last day of a month at 12:00")).toBe("2026-09-30T12:00");
    expect(day("starts on the first day of a month at 12:00")).toBe("2026-10-01T12:00");
    expect(day("starts on a weekend at 12:00")).toBe("2026-09-26T12:00");
    expect(day("starts on day 3 at 12:00")).toBe("2026-08-05T12:00");
  });
});
