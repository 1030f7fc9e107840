import type { AbacPolicy, Account, SimulatedSecurable } from "./account.ts";
import { closureOf } from "./closure-of.ts";
import { effectiveTagValues } from "./effective-tags.ts";
import { principalIdOf } from "./find-principal.ts";
import { chainOf, metastoreOf } from "./securable-chain.ts";
import { holdsForTags, parseTagCondition, type TagCondition, tagKeysOf } from "./tag-conditions.ts";

/** Row filters, masks, grants and denials, in the words of the REST interface. */
export type PolicyType =
  | "POLICY_TYPE_ROW_FILTER"
  | "POLICY_TYPE_COLUMN_MASK"
  | "POLICY_TYPE_GRANT"
  | "POLICY_TYPE_DENY";

/**
 * Policies of a type that are attached to the securable, to what it lies in or to the metastore, are made for its kind,
 * and name the principal or a group of it in TO and none of them in EXCEPT. Their conditions are not looked at.
 * Source: Databricks documentation, "ABAC policy evaluation", steps 1 and 2.
 */
export function policiesFor(
  account: Account,
  principalId: string,
  { securable, policyType }: { readonly securable: SimulatedSecurable; readonly policyType: PolicyType },
): readonly AbacPolicy[] {
  const found: AbacPolicy[] = [];
  for (const level of scopesOf(account, securable))
    for (const policy of level.policies.values()) {
      if (policy.policyType !== policyType || !isMadeFor(policy, securable)) continue;
      if (
        names(account, principalId, policy.toPrincipals) &&
        !names(account, principalId, policy.exceptPrincipals)
      )
        found.push(policy);
    }
  return found;
}

/** Where policies on the securable can be attached: itself, its containers, the metastore. */
export function scopesOf(account: Account, securable: SimulatedSecurable): readonly SimulatedSecurable[] {
  const chain = chainOf(account, securable);
  const metastore = metastoreOf(account);
  const hasMore = metastore !== null && metastore !== securable && metastore.policies.size > 0;
  return hasMore ? [...chain, metastore] : chain;
}

/** What became of a condition: it holds, it does not, or it cannot be judged since it names a tag that is not governed. */
export type Judgment =
  | { readonly kind: "holds" | "fails" }
  | { readonly kind: "unknown_tag"; readonly key: string }
  | { readonly kind: "unreadable"; readonly message: string };

const PARSED = new Map<string, ReturnType<typeof parseTagCondition>>();
/** Texts of conditions kept parsed; accounts have some hundred policies. */
const PARSED_COUNT_MAX = 10_000;

/** Reads a condition and judges it for tags. A missing condition holds. */
export function judgeCondition(
  account: Account,
  text: string | null,
  tags: ReadonlyMap<string, string>,
): Judgment {
  if (text === null) return { kind: "holds" };
  const condition = readCondition(text);
  if (condition.kind === "mistake") return { kind: "unreadable", message: condition.message };
  const key = tagKeysOf(condition).find((tagKey) => !account.tagPolicies.has(tagKey));
  if (key !== undefined) return { kind: "unknown_tag", key };
  return { kind: holdsForTags(condition, tags) ? "holds" : "fails" };
}

/** Judges the WHEN condition of a policy for a securable: its own tags and those of its containers. */
export function judgeWhen(account: Account, policy: AbacPolicy, securable: SimulatedSecurable): Judgment {
  if (policy.whenCondition === null) return { kind: "holds" };
  return judgeCondition(account, policy.whenCondition, effectiveTagValues(account, securable));
}

function readCondition(
  text: string,
): TagCondition | Extract<ReturnType<typeof parseTagCondition>, { kind: "mistake" }> {
  const known = PARSED.get(text);
  if (known !== undefined) return known;
  if (PARSED.size >= PARSED_COUNT_MAX) PARSED.clear();
  const parsed = parseTagCondition(text);
  PARSED.set(text, parsed);
  return parsed;
}

function names(account: Account, principalId: string, principals: readonly string[]): boolean {
  const closure = closureOf(account, principalId);
  return principals.some((name) => {
    const id = principalIdOf(account, name);
    return id !== null && closure.has(id);
  });
}

function isMadeFor({ forSecurableType }: AbacPolicy, { type, detail }: SimulatedSecurable): boolean {
  const wanted = forSecurableType.toUpperCase();
  if (detail.kind === "function" && detail.isModel)
    return wanted === "MODEL" || wanted === "REGISTERED_MODEL";
  if (detail.kind === "table" && detail.tableType === "VIEW") return wanted === "VIEW";
  return wanted === type.toUpperCase();
}
