import type { SimulateReport, SimulateRequest } from "../cli/simulation-requests.ts";
import { simulatedAccount } from "./simulated-account.ts";
import type { ProgramPlace } from "./surroundings.ts";

/** A simulated account as files. */
export async function simulateAccount(
  request: SimulateRequest,
  place: ProgramPlace,
): Promise<SimulateReport> {
  const { writeExport } = await import("../simulator/export/write-export.ts");
  const { simulation, startAt, until } = await simulatedAccount({ ...request, isProfiled: true }, place);
  try {
    const written = await writeExport({
      simulation,
      directory: request.directory,
      isReplaced: request.isReplaced,
      until,
      deliveredWorkspaceId: null,
      signal: request.signal,
      onProgress: (doneCount, totalCount) =>
        request.onProgress({ phase: "living through days", doneCount, totalCount }),
    });
    return {
      ...written,
      directory: request.directory,
      from: startAt,
      until,
      principalCount: [...simulation.account.principals.values()].filter(({ kind }) => kind !== "group")
        .length,
      storyCount: simulation.truth().length,
    };
  } finally {
    simulation.close();
  }
}
