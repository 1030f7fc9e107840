import type { Account, SimulatedPrincipal } from "../../account/account.ts";
import { isAssigned, isWorkspaceAdmin } from "../../account/admin-roles.ts";
import { closureOf } from "../../account/closure-of.ts";
import { workspaceClosureOf } from "../../account/workspace-groups.ts";

export type Group = Extract<SimulatedPrincipal, { kind: "group" }>;

/** A group that somebody is in, by itself or through another group. */
export interface Membership {
  readonly group: Group;
  readonly isDirect: boolean;
}

interface Index {
  readonly revision: number;
  readonly parents: ReadonlyMap<string, ReadonlySet<string>>;
}

const INDEXES = new WeakMap<Account, Index>();

/** By numeric id of a member: the groups it stands in. Cost: kept by revision. */
function parentsOf(account: Account): ReadonlyMap<string, ReadonlySet<string>> {
  const known = INDEXES.get(account);
  if (known?.revision === account.revision) return known.parents;
  const parents = new Map<string, Set<string>>();
  for (const group of account.principals.values()) {
    if (group.kind !== "group") continue;
    for (const member of group.members) {
      const groups = parents.get(member) ?? new Set();
      parents.set(member, groups.add(group.id));
    }
  }
  INDEXES.set(account, { revision: account.revision, parents });
  return parents;
}

/** Groups of a principal: on the level of the account without system groups, in a workspace with its local ones. */
export function groupsOf(
  account: Account,
  principalId: string,
  workspaceId: string | null,
): readonly Membership[] {
  const ids =
    workspaceId === null
      ? closureOf(account, principalId)
      : workspaceClosureOf(account, principalId, workspaceId);
  const direct = parentsOf(account).get(principalId);
  return [...ids].flatMap((id) => {
    const group = account.principals.get(id);
    if (group?.kind !== "group" || id === principalId) return [];
    if (group.isSystem && group.workspaceId === null) return [];
    return [{ group, isDirect: group.isSystem || direct?.has(id) === true }];
  });
}

/** Numeric ids of the direct members of a group; those of system groups follow from assignments. */
export function membersOf(account: Account, group: Group): readonly string[] {
  if (!group.isSystem) return [...group.members];
  const people = [...account.principals.values()].filter(({ kind }) => kind !== "group");
  const { workspaceId } = group;
  if (workspaceId === null) {
    const ids = people.filter(({ id }) => closureOf(account, id).has(group.id));
    return ids.map(({ id }) => id);
  }
  const isIn = group.displayName === "admins" ? isWorkspaceAdmin : isAssigned;
  return people.filter(({ id }) => isIn(account, id, workspaceId)).map(({ id }) => id);
}
