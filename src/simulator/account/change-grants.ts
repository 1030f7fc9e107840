import type { GrantChange, SecurableRef } from "../acts/act.ts";
import type { Account, Refusal, SecurableType, SimulatedSecurable } from "./account.ts";
import { securableKey } from "./account.ts";
import { touchAccount, touchGrants } from "./account-caches.ts";
import { invalidValue, principalMissing, securableMissing } from "./account-refusals.ts";
import { applicablePrivileges, isInAllPrivileges } from "./applicable-privileges.ts";
import { principalIdOf } from "./find-principal.ts";
import { findSecurable } from "./securable-chain.ts";

/**
 * Changes the direct grants of a securable: all changes or, when one is refused, none. In each change removal comes
 * before addition; what is not held is removed without a word; removing ALL PRIVILEGES also removes every single one it
 * stands for. A change names its principal as SQL does, or by numeric id when the principal is deleted, and then only
 * removes. Grants on a share go to recipients. Who may do it is for the caller to check (`checkMayGrant`).
 *
 * Refused: the same privilege added and removed for a principal (400), a privilege that is nothing on this kind of
 * securable (400), a principal that is not there or local to a workspace (PRINCIPAL_DOES_NOT_EXIST).
 * Source: Databricks REST reference, "Update permissions"; documentation, "ALL PRIVILEGES".
 */
export function applyGrantChanges(
  account: Account,
  ref: SecurableRef,
  changes: readonly GrantChange[],
): Refusal | null {
  const securable = findSecurable(account, ref);
  if (securable === null) return securableMissing(ref);
  const resolved: ResolvedChange[] = [];
  for (const change of changes) {
    const grantee = granteeOf(account, securable, change);
    if (grantee === null) return principalMissing(change.principal);
    const refusal = checkChange(securable, change);
    if (refusal !== null) return refusal;
    resolved.push({ ...change, grantee });
  }
  for (const change of resolved) applyChange(securable, change);
  if (LEAVES.has(securable.type)) touchGrants(account, securable);
  else touchAccount(account, "rights");
  return null;
}

/** What nothing lies in. */
const LEAVES: ReadonlySet<SecurableType> = new Set<SecurableType>(["table", "volume", "function"]);

/** Key of a grantee in `SimulatedSecurable.grants`; null when nobody is called so, or may not be granted to. */
function granteeOf(
  account: Account,
  securable: SimulatedSecurable,
  change: Pick<GrantChange, "principal" | "add">,
): string | null {
  const { principal, add } = change;
  if (securable.type === "share") {
    const key = securableKey("recipient", principal.toLowerCase());
    return account.securables.has(key) ? key : null;
  }
  const id = principalIdOf(account, principal);
  if (id !== null) return id;
  const isDeleted = securable.grants.has(principal) && !account.principals.has(principal);
  return isDeleted && add.length === 0 ? principal : null;
}

interface ResolvedChange extends GrantChange {
  readonly grantee: string;
}

function checkChange(securable: SimulatedSecurable, change: GrantChange): Refusal | null {
  if (change.add.some((privilege) => change.remove.includes(privilege)))
    return invalidValue(`Duplicate privileges to add and delete for principal ${change.principal}.`);
  const applicable = applicablePrivileges(securable);
  const wrong = change.add.find((privilege) => !applicable.has(privilege));
  if (wrong === undefined) return null;
  return invalidValue(`Privilege ${wrong} is not applicable to this entity [${entityWords(securable)}].`);
}

function applyChange(securable: SimulatedSecurable, { grantee, add, remove }: ResolvedChange): void {
  const held = new Set(securable.grants.get(grantee) ?? []);
  for (const privilege of remove) held.delete(privilege);
  if (remove.includes("ALL_PRIVILEGES"))
    for (const privilege of [...held]) if (isInAllPrivileges(privilege)) held.delete(privilege);
  for (const privilege of add) held.add(privilege);
  if (held.size === 0) securable.grants.delete(grantee);
  else securable.grants.set(grantee, held);
}

function entityWords({ type, name, detail }: SimulatedSecurable): string {
  const kind = detail.kind === "table" ? detail.tableType : "STANDARD";
  return `${name}:${type.toUpperCase()}/${type.toUpperCase()}_${kind}`;
}
