import type { RandomGenerator } from "../../../stats/random.ts";
import { principalName, type SimulatedWarehouse } from "../../account/account.ts";
import { closureOf } from "../../account/closure-of.ts";
import { type Ground, personOf } from "./ground.ts";

/** How and from where a principal acts. */
export interface ActorHabit {
  /** Numeric id. */
  readonly principalId: string;
  readonly name: string;
  readonly workspaceId: string;
  readonly warehouseId: string;
  readonly address: string;
  readonly userAgent: string;
  readonly application: string;
  readonly tokenId: string | null;
  readonly zoneMinutes: number;
  readonly isService: boolean;
}

/** What somebody without a plan of their own works with. */
const UNPLANNED_USER_AGENT = "databricks-sdk-py/0.70.0 python/3.12.3 os/linux auth/pat";
const UNPLANNED_APPLICATION = "Databricks SDK for Python";

/** The usual ways of a principal: from its plan, else from where it is assigned. Null when there is no such principal. */
export function profileOf(ground: Ground, principalId: string, random: RandomGenerator): ActorHabit | null {
  const principal = ground.account.principals.get(principalId);
  if (principal === undefined) return null;
  const person = personOf(ground, principalId);
  const workspaceId = person?.workspaceIds[0] ?? assignedWorkspace(ground, principalId);
  const warehouse = warehouseIn(ground, workspaceId);
  const host = `${random.below(256)}.${2 + random.below(250)}`;
  return {
    principalId,
    name: principalName(principal),
    workspaceId,
    warehouseId: person?.warehouseId ?? warehouse?.id ?? "",
    address: person?.addresses[0] ?? `10.40.${host}`,
    userAgent: person?.userAgents[0] ?? UNPLANNED_USER_AGENT,
    application: person?.application ?? UNPLANNED_APPLICATION,
    tokenId: person?.tokenId ?? null,
    zoneMinutes: person?.zoneMinutes ?? 0,
    isService: principal.kind === "service_principal",
  };
}

/** Where somebody usually works; null for groups, which work nowhere. */
export function usualWorkspace(ground: Ground, principalId: string): string | null {
  if (ground.account.principals.get(principalId)?.kind === "group") return null;
  return personOf(ground, principalId)?.workspaceIds[0] ?? assignedWorkspace(ground, principalId);
}

/** Whether nobody would expect the principal to act: not there yet, gone, away or asleep. */
export function isIdle(ground: Ground, principalId: string): boolean {
  const person = personOf(ground, principalId);
  if (person === null || person.activity === 0) return true;
  return person.absences.some(({ from, until }) => from <= ground.at && ground.at < until);
}

function assignedWorkspace(ground: Ground, principalId: string): string {
  const { account } = ground;
  const groups = closureOf(account, principalId);
  for (const workspace of account.workspaces.values())
    if ([...workspace.assignments.keys()].some((id) => groups.has(id))) return workspace.id;
  return account.workspaces.values().next().value?.id ?? "0";
}

/** The first warehouse of a workspace. */
function warehouseIn({ account }: Ground, workspaceId: string): SimulatedWarehouse | null {
  for (const warehouse of account.warehouses.values())
    if (warehouse.workspaceId === workspaceId) return warehouse;
  return null;
}
