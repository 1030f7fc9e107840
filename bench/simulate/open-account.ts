import { fileURLToPath } from "node:url";
import { built } from "../engines/built.ts";
import type { RunOptions } from "../measurement.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SEED = 7;

/** A simulated account with the built-in stories at the start of its history, as the program opens it. */
export async function openAccount(
  { account, memoryLimitMb, threadCount }: RunOptions,
  { isProfiled }: { readonly isProfiled: boolean },
) {
  const { openSimulation, HISTORY_START } = await built<
    typeof import("../../src/simulator/open-simulation.ts")
  >("simulator/open-simulation.ts");
  const { presetOf } = await built<typeof import("../../src/simulator/world/preset-of.ts")>(
    "simulator/world/preset-of.ts",
  );
  const { builtInStories } = await built<typeof import("../../src/simulator/stories/load-stories.ts")>(
    "simulator/stories/load-stories.ts",
  );
  const { planStories } = await built<typeof import("../../src/simulator/stories/plan-stories.ts")>(
    "simulator/stories/plan-stories.ts",
  );
  const { epochMs, DAY_MS } = await built<typeof import("../../src/domain/units.ts")>("domain/units.ts");
  const preset = presetOf(account?.preset ?? "");
  const stories = await builtInStories(ROOT);
  const simulation = await openSimulation({
    preset,
    seed: SEED,
    startAt: HISTORY_START,
    memoryLimitMb,
    threadCount,
    isProfiled,
    placeStories: (world) => planStories({ world, stories }),
  });
  return { simulation, until: epochMs(HISTORY_START + preset.dayCount * DAY_MS) };
}
