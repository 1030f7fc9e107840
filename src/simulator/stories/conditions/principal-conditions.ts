import { isAccountAdmin, isMetastoreAdmin, isWorkspaceAdmin } from "../../account/admin-roles.ts";
import { canManage } from "../../account/can-manage.ts";
import { checkPrivilege } from "../../account/check-privilege.ts";
import { closureOf } from "../../account/closure-of.ts";
import { mayManagePrincipal } from "../../account/may-manage-principal.ts";
import { mayUseObject } from "../../account/may-use-object.ts";
import type { SecurableRef } from "../../acts/act.ts";
import type { Person } from "../../world/world.ts";
import { usualWorkspace } from "../placing/actor-profile.ts";
import { type Ground, personOf, securableOf } from "../placing/ground.ts";
import type { SlotValues } from "../placing/slot-values.ts";
import type { StoryValue, ValueOf } from "../placing/story-value.ts";
import { defineCondition, type StoryCondition } from "./define-condition.ts";

const ACTORS = ["person", "service", "principal"] as const;
const HOLDERS = [...ACTORS, "group"] as const;

/** Asks for a principal; false for anything else. */
function about(
  ask: (principal: ValueOf<"principal">, slots: SlotValues, ground: Ground) => boolean,
): StoryCondition["holds"] {
  return (candidate, slots, ground) => candidate.kind === "principal" && ask(candidate, slots, ground);
}

/** Asks for the plan of a principal; false for those without. */
function aboutPerson(
  ask: (person: Person, slots: SlotValues, ground: Ground) => boolean,
): StoryCondition["holds"] {
  return about(({ id }, slots, ground) => {
    const person = personOf(ground, id);
    return person !== null && ask(person, slots, ground);
  });
}

/** Privilege that stands for using a securable of each type at all. */
const READ_PRIVILEGES: Readonly<Record<string, string>> = {
  table: "SELECT",
  schema: "SELECT",
  catalog: "SELECT",
  volume: "READ_VOLUME",
  function: "EXECUTE",
};

/** Whether the principal may read what the slot names, from where it usually works. */
export function mayRead(ground: Ground, principalId: string, securable: SecurableRef): boolean {
  const privilege = READ_PRIVILEGES[securable.type] ?? "SELECT";
  const workspaceId = usualWorkspace(ground, principalId);
  return checkPrivilege(ground.account, { principalId, workspaceId, securable, privilege }) === null;
}

export function mayWrite(ground: Ground, principalId: string, securable: SecurableRef): boolean {
  const workspaceId = usualWorkspace(ground, principalId);
  return (
    checkPrivilege(ground.account, { principalId, workspaceId, securable, privilege: "MODIFY" }) === null
  );
}

export function mayManage(ground: Ground, principalId: string, securable: SecurableRef): boolean {
  return canManage(ground.account, principalId, securable, usualWorkspace(ground, principalId));
}

/** Whether a principal works with a table by plan: looks at it, or runs a job that reads it. */
export function isReaderOf(ground: Ground, principal: ValueOf<"principal">, table: string): boolean {
  const person = personOf(ground, principal.id);
  if (person?.tables.includes(table) === true) return true;
  return ground.world.jobs.some(({ runAs, reads }) => runAs === principal.name && reads.includes(table));
}

function ownsIt(ground: Ground, principalId: string, ref: SecurableRef): boolean {
  const owner = securableOf(ground, ref)?.owner;
  return owner !== undefined && closureOf(ground.account, principalId).has(owner);
}

function isAdmin(ground: Ground, principalId: string): boolean {
  const { account } = ground;
  if (isAccountAdmin(account, principalId) || isMetastoreAdmin(account, principalId)) return true;
  return [...account.workspaces.keys()].some((workspaceId) =>
    isWorkspaceAdmin(account, principalId, workspaceId),
  );
}

function isAny(value: StoryValue | undefined, slots: SlotValues, slot: string): boolean {
  return slots
    .values(slot)
    .some((other) => other.kind === "principal" && value?.kind === "principal" && other.id === value.id);
}

