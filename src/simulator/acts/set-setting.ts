import { touchAccount } from "../account/account-caches.ts";
import { forbidden } from "../account/account-refusals.ts";
import { isAccountAdmin, isWorkspaceAdmin } from "../account/admin-roles.ts";
import { callerIdOf } from "./caller-of.ts";
import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { ACCOUNT_LEVEL, logAudit } from "./log-audit.ts";

/** Older settings of a workspace are written in camel case (`enableVerboseAuditLogs`), those of the settings interface are not. */
const WORKSPACE_CONF = /^[a-z]+[A-Z]/;

/** A setting of the workspace of the act, or of the account, gets a value. The log tells the new one, never the old. */
export const setSettingAct = defineAct({
  kind: "set_setting",
  check(context, act) {
    const callerId = callerIdOf(context, act);
    if (callerId === null || isAccountAdmin(context.account, callerId)) return null;
    const isAdmin = act.workspaceId !== null && isWorkspaceAdmin(context.account, callerId, act.workspaceId);
    return isAdmin ? null : forbidden(`User ${act.actor} is not authorized to change settings.`);
  },
  apply(context, act) {
    context.account.settings.set(`${act.workspaceId ?? ACCOUNT_LEVEL}/${act.name}`, act.value);
    touchAccount(context.account, "objects");
    return DONE;
  },
  record(context, act, outcome) {
    const isConf = act.workspaceId !== null && WORKSPACE_CONF.test(act.name);
    logAudit(context, act, {
      service: isConf ? "workspace" : "accounts",
      action: isConf ? "workspaceConfEdit" : "setSetting",
      isAccountLevel: act.workspaceId === null,
      params: isConf
        ? { workspaceConfKeys: act.name, workspaceConfValues: act.value }
        : {
            settingName: "",
            settingTypeName: act.name,
            settingKeyName: "default",
            settingKeyTypeName: "workspace_settings",
            settingValueForAudit: act.value,
          },
      outcome,
    });
  },
});
