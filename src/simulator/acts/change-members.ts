import { principalName, type SimulatedPrincipal } from "../account/account.ts";
import { forbidden } from "../account/account-refusals.ts";
import { applyMemberChange } from "../account/change-members.ts";
import { mayManagePrincipal } from "../account/may-manage-principal.ts";
import type { ActOf, Outcome } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { type ActContext, defineAct } from "./define-act.ts";
import { doneUnless } from "./done.ts";
import { logAudit } from "./log-audit.ts";

/** Who joins or leaves a group: one row for each. Rows of groups of the account are on its level. */
export const changeMembersAct = defineAct({
  kind: "change_members",
  check(context, act) {
    const callerId = callerIdOf(context, act);
    if (callerId === null) return null;
    const question = { callerId, workspaceId: act.workspaceId, targetId: act.groupId };
    return mayManagePrincipal(context.account, question)
      ? null
      : forbidden(`User ${act.actor} is not authorized to change the members of group ${act.groupId}.`);
  },
  apply: (context, act) => doneUnless(applyMemberChange(context.account, act)),
  record(context, act, outcome) {
    for (const memberId of act.add)
      logMember(context, act, { action: "addPrincipalToGroup", memberId, outcome });
    for (const memberId of act.remove)
      logMember(context, act, { action: "removePrincipalFromGroup", memberId, outcome });
  },
});

function logMember(
  context: ActContext,
  act: ActOf<"change_members">,
  changed: { readonly action: string; readonly memberId: string; readonly outcome: Outcome },
): void {
  const { account } = context;
  const group = account.principals.get(act.groupId);
  logAudit(context, act, {
    service: "accounts",
    action: changed.action,
    isAccountLevel: group?.kind !== "group" || group.workspaceId === null,
    params: {
      targetGroupId: act.groupId,
      targetGroupName: nameOf(group, act.groupId),
      targetUserId: changed.memberId,
      targetUserName: nameOf(account.principals.get(changed.memberId), changed.memberId),
      endpoint: act.isSync ? "scim" : "adminConsole",
    },
    outcome: changed.outcome,
  });
}

function nameOf(principal: SimulatedPrincipal | undefined, id: string): string {
  return principal === undefined ? id : principalName(principal);
}
