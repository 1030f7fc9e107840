import { type Refusal, securableKey } from "../account/account.ts";
import { lacksPrivilege, securableMissing } from "../account/account-refusals.ts";
import { mayAlter } from "../account/can-manage.ts";
import { checkPrivilege } from "../account/check-privilege.ts";
import type { ActOf } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { type ActContext, defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logMetastore } from "./log-audit.ts";
import { touch } from "./table-of.ts";

/** Tables enter or leave a share. Who adds one must be able to read it. */
export const changeShareAct = defineAct({
  kind: "change_share",
  check(context, act) {
    const { account } = context;
    const ref = { type: "share", name: act.share } as const;
    const securable = account.securables.get(securableKey("share", act.share));
    if (securable === undefined) return securableMissing(ref);
    const callerId = callerIdOf(context, act);
    if (callerId === null) return null;
    return mayAlter(account, callerId, { securable, workspaceId: act.workspaceId })
      ? refuseObjects(context, act, callerId)
      : lacksPrivilege("MANAGE", ref);
  },
  apply(context, act) {
    const share = context.account.securables.get(securableKey("share", act.share));
    if (share?.detail.kind !== "share") return DONE;
    for (const name of act.removeObjects) share.detail.objects.delete(name);
    for (const name of act.addObjects) share.detail.objects.add(name);
    touch(context, share, act);
    return DONE;
  },
  record(context, act, outcome) {
    const updates = [
      ...act.addObjects.map((name) => update("ADD", name)),
      ...act.removeObjects.map((name) => update("REMOVE", name)),
    ];
    logMetastore(context, act, {
      action: "updateShare",
      params: { name: act.share },
      ownParams: { updates: JSON.stringify(updates) },
      outcome,
    });
  },
});

function update(action: "ADD" | "REMOVE", name: string) {
  return { action, data_object: { name, data_object_type: "TABLE" } };
}

function refuseObjects(context: ActContext, act: ActOf<"change_share">, callerId: string): Refusal | null {
  for (const name of act.addObjects) {
    const refusal = checkPrivilege(context.account, {
      principalId: callerId,
      workspaceId: act.workspaceId,
      securable: { type: "table", name },
      privilege: "SELECT",
    });
    if (refusal !== null) return refusal;
  }
  return null;
}
