import { principalName } from "../account/account.ts";
import { touchAccount } from "../account/account-caches.ts";
import { forbidden } from "../account/account-refusals.ts";
import { mayManagePrincipal } from "../account/may-manage-principal.ts";
import { callerIdOf } from "./caller-of.ts";
import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logAudit } from "./log-audit.ts";
import { missing } from "./refusals.ts";

/** A user or service principal is let in no more, or again. Its grants and memberships stay as they are. */
export const setActiveAct = defineAct({
  kind: "set_active",
  check(context, act) {
    const { account } = context;
    if (!account.principals.has(act.principalId)) return missing(`Principal with id ${act.principalId}`);
    const callerId = callerIdOf(context, act);
    if (callerId === null) return null;
    return mayManagePrincipal(account, { callerId, workspaceId: act.workspaceId, targetId: act.principalId })
      ? null
      : forbidden(`User ${act.actor} is not authorized to change principal ${act.principalId}.`);
  },
  apply(context, act) {
    const principal = context.account.principals.get(act.principalId);
    if (principal === undefined) return DONE;
    principal.isActive = act.isActive;
    touchAccount(context.account, "members");
    return DONE;
  },
  record(context, act, outcome) {
    const principal = context.account.principals.get(act.principalId);
    logAudit(context, act, {
      service: "accounts",
      action: act.isActive ? "activateUser" : "deactivateUser",
      isAccountLevel: act.workspaceId === null,
      params: {
        targetUserId: act.principalId,
        targetUserName: principal === undefined ? "" : principalName(principal),
        endpoint: "scim",
      },
      outcome,
    });
  },
});
