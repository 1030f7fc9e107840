import type { Account } from "./account.ts";
import { closureOf } from "./closure-of.ts";
import { metastoreOf } from "./securable-chain.ts";

/** Whether the principal is, or is a member of, the owner of the metastore. */
export function isMetastoreAdmin(account: Account, principalId: string): boolean {
  const metastore = metastoreOf(account);
  return metastore !== null && closureOf(account, principalId).has(metastore.owner);
}

/** Whether the principal, or a group it is in, has the account role `account_admin`. */
export function isAccountAdmin(account: Account, principalId: string): boolean {
  for (const id of closureOf(account, principalId))
    if (account.principals.get(id)?.roles.has("account_admin") === true) return true;
  return false;
}

/** Whether the principal, or a group it is in, is assigned to the workspace as an administrator. */
export function isWorkspaceAdmin(account: Account, principalId: string, workspaceId: string): boolean {
  const assignments = account.workspaces.get(workspaceId)?.assignments;
  if (assignments === undefined) return false;
  for (const id of closureOf(account, principalId)) if (assignments.get(id) === "ADMIN") return true;
  return false;
}

/** Whether the principal, or a group it is in, is assigned to the workspace. */
export function isAssigned(account: Account, principalId: string, workspaceId: string): boolean {
  const assignments = account.workspaces.get(workspaceId)?.assignments;
  if (assignments === undefined) return false;
  for (const id of closureOf(account, principalId)) if (assignments.has(id)) return true;
  return false;
}
