import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY_MS, epochMs, HOUR_MS, MINUTE_MS } from "../../src/domain/units.ts";
import { writeExport } from "../../src/simulator/export/write-export.ts";
import { HISTORY_START, openSimulation } from "../../src/simulator/open-simulation.ts";
import type { Simulation } from "../../src/simulator/simulation.ts";
import { builtInStories, type LoadedStory } from "../../src/simulator/stories/load-stories.ts";
import { planStories } from "../../src/simulator/stories/plan-stories.ts";
import { presetOf } from "../../src/simulator/world/preset-of.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const DAY_COUNT = 8;
const UNTIL = epochMs(HISTORY_START + DAY_COUNT * DAY_MS);

const WRITTEN_MS_MAX = 120_000;

let stories: readonly LoadedStory[] = [];
const folders: string[] = [];
beforeAll(async () => {
  stories = await builtInStories(ROOT);
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Digests of the files of an account with all its stories; `live` lets time pass before it is written. */
async function written(
  live: (simulation: Simulation) => Promise<void>,
): Promise<Readonly<Record<string, string>>> {
  const folder = mkdtempSync(join(tmpdir(), "same-account-"));
  folders.push(folder);
  const simulation = await openSimulation({
    preset: presetOf("small"),
    seed: 11,
    startAt: HISTORY_START,
    memoryLimitMb: 1_000,
    threadCount: 2,
    placeStories: (world) => planStories({ world, stories }),
  });
  try {
    await live(simulation);
    await writeExport({
      simulation,
      directory: folder,
      isReplaced: false,
      until: UNTIL,
      deliveredWorkspaceId: null,
    });
    return digests(folder);
  } finally {
    simulation.close();
  }
}

function digests(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
      return [relative(folder, path), digest];
    }),
  );
}

async function advanceBy(simulation: Simulation, stepMs: number, untilMs: number): Promise<void> {
  for (let at = HISTORY_START + stepMs; at < untilMs; at += stepMs) await simulation.advanceTo(epochMs(at));
}

describe("an account of one seed with its stories", () => {
  let whole: Readonly<Record<string, string>> = {};
  beforeAll(async () => {
    whole = await written(async () => {});
  }, WRITTEN_MS_MAX);

  it("is the same to the byte when it is written again", async () => {
    expect(Object.keys(whole).length).toBeGreaterThan(15);
    expect(await written(async () => {})).toEqual(whole);
  });

  it("is the same to the byte when its days pass in steps of any size", async () => {
    const inSteps = await written(async (simulation) => {
      await advanceBy(simulation, 97 * MINUTE_MS, HISTORY_START + 12 * HOUR_MS);
      await advanceBy(simulation, 31 * HOUR_MS + 13 * MINUTE_MS, UNTIL);
    });
    expect(inSteps).toEqual(whole);
  });

  it("is the same to the byte when it is read and written behind all the time", async () => {
    const isRead = await written(async (simulation) => {
      for (let day = 2; day < DAY_COUNT; day += 3) {
        await simulation.advanceTo(epochMs(HISTORY_START + day * DAY_MS));
        const writing = [simulation.telemetry.flush(), simulation.rows.profile()];
        await simulation.advanceTo(epochMs(HISTORY_START + day * DAY_MS + 5 * HOUR_MS));
        await Promise.all(writing);
      }
    });
    expect(isRead).toEqual(whole);
  });
});
