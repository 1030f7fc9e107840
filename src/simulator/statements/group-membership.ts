import type { Account } from "../account/account.ts";
import { isAssigned, isWorkspaceAdmin } from "../account/admin-roles.ts";
import { closureOf } from "../account/closure-of.ts";
import { WORKSPACE_ADMINS, WORKSPACE_USERS } from "../account/system-groups.ts";
import type { StatementSession } from "./statement-session.ts";

/** `is_account_group_member`: directly or through other groups, by the group's name in any case. */
export function isInAccountGroup(account: Account, principalId: string, group: string): boolean {
  const wanted = group.toLowerCase();
  for (const id of closureOf(account, principalId)) {
    const found = account.principals.get(id);
    if (found?.kind === "group" && found.workspaceId === null && found.displayName.toLowerCase() === wanted)
      return true;
  }
  return false;
}

/**
 * `is_member`: groups local to the workspace, `users` and `admins`, and groups of the account that are assigned to it.
 * Source: Databricks SQL language manual, "is_member function".
 */
export function isInWorkspaceGroup(
  account: Account,
  { principalId, workspaceId }: Pick<StatementSession, "principalId" | "workspaceId">,
  group: string,
): boolean {
  const wanted = group.toLowerCase();
  if (wanted === WORKSPACE_USERS) return isAssigned(account, principalId, workspaceId);
  if (wanted === WORKSPACE_ADMINS) return isWorkspaceAdmin(account, principalId, workspaceId);
  const closure = closureOf(account, principalId);
  const assignments = account.workspaces.get(workspaceId)?.assignments;
  for (const found of account.principals.values()) {
    if (found.kind !== "group" || found.displayName.toLowerCase() !== wanted) continue;
    if (found.workspaceId === workspaceId && [...closure].some((id) => found.members.has(id))) return true;
    if (found.workspaceId === null && closure.has(found.id) && assignments?.has(found.id) === true)
      return true;
  }
  return false;
}
