import type { Refusal } from "../account/account.ts";
import { invalidValue } from "../account/account-refusals.ts";
import { checkPrivilege } from "../account/check-privilege.ts";
import type { ActOf } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { type ActContext, defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logMetastore } from "./log-audit.ts";
import { policyScope, refusePolicyScope, scopeParams } from "./policy-access.ts";
import { conflict, missing } from "./refusals.ts";
import { touch } from "./table-of.ts";

/** Most policies on one securable. Source: Databricks documentation, "ABAC requirements, quotas, and limitations". */
const POLICY_COUNT_MAX: Readonly<Record<string, number>> = {
  metastore: 100,
  catalog: 100,
  schema: 100,
  table: 50,
};
const PRINCIPAL_COUNT_MAX = 20;
const MATCH_COUNT_MAX = 3;

/** Acts that replaced a policy of that name. */
const REPLACED = new WeakSet<ActOf<"put_policy">>();

/** An attribute-based policy is attached to a metastore, catalog, schema or table, or replaced. */
export const putPolicyAct = defineAct({
  kind: "put_policy",
  check: (context, act) =>
    refusePolicyScope(context, act) ?? refuseMode(context, act) ?? refuseContent(context, act),
  apply(context, act) {
    const securable = policyScope(context, act.securable);
    if (securable === undefined) return DONE;
    const before = securable.policies.get(act.policy.name);
    if (before !== undefined) REPLACED.add(act);
    const id = before?.id ?? context.uuid();
    securable.policies.set(act.policy.name, {
      ...act.policy,
      id,
      createdAt: before?.createdAt ?? act.at,
      createdBy: before?.createdBy ?? act.actor,
      updatedAt: act.at,
      updatedBy: act.actor,
    });
    touch(context, securable, act);
    return { kind: "done", made: { id } };
  },
  record(context, act, outcome) {
    const isUpdate = REPLACED.has(act) || (outcome.kind === "refused" && act.mode === "update");
    logMetastore(context, act, {
      action: isUpdate ? "updatePolicy" : "createPolicy",
      params: { name: act.policy.name, ...scopeParams(act.securable) },
      ownParams: { policy_info: JSON.stringify(policyJson(act)) },
      outcome,
    });
  },
});

function refuseMode(context: ActContext, act: ActOf<"put_policy">): Refusal | null {
  const policies = policyScope(context, act.securable)?.policies;
  const isThere = policies?.has(act.policy.name) ?? false;
  if (act.mode === "create" && isThere)
    return conflict(
      "POLICY_ALREADY_EXISTS",
      `Policy ${act.policy.name} already exists on ${act.securable.name}.`,
    );
  if (act.mode === "update" && !isThere) return missing(`Policy ${act.policy.name} on ${act.securable.name}`);
  const countMax = POLICY_COUNT_MAX[act.securable.type] ?? 0;
  return !isThere && (policies?.size ?? 0) >= countMax
    ? invalidValue(`At most ${countMax} policies are possible on a ${act.securable.type}.`)
    : null;
}

function refuseContent(context: ActContext, act: ActOf<"put_policy">): Refusal | null {
  const { policy } = act;
  const principalCount = policy.toPrincipals.length + policy.exceptPrincipals.length;
  if (policy.toPrincipals.length === 0) return invalidValue("A policy must name principals.");
  if (principalCount > PRINCIPAL_COUNT_MAX)
    return invalidValue(`A policy can name at most ${PRINCIPAL_COUNT_MAX} principals.`);
  if (policy.matchColumns.length > MATCH_COUNT_MAX)
    return invalidValue(`A policy can match at most ${MATCH_COUNT_MAX} columns.`);
  const principalId = callerIdOf(context, act);
  if (policy.functionName === null || principalId === null) return null;
  return checkPrivilege(context.account, {
    principalId,
    workspaceId: act.workspaceId,
    securable: { type: "function", name: policy.functionName },
    privilege: "EXECUTE",
  });
}

/** The policy in the words of the policies interface. */
function policyJson({ policy, securable }: ActOf<"put_policy">): Readonly<Record<string, unknown>> {
  return {
    name: policy.name,
    on_securable_type: securable.type.toUpperCase(),
    on_securable_fullname: securable.name,
    policy_type: policy.policyType,
    for_securable_type: policy.forSecurableType,
    to_principals: policy.toPrincipals,
    except_principals: policy.exceptPrincipals,
    when_condition: policy.whenCondition,
    match_columns: policy.matchColumns,
    function_name: policy.functionName,
    on_column: policy.onColumn,
    privileges: policy.privileges,
  };
}
