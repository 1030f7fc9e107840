import type { EmulateRequest, RunningEmulator } from "../cli/simulation-requests.ts";
import type { Account } from "../simulator/account/account.ts";
import { simulatedAccount } from "./simulated-account.ts";
import type { ProgramPlace } from "./surroundings.ts";

/** A simulated account that answers over HTTP. */
export async function emulateAccount(request: EmulateRequest, place: ProgramPlace): Promise<RunningEmulator> {
  const [{ openEmulator }, { statementRoutes }] = await Promise.all([
    import("../simulator/emulator/open-emulator.ts"),
    import("../simulator/emulator/statements/statement-routes.ts"),
  ]);
  const { simulation, until } = await simulatedAccount({ ...request, isProfiled: false }, place);
  try {
    await simulation.advanceTo(until, {
      signal: request.signal,
      onProgress: (doneCount, totalCount) =>
        request.onProgress({ phase: "living through days", doneCount, totalCount }),
    });
    const { readerName, responderName, adminName } = simulation.world.keyPrincipals;
    const roles = [
      { role: "reader", name: readerName },
      { role: "responder", name: responderName },
      { role: "admin", name: adminName },
      ...request.identities.map((name) => ({ role: "named", name })),
    ];
    const emulator = await openEmulator({
      simulation,
      port: request.port,
      wallClock: () => Date.now(),
      seed: null,
      identities: roles.map(({ name }) => name),
      routeGroups: [statementRoutes],
      speed: request.speed === 0 ? null : request.speed,
    });
    const [workspaceId = ""] = simulation.account.workspaces.keys();
    return {
      url: emulator.url,
      accountId: simulation.account.accountId,
      workspaceId,
      warehouseId: warehouseIn(simulation.account, workspaceId),
      now: simulation.now(),
      controlToken: emulator.controlToken,
      watchedTables: simulation.world.tables.map(({ table }) => table),
      identities: emulator.credentials.map((credential, index) => ({
        ...credential,
        role: roles[index]?.role ?? "named",
      })),
      async close() {
        await emulator.close();
        simulation.close();
      },
    };
  } catch (error) {
    simulation.close();
    throw error;
  }
}

function warehouseIn(account: Account, workspaceId: string): string {
  for (const warehouse of account.warehouses.values())
    if (warehouse.workspaceId === workspaceId) return warehouse.id;
  return "";
}
