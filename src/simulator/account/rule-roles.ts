import type { Account, SimulatedPrincipal } from "./account.ts";
import { principalName } from "./account.ts";
import { closureOf } from "./closure-of.ts";

/** Name of the rule set that says who manages or uses a service principal or group. */
export function ruleSetNameOf(account: Account, target: SimulatedPrincipal): string {
  const resource =
    target.kind === "group" ? `groups/${target.id}` : `servicePrincipals/${principalName(target)}`;
  return `accounts/${account.accountId}/${resource}/ruleSets/default`;
}

/**
 * Whether a grant rule of the set gives the role (`roles/servicePrincipal.user`) to the principal or a group of it.
 * Source: Databricks REST reference, "Account access control".
 */
export function holdsRuleRole(
  account: Account,
  principalId: string,
  rule: { readonly ruleSet: string; readonly role: string },
): boolean {
  const found = account.ruleSets.get(rule.ruleSet);
  if (found === undefined) return false;
  const names = new Set<string>();
  for (const id of closureOf(account, principalId)) {
    const principal = account.principals.get(id);
    if (principal !== undefined) names.add(ruleName(principal));
  }
  return found.grantRules.some(
    ({ role, principals }) => role === rule.role && principals.some((name) => names.has(foldUser(name))),
  );
}

function ruleName(principal: SimulatedPrincipal): string {
  const name = principalName(principal);
  if (principal.kind === "user") return `users/${name.toLowerCase()}`;
  return principal.kind === "group" ? `groups/${name}` : `servicePrincipals/${name}`;
}

function foldUser(name: string): string {
  return name.startsWith("users/") ? name.toLowerCase() : name;
}
