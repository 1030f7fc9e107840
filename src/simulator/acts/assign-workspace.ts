import { touchAccount } from "../account/account-caches.ts";
import { forbidden } from "../account/account-refusals.ts";
import { isAccountAdmin, isWorkspaceAdmin } from "../account/admin-roles.ts";
import type { ActOf } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logAudit } from "./log-audit.ts";
import { missing } from "./refusals.ts";

/** Assignments that were there already, for the row of the act that changed them. */
const CHANGED = new WeakSet<ActOf<"assign_workspace">>();

/** A principal is let into the workspace of the act, as user or administrator, or no more. */
export const assignWorkspaceAct = defineAct({
  kind: "assign_workspace",
  check(context, act) {
    const { account } = context;
    const workspace = act.workspaceId === null ? undefined : account.workspaces.get(act.workspaceId);
    if (workspace === undefined) return missing(`Workspace ${act.workspaceId ?? ""}`);
    if (!account.principals.has(act.principalId)) return missing(`Principal with id ${act.principalId}`);
    const callerId = callerIdOf(context, act);
    if (callerId === null || isAccountAdmin(account, callerId)) return null;
    return isWorkspaceAdmin(account, callerId, workspace.id)
      ? null
      : forbidden(`User ${act.actor} is not an administrator of workspace ${workspace.id}.`);
  },
  apply(context, act) {
    const { account } = context;
    const assignments = account.workspaces.get(act.workspaceId ?? "")?.assignments;
    if (assignments === undefined) return DONE;
    if (assignments.has(act.principalId)) CHANGED.add(act);
    if (act.level === null) assignments.delete(act.principalId);
    else assignments.set(act.principalId, act.level);
    touchAccount(account, "members");
    return DONE;
  },
  record(context, act, outcome) {
    const verb = act.level === null ? "delete" : CHANGED.has(act) ? "update" : "add";
    logAudit(context, act, {
      service: "workspace",
      action: `${verb}PermissionAssignment`,
      isAccountLevel: true,
      params: {
        account_id: context.account.accountId,
        workspace_id: act.workspaceId ?? "",
        principal_id: act.principalId,
        permissions: JSON.stringify(act.level === null ? [] : [act.level]),
      },
      outcome,
    });
  },
});
