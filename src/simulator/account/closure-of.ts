import type { Account, SimulatedWorkspace } from "./account.ts";
import { cachesOf, type KeptOfAccount } from "./account-caches.ts";
import { principalIdOf } from "./find-principal.ts";
import { ACCOUNT_USERS, workspaceAdminsName } from "./system-groups.ts";

/**
 * Everybody whose rights a principal has, as numeric ids: itself, the account groups it is a member of directly or
 * through others, `account users`, and the system group of the administrators of each workspace it is administrator of.
 * Groups local to a workspace are not in it, since nothing in Unity Catalog can be granted to them. A principal that
 * does not exist has nobody's rights but its own id's. Circles of groups are walked once. Cost: kept by revision.
 */
export function closureOf(account: Account, principalId: string): ReadonlySet<string> {
  const caches = cachesOf(account);
  const known = caches.closures.get(principalId);
  if (known !== undefined) return known;
  const closure = new Set([principalId]);
  caches.closures.set(principalId, closure);
  const principal = account.principals.get(principalId);
  if (principal === undefined || (principal.kind === "group" && principal.workspaceId !== null))
    return closure;
  addNamed(account, closure, ACCOUNT_USERS);
  addParents(closure, parentsOf(account, caches));
  for (const workspace of account.workspaces.values())
    if (isAdminOf(workspace, closure))
      addNamed(account, closure, workspaceAdminsName(account.accountId, workspace.id));
  addParents(closure, parentsOf(account, caches));
  return closure;
}

function isAdminOf({ assignments }: SimulatedWorkspace, closure: ReadonlySet<string>): boolean {
  for (const id of closure) if (assignments.get(id) === "ADMIN") return true;
  return false;
}

function addNamed(account: Account, closure: Set<string>, group: string): void {
  const id = principalIdOf(account, group);
  if (id !== null) closure.add(id);
}

/** A set is walked in the order of insertion, so that what is added meanwhile is visited too, once. */
function addParents(closure: Set<string>, parents: ReadonlyMap<string, readonly string[]>): void {
  for (const member of closure) for (const parent of parents.get(member) ?? []) closure.add(parent);
}

function parentsOf(account: Account, caches: KeptOfAccount): ReadonlyMap<string, readonly string[]> {
  caches.parents ??= indexParents(account);
  return caches.parents;
}

function indexParents(account: Account): ReadonlyMap<string, readonly string[]> {
  const parents = new Map<string, string[]>();
  for (const group of account.principals.values()) {
    if (group.kind !== "group" || group.workspaceId !== null) continue;
    for (const member of group.members) {
      const known = parents.get(member);
      if (known === undefined) parents.set(member, [group.id]);
      else known.push(group.id);
    }
  }
  return parents;
}
