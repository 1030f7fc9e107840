import { createHash } from "node:crypto";
import { epochMs } from "../../domain/units.ts";
import { touchAccount } from "../account/account-caches.ts";
import { forbidden } from "../account/account-refusals.ts";
import { mayManagePrincipal } from "../account/may-manage-principal.ts";
import { callerIdOf } from "./caller-of.ts";
import { defineAct } from "./define-act.ts";
import { logAudit } from "./log-audit.ts";
import { missing } from "./refusals.ts";

/** How values of OAuth secrets begin. */
const SECRET_PREFIX = "dose";
const VALUE_LENGTH = 32;

/** A service principal gets an OAuth secret, whose value is told once, as `made.value`. */
export const createSecretAct = defineAct({
  kind: "create_secret",
  check(context, act) {
    const { account } = context;
    if (account.principals.get(act.servicePrincipalId)?.kind !== "service_principal")
      return missing(`Service principal with id ${act.servicePrincipalId}`);
    const callerId = callerIdOf(context, act);
    if (callerId === null) return null;
    const question = { callerId, workspaceId: act.workspaceId, targetId: act.servicePrincipalId };
    return mayManagePrincipal(account, question)
      ? null
      : forbidden(
          `User ${act.actor} is not authorized to manage service principal ${act.servicePrincipalId}.`,
        );
  },
  apply(context, act) {
    const value = `${SECRET_PREFIX}${context.hex(VALUE_LENGTH)}`;
    const id = act.newId ?? context.uuid();
    context.account.secrets.set(id, {
      id,
      owner: act.servicePrincipalId,
      valueHash: createHash("sha256").update(value).digest("hex"),
      createdAt: act.at,
      expiresAt: epochMs(act.at + act.lifetimeMs),
      scopes: act.scopes,
    });
    touchAccount(context.account, "objects");
    return { kind: "done", made: { id, value } };
  },
  record(context, act, outcome) {
    logAudit(context, act, {
      service: "servicePrincipalCredentials",
      action: "create",
      isAccountLevel: true,
      params: { account_id: context.account.accountId, service_principal: act.servicePrincipalId },
      ownParams: outcome.kind === "done" ? { secret_id: outcome.made["id"] ?? "" } : null,
      outcome,
    });
  },
});
