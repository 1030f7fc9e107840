import type { EpochMs } from "../../../domain/units.ts";
import type { Account, SimulatedPrincipal, SimulatedSecurable } from "../../account/account.ts";
import { securableKey } from "../../account/account.ts";
import type { SecurableRef } from "../../acts/act.ts";
import type { JobPlan, Person, TablePlan, World } from "../../world/world.ts";

/** What a story is placed on: the world's plans, the account as it stands, and the earliest moment of the story. */
export interface Ground {
  readonly world: World;
  readonly account: Account;
  readonly at: EpochMs;
}

interface WorldIndex {
  readonly persons: ReadonlyMap<string, Person>;
  readonly jobs: ReadonlyMap<string, JobPlan>;
  readonly tables: ReadonlyMap<string, TablePlan>;
}

const INDEXES = new WeakMap<World, WorldIndex>();

/** Plans of a world by id and name. */
export function worldIndex(world: World): WorldIndex {
  const known = INDEXES.get(world);
  if (known !== undefined) return known;
  const index: WorldIndex = {
    persons: new Map(world.persons.map((person) => [person.principalId, person])),
    jobs: new Map(world.jobs.map((job) => [job.jobId, job])),
    tables: new Map(world.tables.map((plan) => [plan.table, plan])),
  };
  INDEXES.set(world, index);
  return index;
}

export function personOf({ world }: Ground, principalId: string): Person | null {
  return worldIndex(world).persons.get(principalId) ?? null;
}

/** The name with which Unity Catalog spells a principal. */
export function securableOf({ account }: Ground, { type, name }: SecurableRef): SimulatedSecurable | null {
  return account.securables.get(securableKey(type, name)) ?? null;
}

/** Groups that a story may choose: those of the account that people keep. */
export function isOrdinaryGroup(principal: SimulatedPrincipal): boolean {
  return principal.kind === "group" && principal.workspaceId === null && !principal.isSystem;
}

/** Estimated rows of a table: of its plan where it has real rows, else as the account has it. */
export function rowCountOf(ground: Ground, table: string): number {
  const plan = worldIndex(ground.world).tables.get(table);
  if (plan !== undefined)
    return plan.mode === "append" ? plan.rowCount * plan.keptVersionCount : plan.rowCount;
  const detail = securableOf(ground, { type: "table", name: table })?.detail;
  return detail?.kind === "table" ? detail.rowCount : 0;
}

const DAY_MINUTES = 1_440;
const MINUTE_MS = 60_000;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 4;
const SUNDAY = 0;
const SATURDAY = 6;

/** Start of the local day of `at`, as a moment; `zoneMinutes` east of UTC. */
export function localDayStart(at: number, zoneMinutes: number): number {
  const shiftMs = zoneMinutes * MINUTE_MS;
  return Math.floor((at + shiftMs) / DAY_MS) * DAY_MS - shiftMs;
}

export function isWeekend(dayStart: number, zoneMinutes: number): boolean {
  const weekday = (Math.floor((dayStart + zoneMinutes * MINUTE_MS) / DAY_MS) + EPOCH_WEEKDAY) % 7;
  return weekday === SUNDAY || weekday === SATURDAY;
}

export function isHoliday({ world }: Ground, dayStart: number, zoneMinutes: number): boolean {
  const utcDay = Math.floor((dayStart + zoneMinutes * MINUTE_MS) / DAY_MS) * DAY_MS;
  return world.holidays.some((holiday) => holiday === utcDay);
}

export function isWorkday(ground: Ground, dayStart: number, zoneMinutes: number): boolean {
  return !isWeekend(dayStart, zoneMinutes) && !isHoliday(ground, dayStart, zoneMinutes);
}
