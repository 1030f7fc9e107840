import { type SimulatedSecurable, securableKey } from "../account/account.ts";
import { touchAccount } from "../account/account-caches.ts";
import { lacksPrivilege, securableMissing } from "../account/account-refusals.ts";
import { mayAlter } from "../account/can-manage.ts";
import type { ActOf } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { type ActContext, defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logMetastore } from "./log-audit.ts";
import { conflict } from "./refusals.ts";
import { deleteRequest } from "./securable-requests.ts";

/** What was dropped, for the row of the act that dropped it. */
const DROPPED = new WeakMap<ActOf<"drop_securable">, SimulatedSecurable>();

/** A securable goes, with its grants, tags and policies. Containers must be empty: what is inside is dropped before. */
export const dropSecurableAct = defineAct({
  kind: "drop_securable",
  check(context, act) {
    const { account } = context;
    const securable = account.securables.get(securableKey(act.securable.type, act.securable.name));
    if (securable === undefined) return securableMissing(act.securable);
    const callerId = callerIdOf(context, act);
    if (callerId !== null && !mayAlter(account, callerId, { securable, workspaceId: act.workspaceId }))
      return lacksPrivilege("MANAGE", securable);
    return isEmpty(context, act)
      ? null
      : conflict(
          `${act.securable.type.toUpperCase()}_NOT_EMPTY`,
          `Cannot delete '${act.securable.name}': it is not empty.`,
        );
  },
  apply(context, act) {
    const { account } = context;
    const key = securableKey(act.securable.type, act.securable.name);
    const securable = account.securables.get(key);
    if (securable === undefined) return DONE;
    DROPPED.set(act, securable);
    account.securables.delete(key);
    for (const { detail } of account.securables.values())
      if (detail.kind === "share") detail.objects.delete(act.securable.name);
    touchAccount(account, "rights");
    return DONE;
  },
  record(context, act, outcome) {
    const { type, name } = act.securable;
    const securable = DROPPED.get(act) ?? context.account.securables.get(securableKey(type, name));
    logMetastore(context, act, { ...deleteRequest(act.securable, securable?.detail ?? null), outcome });
  },
});

function isEmpty({ account }: ActContext, { securable }: ActOf<"drop_securable">): boolean {
  if (securable.type !== "catalog" && securable.type !== "schema") return true;
  const prefix = `${securable.name}.`;
  for (const other of account.securables.values())
    if (other.name.startsWith(prefix) && !other.name.startsWith(`${prefix}information_schema`)) return false;
  return true;
}
