import type { Account, SimulatedPrincipal } from "./account.ts";
import { isAssigned, isWorkspaceAdmin } from "./admin-roles.ts";
import { closureOf } from "./closure-of.ts";
import { WORKSPACE_ADMINS, WORKSPACE_USERS } from "./system-groups.ts";

type Group = Extract<SimulatedPrincipal, { kind: "group" }>;

/**
 * Numeric ids of everybody whose rights on objects of a workspace the principal has: its closure in the account, and the
 * groups local to the workspace that it is in, `users` and `admins` among them by assignment.
 */
export function workspaceClosureOf(
  account: Account,
  principalId: string,
  workspaceId: string,
): ReadonlySet<string> {
  const closure = new Set(closureOf(account, principalId));
  const locals = [...account.principals.values()].filter(
    (group): group is Group => group.kind === "group" && group.workspaceId === workspaceId,
  );
  let sizeCount = -1;
  while (sizeCount !== closure.size) {
    sizeCount = closure.size;
    for (const group of locals)
      if (isMemberOf(account, principalId, { group, closure })) closure.add(group.id);
  }
  return closure;
}

/** What `is_member()` tells: whether the principal is in a group of that display name, local to the workspace or of the account. */
export function isWorkspaceMember(
  account: Account,
  principalId: string,
  named: { readonly group: string; readonly workspaceId: string },
): boolean {
  for (const id of workspaceClosureOf(account, principalId, named.workspaceId)) {
    const group = account.principals.get(id);
    if (group?.kind === "group" && group.displayName === named.group) return true;
  }
  return false;
}

function isMemberOf(
  account: Account,
  principalId: string,
  { group, closure }: { readonly group: Group; readonly closure: ReadonlySet<string> },
): boolean {
  if (group.isSystem && group.workspaceId !== null) {
    if (group.displayName === WORKSPACE_USERS) return isAssigned(account, principalId, group.workspaceId);
    if (group.displayName === WORKSPACE_ADMINS)
      return isWorkspaceAdmin(account, principalId, group.workspaceId);
  }
  return [...closure].some((id) => group.members.has(id));
}
