import { type Refusal, type SimulatedPrincipal, securableKey } from "../account/account.ts";
import { touchAccount } from "../account/account-caches.ts";
import {
  forbidden,
  lacksPrivilege,
  principalMissing,
  securableMissing,
} from "../account/account-refusals.ts";
import { isMetastoreAdmin } from "../account/admin-roles.ts";
import { canManage } from "../account/can-manage.ts";
import { closureOf } from "../account/closure-of.ts";
import { findPrincipal } from "../account/find-principal.ts";
import type { ActOf } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { type ActContext, defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logMetastore } from "./log-audit.ts";
import { updateRequest } from "./securable-requests.ts";

/**
 * A securable gets another owner. Who is no metastore administrator gives views and functions to itself or a group of
 * its own only; shares are moved by metastore administrators alone.
 * Source: Databricks documentation, "Manage Unity Catalog object ownership".
 */
export const changeOwnerAct = defineAct({
  kind: "change_owner",
  check(context, act) {
    const securable = context.account.securables.get(securableKey(act.securable.type, act.securable.name));
    if (securable === undefined) return securableMissing(act.securable);
    const owner = findPrincipal(context.account, act.owner);
    const callerId = callerIdOf(context, act);
    if (callerId !== null && !canManage(context.account, callerId, act.securable, act.workspaceId))
      return lacksPrivilege("MANAGE", securable);
    if (owner === null) return principalMissing(act.owner);
    return callerId === null ? null : refuseTransfer(context, act, { callerId, owner });
  },
  apply(context, act) {
    const { account } = context;
    const securable = account.securables.get(securableKey(act.securable.type, act.securable.name));
    const owner = findPrincipal(account, act.owner);
    if (securable === undefined || owner === null) return DONE;
    securable.owner = owner.id;
    securable.updatedAt = act.at;
    securable.updatedBy = act.actor;
    touchAccount(account, "rights");
    return DONE;
  },
  record(context, act, outcome) {
    const { type, name } = act.securable;
    const detail = context.account.securables.get(securableKey(type, name))?.detail ?? null;
    const { action, params } = updateRequest(act.securable, detail);
    logMetastore(context, act, {
      action,
      params,
      ownParams: { owner: act.owner },
      result: JSON.stringify({ full_name: name }),
      outcome,
    });
  },
});

function refuseTransfer(
  context: ActContext,
  act: ActOf<"change_owner">,
  { callerId, owner }: { readonly callerId: string; readonly owner: SimulatedPrincipal },
): Refusal | null {
  const { account } = context;
  if (isMetastoreAdmin(account, callerId)) return null;
  if (act.securable.type === "share")
    return forbidden("Only a metastore administrator can change the owner of a share.");
  const detail = account.securables.get(securableKey(act.securable.type, act.securable.name))?.detail;
  const isBound = detail?.kind === "function" || (detail?.kind === "table" && detail.viewText !== null);
  return isBound && !closureOf(account, callerId).has(owner.id)
    ? forbidden(
        `User ${act.actor} can transfer ownership only to itself or to a group that it is a member of.`,
      )
    : null;
}
