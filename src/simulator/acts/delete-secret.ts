import { touchAccount } from "../account/account-caches.ts";
import { forbidden } from "../account/account-refusals.ts";
import { mayManagePrincipal } from "../account/may-manage-principal.ts";
import type { ActOf } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logAudit } from "./log-audit.ts";
import { missing } from "./refusals.ts";

/** Numeric id of whose secret went, for the row of the act that deleted it. */
const OWNERS = new WeakMap<ActOf<"delete_secret">, string>();

/** An OAuth secret of a service principal ends. */
export const deleteSecretAct = defineAct({
  kind: "delete_secret",
  check(context, act) {
    const secret = context.account.secrets.get(act.secretId);
    if (secret === undefined) return missing(`Secret ${act.secretId}`);
    const callerId = callerIdOf(context, act);
    if (callerId === null) return null;
    const question = { callerId, workspaceId: act.workspaceId, targetId: secret.owner };
    return mayManagePrincipal(context.account, question)
      ? null
      : forbidden(`User ${act.actor} is not authorized to manage service principal ${secret.owner}.`);
  },
  apply(context, act) {
    const secret = context.account.secrets.get(act.secretId);
    if (secret === undefined) return DONE;
    OWNERS.set(act, secret.owner);
    context.account.secrets.delete(act.secretId);
    touchAccount(context.account, "objects");
    return DONE;
  },
  record(context, act, outcome) {
    const owner = OWNERS.get(act) ?? context.account.secrets.get(act.secretId)?.owner;
    logAudit(context, act, {
      service: "servicePrincipalCredentials",
      action: "delete",
      isAccountLevel: true,
      params: { account_id: context.account.accountId, service_principal: owner ?? "" },
      ownParams: { secret_id: act.secretId },
      outcome,
    });
  },
});
