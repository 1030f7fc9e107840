import { type SimulatedSecurable, securableKey } from "../account/account.ts";
import { invalidValue, lacksPrivilege, securableMissing } from "../account/account-refusals.ts";
import { canManage } from "../account/can-manage.ts";
import type { ActOf } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { type ActContext, defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logMetastore } from "./log-audit.ts";
import { missing } from "./refusals.ts";
import { updateRequest } from "./securable-requests.ts";
import { touch } from "./table-of.ts";

/** From which workspaces a catalog, location or credential is reached: everywhere, or where it is bound. */
export const changeBindingsAct = defineAct({
  kind: "change_bindings",
  check(context, act) {
    const { account } = context;
    const securable = securableOf(context, act);
    if (securable === undefined) return securableMissing(act.securable);
    if (securable.isolationMode === null)
      return invalidValue(`${act.securable.type} '${act.securable.name}' cannot be bound to workspaces.`);
    const unknown = [...act.add, ...act.remove].find(
      ({ workspaceId }) => !account.workspaces.has(workspaceId),
    );
    if (unknown !== undefined) return missing(`Workspace ${unknown.workspaceId}`);
    const callerId = callerIdOf(context, act);
    return callerId === null || canManage(account, callerId, act.securable, act.workspaceId)
      ? null
      : lacksPrivilege("MANAGE", securable);
  },
  apply(context, act) {
    const securable = securableOf(context, act);
    if (securable === undefined) return DONE;
    if (act.isolationMode !== null) securable.isolationMode = act.isolationMode;
    for (const { workspaceId } of act.remove) securable.bindings.delete(workspaceId);
    for (const { workspaceId, type } of act.add) securable.bindings.set(workspaceId, type);
    touch(context, securable, act);
    return DONE;
  },
  record(context, act, outcome) {
    if (act.isolationMode !== null) {
      const { action, params } = updateRequest(act.securable, null);
      logMetastore(context, act, {
        action,
        params: { ...params, isolation_mode: act.isolationMode },
        outcome,
      });
    }
    if (act.add.length === 0 && act.remove.length === 0) return;
    logMetastore(context, act, {
      action: "updateWorkspaceBindings",
      params: {
        securable_type: act.securable.type.toUpperCase(),
        securable_full_name: act.securable.name,
        ...bindingsParam("add", act.add),
        ...bindingsParam("remove", act.remove),
      },
      outcome,
    });
  },
});

function securableOf({ account }: ActContext, act: ActOf<"change_bindings">): SimulatedSecurable | undefined {
  return account.securables.get(securableKey(act.securable.type, act.securable.name));
}

function bindingsParam(
  key: "add" | "remove",
  bindings: readonly { readonly workspaceId: string; readonly type?: string }[],
): Record<string, string> {
  if (bindings.length === 0) return {};
  const words = bindings.map(({ workspaceId, type }) => ({
    workspace_id: Number(workspaceId),
    ...(type === undefined ? {} : { binding_type: type }),
  }));
  return { [key]: JSON.stringify(words) };
}
