import type { Account, SecurableType, SimulatedSecurable } from "./account.ts";
import { isMetastoreAdmin } from "./admin-roles.ts";
import { applicablePrivileges, isInAllPrivileges, isInOwnership } from "./applicable-privileges.ts";
import { closureOf } from "./closure-of.ts";
import { judgeWhen, policiesFor, scopesOf } from "./policies-for.ts";
import { chainOf, metastoreOf } from "./securable-chain.ts";

/** A privilege and the securable it is asked on. */
export interface PrivilegeOn {
  readonly securable: SimulatedSecurable;
  readonly privilege: string;
}

/**
 * Whether the principal holds a privilege on a securable by a grant to it or to a group of it (there or on a container),
 * by ALL PRIVILEGES, by ownership or by a grant policy, and no deny policy takes it away. Gates (USE on containers,
 * bindings, assignment) are not looked at. USE CATALOG, USE SCHEMA and BROWSE are asked on the level they stand on.
 * Source: Databricks documentation, "Unity Catalog permissions model concepts".
 */
export function holdsPrivilege(account: Account, principalId: string, asked: PrivilegeOn): boolean {
  const on = { securable: levelOf(account, asked), privilege: asked.privilege };
  const isGiven =
    isOwned(account, principalId, on) ||
    isGranted(account, principalId, on) ||
    isGivenByPolicy(account, principalId, on);
  return isGiven && !isDenied(account, principalId, on);
}

/**
 * Whether a deny policy takes the privilege away. Metastore administrators are exempt. A condition that cannot be judged
 * denies. Source: Databricks documentation, "DENY policies".
 */
export function isDenied(account: Account, principalId: string, on: PrivilegeOn): boolean {
  if (!hasPolicies(account, on.securable)) return false;
  const denials = policiesFor(account, principalId, {
    securable: on.securable,
    policyType: "POLICY_TYPE_DENY",
  });
  return (
    denials.some(
      (policy) =>
        policy.privileges.includes(on.privilege) && judgeWhen(account, policy, on.securable).kind !== "fails",
    ) && !isMetastoreAdmin(account, principalId)
  );
}

/** Privileges that belong to one level and are asked of everything below it. */
const STANDS_ON: Readonly<Record<string, readonly SecurableType[]>> = {
  USE_CATALOG: ["catalog"],
  USE_SCHEMA: ["schema", "catalog"],
  BROWSE: ["catalog"],
};

function levelOf(account: Account, { securable, privilege }: PrivilegeOn): SimulatedSecurable {
  const types = STANDS_ON[privilege];
  if (types === undefined) return securable;
  const level = chainOf(account, securable).find(({ type }) => types.includes(type));
  return level ?? securable;
}

function isOwned(account: Account, principalId: string, { securable, privilege }: PrivilegeOn): boolean {
  const closure = closureOf(account, principalId);
  if (privilege === "MANAGE") return chainOf(account, securable).some(({ owner }) => closure.has(owner));
  if (!closure.has(securable.owner)) return false;
  if (isReadMetadata(privilege)) return true;
  return isInOwnership(privilege) && applicablePrivileges(securable).has(privilege);
}

function isGranted(account: Account, principalId: string, { securable, privilege }: PrivilegeOn): boolean {
  const closure = closureOf(account, principalId);
  const isApplicable = applicablePrivileges(securable).has(privilege);
  const isInAll = isApplicable && isInAllPrivileges(privilege);
  for (const level of grantLevels(account, securable, privilege)) {
    const counts = isApplicable || level === securable || isReadMetadata(privilege);
    if (level.grants.size === 0 || !counts) continue;
    for (const id of closure) {
      const held = level.grants.get(id);
      if (held !== undefined && (held.has(privilege) || (isInAll && held.has("ALL_PRIVILEGES")))) return true;
    }
  }
  return false;
}

function grantLevels(
  account: Account,
  securable: SimulatedSecurable,
  privilege: string,
): readonly SimulatedSecurable[] {
  const chain = chainOf(account, securable);
  const metastore = isReadMetadata(privilege) ? metastoreOf(account) : null;
  return metastore === null ? chain : [...chain, metastore];
}

/** The one right that flows down from the metastore, to every kind of securable. */
function isReadMetadata(privilege: string): boolean {
  return privilege === "READ_METADATA";
}

function isGivenByPolicy(account: Account, principalId: string, on: PrivilegeOn): boolean {
  if (!hasPolicies(account, on.securable)) return false;
  const given = policiesFor(account, principalId, {
    securable: on.securable,
    policyType: "POLICY_TYPE_GRANT",
  });
  return given.some(
    (policy) =>
      policy.privileges.includes(on.privilege) && judgeWhen(account, policy, on.securable).kind === "holds",
  );
}

function hasPolicies(account: Account, securable: SimulatedSecurable): boolean {
  for (const level of scopesOf(account, securable)) if (level.policies.size > 0) return true;
  return false;
}
