import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logMetastore } from "./log-audit.ts";
import { policyScope, refusePolicyScope, scopeParams } from "./policy-access.ts";
import { missing } from "./refusals.ts";
import { touch } from "./table-of.ts";

/** An attribute-based policy is taken away. */
export const deletePolicyAct = defineAct({
  kind: "delete_policy",
  check(context, act) {
    const refusal = refusePolicyScope(context, act);
    if (refusal !== null) return refusal;
    return policyScope(context, act.securable)?.policies.has(act.name) === true
      ? null
      : missing(`Policy ${act.name} on ${act.securable.name}`);
  },
  apply(context, act) {
    const securable = policyScope(context, act.securable);
    if (securable === undefined) return DONE;
    securable.policies.delete(act.name);
    touch(context, securable, act);
    return DONE;
  },
  record(context, act, outcome) {
    logMetastore(context, act, {
      action: "deletePolicy",
      params: { name: act.name, ...scopeParams(act.securable) },
      outcome,
    });
  },
});
