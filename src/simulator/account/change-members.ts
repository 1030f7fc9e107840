import type { Account, Refusal, SimulatedPrincipal } from "./account.ts";
import { touchAccount, touchMembers } from "./account-caches.ts";
import { forbidden, invalidValue } from "./account-refusals.ts";

/** Change of the direct members of a group. All ids are numeric. */
export interface MemberChange {
  readonly groupId: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** Done by the identity provider's sync, which alone may change synced groups. */
  readonly isSync: boolean;
}

type Group = Extract<SimulatedPrincipal, { kind: "group" }>;

/** Groups may stand in each other this deep. Source: Databricks documentation, "Resource limits". */
const NESTING_COUNT_MAX = 10;

/**
 * Changes the direct members of a group, all or, when something is refused, none; removal comes before addition, and
 * neither minds what is so already. Who may do it is for the caller to check (`mayManagePrincipal`).
 *
 * Refused: a synced group unless the sync does it (403), a system group (403), a group that would contain itself or nest
 * too deep (400), a group local to a workspace as a member of a group of the account (400), who is not there (404).
 */
export function applyMemberChange(account: Account, change: MemberChange): Refusal | null {
  const group = account.principals.get(change.groupId);
  if (group?.kind !== "group") return notFound("Group", change.groupId);
  const refusal = checkGroup(group, change) ?? checkAdded(account, group, change);
  if (refusal !== null) return refusal;
  for (const id of change.remove) group.members.delete(id);
  for (const id of change.add) group.members.add(id);
  const touched = [...change.remove, ...change.add];
  if (touched.some((id) => account.principals.get(id)?.kind === "group")) touchAccount(account, "members");
  else touchMembers(account, touched);
  return null;
}

function checkGroup(group: Group, { isSync }: MemberChange): Refusal | null {
  if (group.isSystem) return forbidden(`Members of system group ${group.displayName} cannot be changed`);
  if (group.externalId === null || isSync) return null;
  return forbidden(
    `Group ${group.displayName} is managed by an identity provider; its members cannot be changed`,
  );
}

function checkAdded(account: Account, group: Group, { add }: MemberChange): Refusal | null {
  for (const id of add) {
    const member = account.principals.get(id);
    if (member === undefined) return notFound("Principal", id);
    if (member.kind !== "group") continue;
    if (member.isSystem) return invalidValue(`System group ${member.displayName} cannot be a member`);
    if (member.workspaceId !== null && group.workspaceId === null)
      return invalidValue(`Group ${member.displayName} is local to a workspace and cannot be a member`);
    const levelCount = depthBelow(account, member, group.id);
    if (levelCount === null)
      return invalidValue(`Adding group ${member.displayName} to ${group.displayName} would make a circle`);
    if (levelCount + heightAbove(account, group) > NESTING_COUNT_MAX)
      return invalidValue(`Groups cannot be nested deeper than ${NESTING_COUNT_MAX} levels`);
  }
  return null;
}

/** Levels of groups from this one down, itself counted; null when `forbiddenId` is among them. */
function depthBelow(account: Account, group: Group, forbiddenId: string): number | null {
  let depthCount = 0;
  const seen = new Set<string>();
  let level: readonly Group[] = [group];
  while (level.length > 0) {
    depthCount += 1;
    if (level.some(({ id }) => id === forbiddenId)) return null;
    for (const { id } of level) seen.add(id);
    const members = new Set(level.flatMap((each) => [...each.members]));
    level = [...members].flatMap((id) => {
      const member = account.principals.get(id);
      return member?.kind === "group" && !seen.has(id) ? [member] : [];
    });
  }
  return depthCount;
}

/** Levels of groups from this one up, itself counted. */
function heightAbove(account: Account, group: Group): number {
  let heightCount = 0;
  const seen = new Set<string>();
  let level: readonly Group[] = [group];
  while (level.length > 0) {
    heightCount += 1;
    for (const { id } of level) seen.add(id);
    const ids = level.map(({ id }) => id);
    level = [...account.principals.values()].filter(
      (each): each is Group =>
        each.kind === "group" && !seen.has(each.id) && ids.some((id) => each.members.has(id)),
    );
  }
  return heightCount;
}

function notFound(word: string, id: string): Refusal {
  return {
    status: 404,
    code: "RESOURCE_DOES_NOT_EXIST",
    message: `${word} with id ${id} not found.`,
    sqlState: null,
  };
}
