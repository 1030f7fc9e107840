import type { Account, Refusal, SimulatedWarehouse } from "../account/account.ts";
import { forbidden } from "../account/account-refusals.ts";
import { isAssigned } from "../account/admin-roles.ts";
import { mayUseObject } from "../account/may-use-object.ts";
import { WORKSPACE_USERS } from "../account/system-groups.ts";
import type { ActOrigin } from "./act.ts";
import { memoryOf } from "./act-memory.ts";
import { callerIdOf } from "./caller-of.ts";
import type { ActContext } from "./define-act.ts";
import { missing } from "./refusals.ts";

/** Why the caller may not run statements on a warehouse; null when it may. Kept while the account stands still. */
export function refuseWarehouse(
  context: ActContext,
  act: ActOrigin & { readonly warehouseId: string },
): Refusal | null {
  const principalId = callerIdOf(context, act);
  if (principalId === null) return null;
  const { usableWarehouses } = memoryOf(context);
  const key = `${principalId}|${act.warehouseId}`;
  const isUsable = usableWarehouses.get(key) ?? mayUse(context, principalId, act.warehouseId);
  usableWarehouses.set(key, isUsable);
  if (isUsable) return null;
  return context.account.warehouses.has(act.warehouseId)
    ? forbidden(`User ${act.actor} does not have permission to use SQL warehouse ${act.warehouseId}.`)
    : missing(`SQL warehouse ${act.warehouseId}`);
}

/** Most lists let in all users of the workspace, which needs no walk through its groups. */
function mayUse({ account }: ActContext, principalId: string, warehouseId: string): boolean {
  const warehouse = account.warehouses.get(warehouseId);
  if (warehouse === undefined) return false;
  const { workspaceId } = warehouse;
  if (isAssigned(account, principalId, workspaceId) && isOpenToUsers(account, warehouse)) return true;
  const object = { objectType: "warehouses", objectId: warehouseId, level: "CAN_USE" };
  return mayUseObject(account, { principalId, workspaceId, ...object });
}

function isOpenToUsers(account: Account, { id, workspaceId }: SimulatedWarehouse): boolean {
  for (const [granteeId, level] of account.objectAcls.get(`warehouses/${id}`)?.direct ?? []) {
    const group = account.principals.get(granteeId);
    if (group?.kind !== "group" || group.workspaceId !== workspaceId || !group.isSystem) continue;
    if (group.displayName === WORKSPACE_USERS && level === "CAN_USE") return true;
  }
  return false;
}