export const PRINCIPAL_CONDITIONS: readonly StoryCondition[] = [
  defineCondition({
    nouns: ACTORS,
    phrase: "team is <team:team>",
    negative: "team is not <team:team>",
    holds: aboutPerson(({ team }, slots) => slots.words("team").includes(team)),
  }),
  defineCondition({
    nouns: ACTORS,
    phrase: "role is <role:role>",
    negative: "role is not <role:role>",
    holds: aboutPerson(({ role }, slots) => slots.words("role").includes(role)),
  }),
  defineCondition({
    nouns: ["service"],
    phrase: "duty is <duty:duty>",
    negative: "duty is not <duty:duty>",
    holds: aboutPerson(({ duty }, slots) => duty !== null && slots.words("duty").includes(duty)),
  }),
  defineCondition({
    nouns: ACTORS,
    phrase: "shares the team of <other:actor>",
    negative: "does not share the team of <other:actor>",
    holds: aboutPerson(
      ({ team }, slots, ground) => personOf(ground, slots.one("other", "principal").id)?.team === team,
    ),
  }),
  defineCondition({
    nouns: ACTORS,
    phrase: "is dormant",
    negative: "is not dormant",
    includesIdle: true,
    holds: about(({ id }, _, ground) => personOf(ground, id)?.activity === 0),
  }),
  defineCondition({
    nouns: ["person"],
    phrase: "is away",
    negative: "is not away",
    includesIdle: true,
    holds: aboutPerson(({ absences }, _, { at }) =>
      absences.some(({ from, until }) => from <= at && at < until),
    ),
  }),
  defineCondition({
    nouns: ACTORS,
    phrase: "is admin",
    negative: "is not admin",
    holds: about(({ id }, _, ground) => isAdmin(ground, id)),
  }),
  defineCondition({
    nouns: ACTORS,
    phrase: "is account admin",
    negative: "is not account admin",
    holds: about(({ id }, _, { account }) => isAccountAdmin(account, id)),
  }),
  defineCondition({
    nouns: HOLDERS,
    phrase: "is <other:principals>",
    negative: "is not <other:principals>",
    holds: (candidate, slots) => isAny(candidate, slots, "other"),
  }),
  defineCondition({
    nouns: ACTORS,
    phrase: "reads <table:table>",
    negative: "does not read <table:table>",
    holds: about((principal, slots, ground) =>
      isReaderOf(ground, principal, slots.one("table", "securable").ref.name),
    ),
  }),
  defineCondition({
    nouns: HOLDERS,
    phrase: "can read <what:securable>",
    negative: "cannot read <what:securable>",
    holds: about(({ id, type }, slots, ground) =>
      type === "group"
        ? groupMayRead(ground, id, slots.one("what", "securable").ref)
        : mayRead(ground, id, slots.one("what", "securable").ref),
    ),
  }),
  defineCondition({
    nouns: ACTORS,
    phrase: "can write <table:table>",
    negative: "cannot write <table:table>",
    holds: about(({ id }, slots, ground) => mayWrite(ground, id, slots.one("table", "securable").ref)),
  }),
  defineCondition({
    nouns: ACTORS,
    phrase: "can manage <what:securable>",
    negative: "cannot manage <what:securable>",
    holds: about(({ id }, slots, ground) => mayManage(ground, id, slots.one("what", "securable").ref)),
  }),
  defineCondition({
    nouns: HOLDERS,
    phrase: "owns <what:securable>",
    negative: "does not own <what:securable>",
    holds: about(({ id }, slots, ground) => ownsIt(ground, id, slots.one("what", "securable").ref)),
  }),
  defineCondition({
    nouns: HOLDERS,
    phrase: "is member of <group:group>",
    negative: "is not member of <group:group>",
    holds: about(({ id }, slots, { account }) =>
      closureOf(account, id).has(slots.one("group", "principal").id),
    ),
  }),
  defineCondition({
    nouns: ACTORS,
    phrase: "can change members of <group:group>",
    negative: "cannot change members of <group:group>",
    holds: about(({ id }, slots, ground) =>
      mayManagePrincipal(ground.account, {
        callerId: id,
        workspaceId: usualWorkspace(ground, id),
        targetId: slots.one("group", "principal").id,
      }),
    ),
  }),
  defineCondition({
    nouns: ACTORS,
    phrase: "can change <job:job>",
    negative: "cannot change <job:job>",
    holds: about(({ id }, slots, ground) =>
      mayUseJob(ground, id, { jobId: slots.one("job", "job").id, level: "CAN_MANAGE" }),
    ),
  }),
  defineCondition({
    nouns: ACTORS,
    phrase: "can start <job:job>",
    negative: "cannot start <job:job>",
    holds: about(({ id }, slots, ground) =>
      mayUseJob(ground, id, { jobId: slots.one("job", "job").id, level: "CAN_MANAGE_RUN" }),
    ),
  }),
  defineCondition({
    nouns: ACTORS,
    phrase: "runs <job:job>",
    negative: "does not run <job:job>",
    holds: about(({ id }, slots, { account }) => account.jobs.get(slots.one("job", "job").id)?.runAs === id),
  }),
  defineCondition({
    nouns: ACTORS,
    phrase: "runs jobs",
    negative: "runs no jobs",
    holds: about(({ name }, _, { world }) => world.jobs.some(({ runAs }) => runAs === name)),
  }),
  defineCondition({
    nouns: ACTORS,
    phrase: "has a token",
    negative: "has no token",
    holds: about(({ id }, _, { account }) => [...account.tokens.values()].some(({ owner }) => owner === id)),
  }),
  defineCondition({
    nouns: ACTORS,
    phrase: "works in <workspace:workspace>",
    negative: "does not work in <workspace:workspace>",
    holds: about(
      ({ id }, slots, ground) => usualWorkspace(ground, id) === slots.one("workspace", "workspace").id,
    ),
  }),
  defineCondition({
    nouns: ["group"],
    phrase: "contains <member:principal>",
    negative: "does not contain <member:principal>",
    holds: about(({ id }, slots, { account }) => {
      const member = slots.one("member", "principal").id;
      return member !== id && closureOf(account, member).has(id);
    }),
  }),
  defineCondition({
    nouns: ["group"],
    phrase: "is synced",
    negative: "is not synced",
    holds: about(({ id }, _, { account }) => (account.principals.get(id)?.externalId ?? null) !== null),
  }),
  defineCondition({
    nouns: ["group"],
    phrase: "has members",
    negative: "has no members",
    holds: about(({ id }, _, { account }) => {
      const group = account.principals.get(id);
      return group?.kind === "group" && group.members.size > 0;
    }),
  }),
  defineCondition({
    nouns: HOLDERS,
    phrase: "name contains <part:text>",
    negative: "name does not contain <part:text>",
    holds: about(({ name, displayName }, slots) => `${name} ${displayName}`.includes(slots.text("part"))),
  }),
];

/** Whether joining the group gives the privilege to read: asked on the level of the account, as groups work nowhere. */
function groupMayRead(ground: Ground, principalId: string, securable: SecurableRef): boolean {
  const privilege = READ_PRIVILEGES[securable.type] ?? "SELECT";
  return checkPrivilege(ground.account, { principalId, workspaceId: null, securable, privilege }) === null;
}

/** Whether the principal has a level on a job, and works where the job is. */
export function mayUseJob(
  ground: Ground,
  principalId: string,
  use: { readonly jobId: string; readonly level: "CAN_MANAGE" | "CAN_MANAGE_RUN" },
): boolean {
  const workspaceId = ground.account.jobs.get(use.jobId)?.workspaceId;
  if (workspaceId === undefined || usualWorkspace(ground, principalId) !== workspaceId) return false;
  const { jobId: objectId, level } = use;
  return mayUseObject(ground.account, { principalId, workspaceId, objectType: "jobs", objectId, level });
}
