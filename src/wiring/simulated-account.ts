import { availableParallelism } from "node:os";
import type { SimulatedAccountRequest } from "../cli/simulation-requests.ts";
import { DAY_MS, epochMs } from "../domain/units.ts";
import type { ProgramPlace } from "./surroundings.ts";

/** Databases of simulated accounts take as much as scans do by default. */
const SIMULATION_MEMORY_MB = 2_048;

/** The simulated account at the start of its history, and the moment at which the history ends. */
export async function simulatedAccount(
  request: SimulatedAccountRequest & { readonly isProfiled: boolean },
  { packageFolder }: ProgramPlace,
) {
  const [{ openSimulation, HISTORY_START }, { presetOf }, { builtInStories, loadStories }, { planStories }] =
    await Promise.all([
      import("../simulator/open-simulation.ts"),
      import("../simulator/world/preset-of.ts"),
      import("../simulator/stories/load-stories.ts"),
      import("../simulator/stories/plan-stories.ts"),
    ]);
  const preset = presetOf(request.preset);
  const dayCount = request.dayCount ?? preset.dayCount;
  const startAt = request.startAt ?? HISTORY_START;
  const stories = request.isQuiet
    ? []
    : [
        ...(await builtInStories(packageFolder)),
        ...(request.storyFolder === null ? [] : await loadStories(request.storyFolder)),
      ];
  const simulation = await openSimulation({
    preset,
    seed: request.seed,
    startAt,
    dayCount,
    memoryLimitMb: SIMULATION_MEMORY_MB,
    threadCount: availableParallelism(),
    isProfiled: request.isProfiled,
    placeStories: (world) => planStories({ world, stories }),
  });
  return { simulation, startAt, until: epochMs(startAt + dayCount * DAY_MS) };
}
