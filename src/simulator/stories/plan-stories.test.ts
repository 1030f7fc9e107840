import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { epochMs } from "../../domain/units.ts";
import { buildWorld } from "../world/build-world.ts";
import { presetOf } from "../world/preset-of.ts";
import type { World } from "../world/world.ts";
import { storyProblems } from "./grammar/story-problem.ts";
import { builtInStories, type LoadedStory, loadStories } from "./load-stories.ts";
import { planStories } from "./plan-stories.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

const START = epochMs(Date.UTC(2026, 7, 3));
const LOOSE = `story mine
title "Somebody logs in"
class benign
attribution undetermined
guard stays silent
let Who = a person
concerns Who
Who logs in
`;

let folder = "";
let stories: readonly LoadedStory[] = [];
let small: World;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stories-"));
  stories = await builtInStories(ROOT);
  small = buildWorld({ preset: presetOf("small"), seed: 7, startAt: START });
});

afterAll(() => rm(folder, { recursive: true }));

async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const path = await mkdtemp(join(folder, "case-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return path;
}

describe("planStories", () => {
  it("places a few on a small account", () => {
    const placed = planStories({ world: small, stories });
    expect(placed.length).toBeGreaterThanOrEqual(4);
    expect(placed.length).toBeLessThan(stories.length / 2);
  });

  it("follows from the seed", () => {
    expect(planStories({ world: small, stories })).toEqual(planStories({ world: small, stories }));
    const other = buildWorld({ preset: presetOf("small"), seed: 8, startAt: START });
    const idsOf = (world: World) => planStories({ world, stories }).map(({ id }) => id);
    expect(idsOf(other)).not.toEqual(idsOf(small));
  });

  it("leaves an account quiet without stories", () => {
    expect(planStories({ world: small, stories: [] })).toEqual([]);
  });

  it("places a story of somebody's own whatever else there is, and instead of a built-in one of its name", async () => {
    const path = await folderWith({
      "mine.story": LOOSE,
      "campaign.story": LOOSE.replace("story mine", "story campaign"),
    });
    const own = await loadStories(path);
    const placed = planStories({ world: small, stories: [...stories, ...own] });
    expect(placed.filter(({ truth }) => truth.story === "mine")).toHaveLength(1);
    expect(placed.filter(({ truth }) => truth.title === "Somebody logs in")).toHaveLength(2);
  });

  it("fails for a story of somebody's own that does not fit, by what it asks for or by its length", async () => {
    const lost = LOOSE.replace("let Who = a person", 'let Who = person "nobody@example.com"');
    const long = LOOSE.replace("Who logs in", "every day for 90 days\n  Who logs in");
    for (const text of [lost, long]) {
      const own = await loadStories(await folderWith({ "mine.story": text }));
      expect(() => planStories({ world: small, stories: own })).toThrowError(
        expect.objectContaining({ code: "STORY_UNPLACEABLE" }),
      );
    }
  });
});

describe("loadStories", () => {
  it("tells every mistake of every file at once", async () => {
    const path = await folderWith({
      "a.story": LOOSE.replace("Who logs in", "Who logs inn"),
      "b.story": LOOSE.replace("class benign", "class begnin"),
      "notes.txt": "no story",
    });
    const error = await loadStories(path).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "STORY_INVALID", message: expect.stringContaining("(and 1 more)") });
    expect(storyProblems(error).map(({ file, place }) => [file, place])).toEqual([
      [join(path, "a.story"), { line: 8, column: 10 }],
      [join(path, "b.story"), { line: 3, column: 7 }],
    ]);
  });

  it("refuses two stories of one name", async () => {
    const path = await folderWith({ "a.story": LOOSE, "b.story": LOOSE });
    await expect(loadStories(path)).rejects.toMatchObject({
      code: "STORY_INVALID",
      message: `${join(path, "b.story")}:1:1: another story is called \`mine\`; it is in ${join(path, "a.story")}; give this one a name of its own`,
    });
  });

  it("refuses a folder that is not there, one without stories, and a file that is no text", async () => {
    const cases = [
      join(folder, "nowhere"),
      await folderWith({ "notes.txt": "" }),
      await folderWith({ "a.story": new Uint8Array([0xff, 0xfe, 0x00]) }),
    ];
    for (const path of cases)
      await expect(loadStories(path)).rejects.toMatchObject({ code: "STORY_FOLDER_UNREADABLE" });
  });
});
