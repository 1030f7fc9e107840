import { type EpochMs, epochMs, HOUR_MS } from "../../src/domain/units.ts";
import type { Account, SimulatedPrincipal } from "../../src/simulator/account/account.ts";
import { principalName } from "../../src/simulator/account/account.ts";
import { isMetastoreAdmin } from "../../src/simulator/account/admin-roles.ts";
import { HISTORY_START, openSimulation } from "../../src/simulator/open-simulation.ts";
import { presetOf } from "../../src/simulator/world/preset-of.ts";
import { type ServedEmulator, type StatementPlace, serveEmulator } from "./serve-emulator.ts";

/** People of the small world by what they may. */
export interface WorldCallers {
  readonly metastoreAdmin: string;
  /** Holds READ METADATA on the metastore. */
  readonly reader: string;
  /** Holds MANAGE on the catalogs, and owns nothing. */
  readonly manager: string;
  /** Owns a table personally, and administers nothing. */
  readonly owner: string;
  /** Owns less than anybody else, counted with its groups: what its team has in the sandbox. */
  readonly plain: string;
}

/** The small world, living, behind the emulator. */
export interface ServedWorld extends ServedEmulator {
  readonly callers: WorldCallers;
  /** Workspaces with a warehouse that every caller may use. */
  readonly workspaceIds: readonly string[];
  placeOf(name: string, workspaceId: string): StatementPlace;
}

const START_HOUR_COUNT = 9;

const WORLD_START: EpochMs = epochMs(HISTORY_START + START_HOUR_COUNT * HOUR_MS);

/** Serves the small world at nine in the morning of its first day; every caller is let into every workspace. */
export async function serveWorld(): Promise<ServedWorld> {
  const simulation = await openSimulation({
    preset: presetOf("small"),
    seed: 7,
    startAt: HISTORY_START,
    dayCount: 2,
    memoryLimitMb: 512,
    threadCount: 1,
    placeStories: () => [],
  });
  await simulation.advanceTo(WORLD_START);
  const { account, world } = simulation;
  const callers: WorldCallers = {
    metastoreAdmin: personWho(account, ({ id }) => isMetastoreAdmin(account, id)),
    reader: world.keyPrincipals.readerName,
    manager: world.keyPrincipals.responderName,
    owner: personWho(account, ({ id }) => !isMetastoreAdmin(account, id) && ownsTable(account, id)),
    plain: plainPerson(account),
  };
  const names = Object.values(callers);
  const warehouses = new Map(
    [...account.warehouses.values()].map(({ workspaceId, id }) => [workspaceId, id]),
  );
  for (const [workspaceId, warehouseId] of warehouses)
    for (const principal of account.principals.values()) {
      if (!names.includes(principalName(principal))) continue;
      account.workspaces.get(workspaceId)?.assignments.set(principal.id, "USER");
      account.objectAcls.get(`warehouses/${warehouseId}`)?.direct.set(principal.id, "CAN_USE");
    }
  account.revision += 1;
  const served = await serveEmulator(simulation, [...new Set(names)]);
  return {
    ...served,
    callers,
    workspaceIds: [...warehouses.keys()],
    placeOf: (name, workspaceId) => ({
      name,
      workspaceId,
      warehouseId: warehouses.get(workspaceId) ?? "",
    }),
  };
}

function personWho(account: Account, isWanted: (person: SimulatedPrincipal) => boolean): string {
  for (const principal of account.principals.values())
    if (principal.kind === "user" && principal.isActive && isWanted(principal)) return principal.userName;
  throw new RangeError("nobody in the world is so");
}

function ownsTable(account: Account, principalId: string): boolean {
  return [...account.securables.values()].some(
    ({ type, owner }) => type === "table" && owner === principalId,
  );
}

function plainPerson(account: Account): string {
  const counts = [...account.principals.values()]
    .filter(({ kind, isActive }) => kind === "user" && isActive)
    .map((person) => ({ person, count: ownedCount(account, person.id) }))
    .sort((left, right) => left.count - right.count);
  return personWho(account, ({ id }) => id === counts[0]?.person.id);
}

/** Of securables that it or a group of it owns, whatever way it is in the group. */
function ownedCount(account: Account, principalId: string): number {
  const isIn = (groupId: string): boolean => {
    const group = account.principals.get(groupId);
    return groupId === principalId || (group?.kind === "group" && [...group.members].some(isIn));
  };
  return [...account.securables.values()].filter(({ owner }) => isIn(owner)).length;
}
