import { DAY_MS, epochMs, HOUR_MS } from "../../src/domain/units.ts";
import type { Account } from "../../src/simulator/account/account.ts";
import { isAccountAdmin, isAssigned, isWorkspaceAdmin } from "../../src/simulator/account/admin-roles.ts";
import { openEmulator } from "../../src/simulator/emulator/open-emulator.ts";
import { statementRoutes } from "../../src/simulator/emulator/statements/statement-routes.ts";
import { HISTORY_START, openSimulation } from "../../src/simulator/open-simulation.ts";
import { presetOf } from "../../src/simulator/world/preset-of.ts";

/** What a client has to know to speak to the served account. */
export interface AccountFacts {
  readonly url: string;
  readonly accountId: string;
  /** Workspaces that the person without rights is assigned to come first. */
  readonly workspaceIds: readonly string[];
  readonly warehouseId: string;
  readonly controlToken: string;
  readonly admin: ClientCredential;
  readonly responder: ClientCredential;
  readonly person: ClientCredential;
}

interface ClientCredential {
  readonly name: string;
  readonly token: string;
  readonly clientSecret: string | null;
}

export interface ServedAccount {
  readonly facts: AccountFacts;
  close(): Promise<void>;
}

const SEED = 7;
const DAY_COUNT = 2;
/** Until noon of the second day: work is going on. */
const HISTORY_MS = DAY_MS + 12 * HOUR_MS;

/** A small simulated account with some hours of history behind it, on a free port of loopback. Its time stands still. */
export async function serveAccount(): Promise<ServedAccount> {
  const simulation = await openSimulation({
    preset: presetOf("small"),
    seed: SEED,
    startAt: HISTORY_START,
    dayCount: DAY_COUNT,
    memoryLimitMb: 512,
    threadCount: 2,
    placeStories: () => [],
  });
  await simulation.advanceTo(epochMs(HISTORY_START + HISTORY_MS));
  const { account, world } = simulation;
  const { adminName, responderName } = world.keyPrincipals;
  const place = ordinaryPlace(account);
  const emulator = await openEmulator({
    simulation,
    port: 0,
    wallClock: () => Date.now(),
    seed: null,
    identities: [adminName, responderName, place.personName],
    routeGroups: [statementRoutes],
    speed: null,
  });
  const [admin, responder, person] = emulator.credentials;
  if (admin === undefined || responder === undefined || person === undefined)
    throw new Error("the emulator gave no credentials");
  const otherIds = [...account.workspaces.keys()].filter((id) => id !== place.workspaceId);
  return {
    facts: {
      url: emulator.url,
      accountId: account.accountId,
      workspaceIds: [place.workspaceId, ...otherIds],
      warehouseId: place.warehouseId,
      controlToken: emulator.controlToken,
      admin,
      responder,
      person,
    },
    async close() {
      await emulator.close();
      simulation.close();
    },
  };
}

/** A person who administers nothing, a workspace that it is assigned to, and a warehouse there. */
function ordinaryPlace(account: Account) {
  for (const principal of account.principals.values()) {
    if (principal.kind !== "user" || !principal.isActive || isAccountAdmin(account, principal.id)) continue;
    for (const warehouse of account.warehouses.values()) {
      const { workspaceId } = warehouse;
      if (
        isAssigned(account, principal.id, workspaceId) &&
        !isWorkspaceAdmin(account, principal.id, workspaceId)
      )
        return { personName: principal.userName, workspaceId, warehouseId: warehouse.id };
    }
  }
  throw new Error("nobody in the account is an ordinary member of a workspace with a warehouse");
}
