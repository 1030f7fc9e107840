import { touchAccount } from "../account/account-caches.ts";
import { forbidden } from "../account/account-refusals.ts";
import { isAccountAdmin } from "../account/admin-roles.ts";
import { mayManagePrincipal } from "../account/may-manage-principal.ts";
import type { ActOf } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { type ActContext, defineAct } from "./define-act.ts";
import { logAudit } from "./log-audit.ts";
import { conflict } from "./refusals.ts";

const ETAG_LENGTH = 16;
/** `accounts/<id>/groups/<group id>/ruleSets/default` and the same of a service principal, by application id. */
const TARGET = /^accounts\/[^/]+\/(groups|servicePrincipals)\/([^/]+)\/ruleSets\//;

/** The roles on the account, a group, a service principal or a tag are replaced as a whole. */
export const putRuleSetAct = defineAct({
  kind: "put_rule_set",
  check(context, act) {
    const known = context.account.ruleSets.get(act.name);
    const callerId = callerIdOf(context, act);
    if (callerId !== null && !mayChange(context, act, callerId))
      return forbidden(`User ${act.actor} is not authorized to update rule set ${act.name}.`);
    return known !== undefined && act.etag !== known.etag
      ? conflict("RESOURCE_CONFLICT", `Rule set ${act.name} was changed by somebody else: its etag is stale.`)
      : null;
  },
  apply(context, act) {
    const etag = context.hex(ETAG_LENGTH);
    context.account.ruleSets.set(act.name, { name: act.name, etag, grantRules: act.grantRules });
    touchAccount(context.account, "members");
    return { kind: "done", made: { etag } };
  },
  record(context, act, outcome) {
    logAudit(context, act, {
      service: "accountsAccessControl",
      action: "updateRuleSet",
      isAccountLevel: true,
      params: { account_id: context.account.accountId, name: act.name },
      ownParams: { rule_set: JSON.stringify({ name: act.name, grant_rules: act.grantRules }) },
      outcome,
    });
  },
});

function mayChange({ account }: ActContext, act: ActOf<"put_rule_set">, callerId: string): boolean {
  if (isAccountAdmin(account, callerId)) return true;
  const [, kind, name] = TARGET.exec(act.name) ?? [];
  const target = [...account.principals.values()].find((principal) =>
    kind === "groups"
      ? principal.id === name
      : principal.kind === "service_principal" && principal.applicationId === name,
  );
  return (
    target !== undefined && mayManagePrincipal(account, { callerId, workspaceId: null, targetId: target.id })
  );
}
