import type { SecurableRef } from "../acts/act.ts";
import type { Account, SimulatedSecurable } from "./account.ts";
import { isMetastoreAdmin } from "./admin-roles.ts";
import { applicablePrivileges } from "./applicable-privileges.ts";
import { closureOf } from "./closure-of.ts";
import { holdsPrivilege } from "./holds-privilege.ts";
import { findSecurable } from "./securable-chain.ts";
import { passesUseGates } from "./use-gates.ts";
import { checkBinding } from "./workspace-gate.ts";

/**
 * Whether a listing shows a securable to the principal: it or a group of it owns the securable or what it lies in, is
 * metastore administrator, has BROWSE, READ METADATA or MANAGE, or has any privilege on it and may use what it lies in.
 * Everybody sees the metastore. What is not bound to the workspace is shown to nobody there; without a workspace, bindings
 * do not count. False for what does not exist.
 */
// biome-ignore lint/complexity/useMaxParams: who, what and where are asked together all over the simulator
export function canSee(
  account: Account,
  principalId: string,
  securable: SecurableRef,
  workspaceId: string | null,
): boolean {
  const found = findSecurable(account, securable);
  if (found === null || checkBinding(account, found, { workspaceId, isWrite: false }) !== null) return false;
  return (
    found.type === "metastore" ||
    isMetastoreAdmin(account, principalId) ||
    closureOf(account, principalId).has(found.owner) ||
    SHOWING.some((privilege) => holdsPrivilege(account, principalId, { securable: found, privilege })) ||
    holdsAny(account, principalId, found)
  );
}

/** Rights that show a securable to who may not use what it lies in; owners of containers have MANAGE. */
const SHOWING: readonly string[] = ["BROWSE", "READ_METADATA", "MANAGE"];

function holdsAny(account: Account, principalId: string, securable: SimulatedSecurable): boolean {
  if (!passesUseGates(account, principalId, { securable, isOwnLevelIncluded: false })) return false;
  for (const privilege of applicablePrivileges(securable))
    if (holdsPrivilege(account, principalId, { securable, privilege })) return true;
  return false;
}
