import { principalName, type SimulatedPrincipal } from "../account/account.ts";
import { forbidden } from "../account/account-refusals.ts";
import { deletePrincipal } from "../account/delete-principal.ts";
import { mayManagePrincipal } from "../account/may-manage-principal.ts";
import type { ActOf } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { defineAct } from "./define-act.ts";
import { doneUnless } from "./done.ts";
import { logAudit } from "./log-audit.ts";

/** Who was deleted, for the row of the act that did it. */
const DELETED = new WeakMap<ActOf<"delete_principal">, SimulatedPrincipal>();

/** A principal goes, with its tokens and secrets; grants and ownership stay under its id. */
export const deletePrincipalAct = defineAct({
  kind: "delete_principal",
  check(context, act) {
    const callerId = callerIdOf(context, act);
    if (callerId === null || !context.account.principals.has(act.principalId)) return null;
    const question = { callerId, workspaceId: act.workspaceId, targetId: act.principalId };
    return mayManagePrincipal(context.account, question)
      ? null
      : forbidden(`User ${act.actor} is not authorized to delete principal ${act.principalId}.`);
  },
  apply(context, act) {
    const principal = context.account.principals.get(act.principalId);
    if (principal !== undefined) DELETED.set(act, principal);
    return doneUnless(deletePrincipal(context.account, act.principalId));
  },
  record(context, act, outcome) {
    const principal = DELETED.get(act) ?? context.account.principals.get(act.principalId);
    const isGroup = principal?.kind === "group";
    logAudit(context, act, {
      service: "accounts",
      action: isGroup ? "removeGroup" : "delete",
      isAccountLevel: !isGroup || principal.workspaceId === null,
      params: {
        [isGroup ? "targetGroupId" : "targetUserId"]: act.principalId,
        targetUserName: principal === undefined ? "" : principalName(principal),
        endpoint: "scim",
      },
      outcome,
    });
  },
});
