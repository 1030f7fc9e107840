import { principalName } from "../account/account.ts";
import { touchAccount } from "../account/account-caches.ts";
import { forbidden, invalidValue } from "../account/account-refusals.ts";
import { isAccountAdmin, isWorkspaceAdmin } from "../account/admin-roles.ts";
import type { ActOf } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { type ActContext, defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logAudit } from "./log-audit.ts";
import { missing } from "./refusals.ts";

/** The role of administrators of the workspace of the act; all other roles are those of the account. */
const WORKSPACE_ADMIN = "workspace_admin";

/** A principal becomes an administrator of the account or of the workspace of the act, or is one no more. */
export const setAdminRoleAct = defineAct({
  kind: "set_admin_role",
  check(context, act) {
    const { account } = context;
    if (!account.principals.has(act.principalId)) return missing(`Principal with id ${act.principalId}`);
    if (act.role === WORKSPACE_ADMIN && !account.workspaces.has(act.workspaceId ?? ""))
      return invalidValue("The role workspace_admin is given in a workspace.");
    const callerId = callerIdOf(context, act);
    if (callerId === null || isAccountAdmin(account, callerId)) return null;
    const isAdminThere =
      act.role === WORKSPACE_ADMIN &&
      act.workspaceId !== null &&
      isWorkspaceAdmin(account, callerId, act.workspaceId);
    return isAdminThere ? null : forbidden(`User ${act.actor} is not authorized to change administrators.`);
  },
  apply(context, act) {
    if (act.role === WORKSPACE_ADMIN) setWorkspaceAdmin(context, act);
    else {
      const roles = context.account.principals.get(act.principalId)?.roles;
      if (act.isGranted) roles?.add(act.role);
      else roles?.delete(act.role);
    }
    touchAccount(context.account, "members");
    return DONE;
  },
  record(context, act, outcome) {
    const isAccountLevel = act.role !== WORKSPACE_ADMIN;
    const principal = context.account.principals.get(act.principalId);
    logAudit(context, act, {
      service: "accounts",
      action: `${act.isGranted ? "set" : "remove"}${isAccountLevel ? "AccountAdmin" : "Admin"}`,
      isAccountLevel,
      params: {
        targetUserName: principal === undefined ? "" : principalName(principal),
        targetUserId: act.principalId,
        endpoint: "roleAssignment",
      },
      outcome,
    });
  },
});

/** Who is administrator no more stays a user of the workspace. */
function setWorkspaceAdmin({ account }: ActContext, act: ActOf<"set_admin_role">): void {
  const assignments = account.workspaces.get(act.workspaceId ?? "")?.assignments;
  assignments?.set(act.principalId, act.isGranted ? "ADMIN" : "USER");
}
