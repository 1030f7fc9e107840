import type { Account, SimulatedPrincipal } from "./account.ts";
import { isAccountAdmin, isAssigned, isWorkspaceAdmin } from "./admin-roles.ts";
import { holdsRuleRole, ruleSetNameOf } from "./rule-roles.ts";

export interface PrincipalQuestion {
  /** Numeric id of who asks. */
  readonly callerId: string;
  /** Where; null on the level of the account. */
  readonly workspaceId: string | null;
  /** Numeric id of who is managed; null to add one. */
  readonly targetId: string | null;
}

/**
 * Whether the caller may add, change or delete a principal (for groups: its members): an account administrator; in a
 * workspace its administrator, for groups local to it and for users and service principals assigned to it or added
 * there; who has the role of manager of the group or service principal.
 * Source: Databricks documentation, "Manage users, service principals, and groups".
 */
export function mayManagePrincipal(account: Account, question: PrincipalQuestion): boolean {
  const { callerId, workspaceId, targetId } = question;
  if (account.principals.get(callerId)?.isActive !== true) return false;
  if (isAccountAdmin(account, callerId)) return true;
  const isAdmin = workspaceId !== null && isWorkspaceAdmin(account, callerId, workspaceId);
  if (targetId === null) return isAdmin;
  const target = account.principals.get(targetId);
  if (target === undefined) return false;
  if (isManager(account, callerId, target)) return true;
  if (!isAdmin) return false;
  if (target.kind === "group") return target.workspaceId === workspaceId;
  return isAssigned(account, targetId, workspaceId);
}

function isManager(account: Account, callerId: string, target: SimulatedPrincipal): boolean {
  if (target.kind === "user") return false;
  const role = target.kind === "group" ? "roles/group.manager" : "roles/servicePrincipal.manager";
  return holdsRuleRole(account, callerId, { ruleSet: ruleSetNameOf(account, target), role });
}
