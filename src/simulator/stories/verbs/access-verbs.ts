import type { GrantChange } from "../../acts/act.ts";
import type { ValueOf } from "../placing/story-value.ts";
import { defineVerb, type StepPlacing, type StoryVerb } from "./define-verb.ts";

function changeGrants(step: StepPlacing, isGranted: boolean): void {
  const { slots } = step;
  const privileges = slots.privileges("privileges");
  const changes = slots.all("whom", "principal").map(
    ({ name }): GrantChange => ({
      principal: name,
      add: isGranted ? privileges : [],
      remove: isGranted ? [] : privileges,
    }),
  );
  const actor = step.actor("who");
  for (const securable of slots.securables("on")) actor.act({ kind: "change_grants", securable, changes });
}

interface MemberChange {
  readonly isAdded: boolean;
  /** Done by the sync of the identity provider. */
  readonly isSync: boolean;
}

function changeMembers(step: StepPlacing, { isAdded, isSync }: MemberChange): void {
  const { slots } = step;
  const ids = slots.all("members", "principal").map(({ id }) => id);
  const content = {
    kind: "change_members" as const,
    groupId: slots.one("group", "principal").id,
    add: isAdded ? ids : [],
    remove: isAdded ? [] : ids,
    isSync,
  };
  if (isSync) step.platform(content);
  else step.actor("who").act(content);
}

function createPrincipals(step: StepPlacing, isSync: boolean): void {
  for (const value of step.slots.all("what", "principal")) {
    const content = {
      kind: "create_principal" as const,
      principal: newPrincipal(value),
      externalId: isSync ? `idp-${value.id}` : null,
      newId: value.id,
    };
    if (isSync) step.platform(content);
    else step.actor("who").act(content);
  }
}

function newPrincipal({ type, name, displayName }: ValueOf<"principal">) {
  switch (type) {
    case "user":
      return { kind: "user" as const, userName: name, displayName };
    case "service_principal":
      return { kind: "service_principal" as const, displayName, applicationId: name };
    case "group":
      return { kind: "group" as const, displayName, isWorkspaceLocal: false };
  }
}

function setActive(step: StepPlacing, isActive: boolean): void {
  const actor = step.actor("who");
  for (const { id } of step.slots.all("whom", "principal"))
    actor.act({ kind: "set_active", principalId: id, isActive });
}

/** Every assignment is an act of its own in the workspace it is about. */
function assign(step: StepPlacing, level: "USER" | "ADMIN" | null): void {
  const { slots } = step;
  const actor = step.actor("who");
  const before = actor.profile.workspaceId;
  actor.change({ workspaceId: slots.one("workspace", "workspace").id });
  for (const { id } of slots.all("whom", "principal"))
    actor.act({ kind: "assign_workspace", principalId: id, level });
  actor.change({ workspaceId: before });
}

function letActAs(step: StepPlacing): void {
  const { slots, ground } = step;
  const { accountId, ruleSets } = ground.account;
  const name = `accounts/${accountId}/servicePrincipals/${slots.one("service", "principal").name}/ruleSets/default`;
  const known = ruleSets.get(name);
  const principals = slots.all("whom", "principal").map(rulePrincipal);
  step.actor("who").act({
    kind: "put_rule_set",
    name,
    etag: known?.etag ?? "",
    grantRules: [...(known?.grantRules ?? []), { role: "roles/servicePrincipal.user", principals }],
  });
}

const RULE_PREFIXES = { user: "users", service_principal: "servicePrincipals", group: "groups" } as const;

function rulePrincipal({ type, name }: ValueOf<"principal">): string {
  return `${RULE_PREFIXES[type]}/${name}`;
}

export const ACCESS_VERBS: readonly StoryVerb[] = [
  defineVerb({
    phrase: "<who:actor> grants <privileges:privileges> on <on:securables> to <whom:principals>",
    place: (step) => changeGrants(step, true),
  }),
  defineVerb({
    phrase: "<who:actor> revokes <privileges:privileges> on <on:securables> from <whom:principals>",
    place: (step) => changeGrants(step, false),
  }),
  defineVerb({
    phrase: "<who:actor> makes <owner:principal> owner of <what:securables>",
    place(step) {
      const owner = step.slots.one("owner", "principal").name;
      const actor = step.actor("who");
      for (const securable of step.slots.securables("what"))
        actor.act({ kind: "change_owner", securable, owner });
    },
  }),
  defineVerb({
    phrase: "<who:actor> adds <members:principals> to <group:group>",
    place: (step) => changeMembers(step, { isAdded: true, isSync: false }),
  }),
  defineVerb({
    phrase: "<who:actor> removes <members:principals> from <group:group>",
    place: (step) => changeMembers(step, { isAdded: false, isSync: false }),
  }),
  defineVerb({
    phrase: "sync adds <members:principals> to <group:group>",
    place: (step) => changeMembers(step, { isAdded: true, isSync: true }),
  }),
  defineVerb({
    phrase: "sync removes <members:principals> from <group:group>",
    place: (step) => changeMembers(step, { isAdded: false, isSync: true }),
  }),
  defineVerb({ phrase: "sync creates <what:principals>", place: (step) => createPrincipals(step, true) }),
  defineVerb({
    phrase: "<who:actor> creates <what:principals>",
    place: (step) => createPrincipals(step, false),
  }),
  defineVerb({
    phrase: "<who:actor> deactivates <whom:principals>",
    place: (step) => setActive(step, false),
  }),
  defineVerb({ phrase: "<who:actor> activates <whom:principals>", place: (step) => setActive(step, true) }),
  defineVerb({
    phrase: "<who:actor> deletes <whom:principals>",
    place(step) {
      const actor = step.actor("who");
      for (const { id } of step.slots.all("whom", "principal"))
        actor.act({ kind: "delete_principal", principalId: id });
    },
  }),
  defineVerb({
    phrase: "<who:actor> assigns <whom:principals> to <workspace:workspace> [as <level:user|admin>]",
    place(step) {
      const isAdmin = step.slots.has("level") && step.slots.word("level") === "admin";
      assign(step, isAdmin ? "ADMIN" : "USER");
    },
  }),
  defineVerb({
    phrase: "<who:actor> unassigns <whom:principals> from <workspace:workspace>",
    place: (step) => assign(step, null),
  }),
  defineVerb({
    phrase: "<who:actor> makes <whom:principal> account admin",
    place(step) {
      step.actor("who").act({
        kind: "set_admin_role",
        principalId: step.slots.one("whom", "principal").id,
        role: "account_admin",
        isGranted: true,
      });
    },
  }),
  defineVerb({
    phrase: "<who:actor> takes account admin from <whom:principal>",
    place(step) {
      step.actor("who").act({
        kind: "set_admin_role",
        principalId: step.slots.one("whom", "principal").id,
        role: "account_admin",
        isGranted: false,
      });
    },
  }),
  defineVerb({
    phrase: "<who:actor> gives <level:privileges> on <what:compute> to <whom:principals>",
    place(step) {
      const { slots } = step;
      const actor = step.actor("who");
      const [level = "CAN_VIEW"] = slots.privileges("level");
      const entries = Object.fromEntries(slots.all("whom", "principal").map(({ id }) => [id, level]));
      for (const object of slots.values("what"))
        if (object.kind === "job" || object.kind === "warehouse")
          actor.act({
            kind: "set_object_acl",
            objectType: `${object.kind}s`,
            objectId: object.id,
            entries,
            mode: "merge",
          });
    },
  }),
  defineVerb({ phrase: "<who:actor> lets <whom:principals> act as <service:service>", place: letActAs }),
];
