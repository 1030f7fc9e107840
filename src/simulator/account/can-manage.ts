import type { SecurableRef } from "../acts/act.ts";
import type { Account, SimulatedSecurable } from "./account.ts";
import { isAccountAdmin, isMetastoreAdmin } from "./admin-roles.ts";
import { closureOf } from "./closure-of.ts";
import { holdsPrivilege, isDenied } from "./holds-privilege.ts";
import { chainOf, findSecurable } from "./securable-chain.ts";
import { passesUseGates } from "./use-gates.ts";
import { checkBinding, checkPresence } from "./workspace-gate.ts";

/**
 * Whether the principal may change who has access to a securable (grant, revoke, transfer): its owner, the owner of its
 * catalog or schema, who has MANAGE and may use the securable's own level and all above it, a metastore administrator;
 * on the metastore an account administrator too. A deny policy on MANAGE ACCESS CONTROL takes it from everybody but
 * metastore administrators. False for what does not exist or is not reached from the workspace.
 * Source: Databricks documentation of June 2026, "Manage privileges", "ABAC deny policies".
 */
// biome-ignore lint/complexity/useMaxParams: who, what and where are asked together all over the simulator
export function canManage(
  account: Account,
  principalId: string,
  securable: SecurableRef,
  workspaceId: string | null,
): boolean {
  const found = findSecurable(account, securable);
  if (found === null || !mayAlter(account, principalId, { securable: found, workspaceId })) return false;
  return !isDenied(account, principalId, { securable: found, privilege: "MANAGE_ACCESS_CONTROL" });
}

/** Whether the principal may drop or alter a securable: as `canManage`, without the right to change access. */
export function mayAlter(
  account: Account,
  principalId: string,
  { securable, workspaceId }: { readonly securable: SimulatedSecurable; readonly workspaceId: string | null },
): boolean {
  if (checkPresence(account, principalId, workspaceId) !== null) return false;
  if (isDenied(account, principalId, { securable, privilege: "MANAGE" })) return false;
  if (isMetastoreAdmin(account, principalId)) return true;
  if (securable.type === "metastore") return isAccountAdmin(account, principalId);
  const isOwner = closureOf(account, principalId).has(securable.owner);
  const isReached = checkBinding(account, securable, { workspaceId, isWrite: false }) === null;
  if (!isReached) return isOwner && securable.isolationMode !== null;
  if (isOwner || ownsContainer(account, principalId, securable)) return true;
  return (
    holdsPrivilege(account, principalId, { securable, privilege: "MANAGE" }) &&
    passesUseGates(account, principalId, { securable, isOwnLevelIncluded: true })
  );
}

/** Whether the principal, or a group of it, owns what the securable lies in. */
export function ownsContainer(account: Account, principalId: string, securable: SimulatedSecurable): boolean {
  const closure = closureOf(account, principalId);
  return chainOf(account, securable).some((level) => level !== securable && closure.has(level.owner));
}
