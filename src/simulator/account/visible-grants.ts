import type { SecurableRef } from "../acts/act.ts";
import type { Account, SimulatedSecurable } from "./account.ts";
import { isAccountAdmin, isMetastoreAdmin } from "./admin-roles.ts";
import { applicablePrivileges } from "./applicable-privileges.ts";
import { ownsContainer } from "./can-manage.ts";
import { closureOf } from "./closure-of.ts";
import { holdsPrivilege } from "./holds-privilege.ts";
import { chainOf, findSecurable, metastoreOf } from "./securable-chain.ts";

/** Privileges of one grantee on a securable, sorted. */
export interface GrantRow {
  /** Numeric id; of a grant on a share, `recipient:<name>`. Ids of deleted principals stay. */
  readonly principalId: string;
  readonly privileges: readonly string[];
}

export interface EffectivePrivilege {
  readonly privilege: string;
  /** `CATALOG`, `SCHEMA` or `METASTORE`; null for a grant on the securable itself. */
  readonly inheritedFromType: string | null;
  readonly inheritedFromName: string | null;
}

export interface EffectiveGrantRow {
  readonly principalId: string;
  readonly privileges: readonly EffectivePrivilege[];
}

/**
 * Direct grants on a securable as the caller sees them: all of them, or silently only those to the caller itself.
 * Nothing for a securable that does not exist.
 * Source: Databricks documentation, "Manage privileges", "Show grants".
 */
export function visibleGrants(account: Account, callerId: string, ref: SecurableRef): readonly GrantRow[] {
  const securable = findSecurable(account, ref);
  if (securable === null) return [];
  const isAll = seesAllGrants(account, callerId, securable);
  return [...securable.grants]
    .filter(([principalId, privileges]) => privileges.size > 0 && (isAll || principalId === callerId))
    .map(([principalId, privileges]) => ({ principalId, privileges: [...privileges].sort() }));
}

/**
 * Direct and inherited grants, with the level that each comes from. BROWSE is not listed on what lies in the catalog;
 * USE CATALOG and USE SCHEMA are. Who sees what is as in {@link visibleGrants}, by rights on the securable asked for.
 */
export function effectiveGrants(
  account: Account,
  callerId: string,
  ref: SecurableRef,
): readonly EffectiveGrantRow[] {
  const securable = findSecurable(account, ref);
  if (securable === null) return [];
  return listGrants(account, securable, seesAllGrants(account, callerId, securable) ? null : callerId);
}

/** Direct and inherited grants of one principal, or of all (null). */
export function listGrants(
  account: Account,
  securable: SimulatedSecurable,
  onlyId: string | null,
): readonly EffectiveGrantRow[] {
  const rows = new Map<string, EffectivePrivilege[]>();
  for (const level of listedLevels(account, securable))
    for (const [principalId, privileges] of level.grants) {
      if (onlyId !== null && principalId !== onlyId) continue;
      const listed = [...privileges].filter((privilege) => isListed(privilege, level, securable)).sort();
      if (listed.length === 0) continue;
      const row = rows.get(principalId) ?? [];
      rows.set(principalId, row);
      row.push(...listed.map((privilege) => effectivePrivilege(privilege, level, securable)));
    }
  return [...rows].map(([principalId, privileges]) => ({ principalId, privileges }));
}

/**
 * Whether the caller sees the grants of others on a securable: a metastore administrator, its owner, the owner of what
 * it lies in, who has MANAGE or READ METADATA on it; of the metastore an account administrator, who may grant there.
 */
function seesAllGrants(account: Account, callerId: string, securable: SimulatedSecurable): boolean {
  if (ownsSight(account, callerId, securable)) return true;
  return (
    holdsPrivilege(account, callerId, { securable, privilege: "MANAGE" }) ||
    holdsPrivilege(account, callerId, { securable, privilege: "READ_METADATA" })
  );
}

/** The same by ownership and roles alone. */
export function ownsSight(account: Account, callerId: string, securable: SimulatedSecurable): boolean {
  return (
    isMetastoreAdmin(account, callerId) ||
    closureOf(account, callerId).has(securable.owner) ||
    ownsContainer(account, callerId, securable) ||
    (securable.type === "metastore" && isAccountAdmin(account, callerId))
  );
}

function listedLevels(account: Account, securable: SimulatedSecurable): readonly SimulatedSecurable[] {
  const chain = chainOf(account, securable);
  const metastore = metastoreOf(account);
  return metastore === null || metastore === securable ? chain : [...chain, metastore];
}

function isListed(privilege: string, level: SimulatedSecurable, securable: SimulatedSecurable): boolean {
  if (level === securable) return true;
  if (level.type === "metastore") return privilege === "READ_METADATA";
  if (privilege === "USE_CATALOG" || privilege === "USE_SCHEMA" || privilege === "READ_METADATA") return true;
  return applicablePrivileges(securable).has(privilege);
}

function effectivePrivilege(
  privilege: string,
  level: SimulatedSecurable,
  securable: SimulatedSecurable,
): EffectivePrivilege {
  if (level === securable) return { privilege, inheritedFromType: null, inheritedFromName: null };
  return { privilege, inheritedFromType: level.type.toUpperCase(), inheritedFromName: level.name };
}
