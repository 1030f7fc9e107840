import { built } from "../engines/built.ts";
import type { Runner } from "../measurement.ts";
import { openAccount } from "./open-account.ts";

/** A simulated account until it answers over HTTP: nothing to all of its history, stories among it. */
export const gatehouseReady: Runner = async (options) => {
  const { simulation, until } = await openAccount(options, { isProfiled: false });
  const { openEmulator } = await built<typeof import("../../src/simulator/emulator/open-emulator.ts")>(
    "simulator/emulator/open-emulator.ts",
  );
  const { statementRoutes } = await built<
    typeof import("../../src/simulator/emulator/statements/statement-routes.ts")
  >("simulator/emulator/statements/statement-routes.ts");
  await simulation.advanceTo(until);
  const emulator = await openEmulator({
    simulation,
    port: 0,
    wallClock: () => Date.now(),
    seed: null,
    identities: [simulation.world.keyPrincipals.readerName],
    routeGroups: [statementRoutes],
    speed: null,
  });
  const counts = simulation.telemetry.tables.map((table) => [table, simulation.telemetry.rowCount(table)]);
  await emulator.close();
  simulation.close();
  return Object.fromEntries(counts);
};
