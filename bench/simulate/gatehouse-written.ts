import { built } from "../engines/built.ts";
import type { Runner } from "../measurement.ts";
import { openAccount } from "./open-account.ts";

/** A simulated account as files, as `gatehouse simulate` writes it. */
export const gatehouseWritten: Runner = async (options) => {
  const { simulation, until } = await openAccount(options, { isProfiled: true });
  const { writeExport } = await built<typeof import("../../src/simulator/export/write-export.ts")>(
    "simulator/export/write-export.ts",
  );
  await writeExport({
    simulation,
    directory: options.folder,
    isReplaced: false,
    until,
    deliveredWorkspaceId: null,
  });
  const counts = simulation.telemetry.tables.map((table) => [table, simulation.telemetry.rowCount(table)]);
  simulation.close();
  return Object.fromEntries(counts);
};
