import type { Account, SimulatedPrincipal } from "../../account/account.ts";
import { isAssigned } from "../../account/admin-roles.ts";
import type { JsonObject } from "../json.ts";
import { type Group, groupsOf, membersOf } from "./scim-groups-of.ts";

/** Kinds of resources, as they stand in paths. */
export type ScimKind = "Users" | "Groups" | "ServicePrincipals";

export const SCIM_KINDS: readonly ScimKind[] = ["Users", "Groups", "ServicePrincipals"];

/** Where resources are asked for: the account, or one workspace. */
export interface ScimView {
  readonly account: Account;
  /** Null on the level of the account. */
  readonly workspaceId: string | null;
  /** Whether members of groups, entitlements and roles are told: administrators see them. */
  readonly isFull: boolean;
}

const KIND_PATHS: Readonly<Record<SimulatedPrincipal["kind"], ScimKind>> = {
  user: "Users",
  group: "Groups",
  service_principal: "ServicePrincipals",
};

export function kindOf(principal: SimulatedPrincipal): ScimKind {
  return KIND_PATHS[principal.kind];
}

/** Whether the resource is there on that level: in a workspace, who is assigned to it and its local groups. */
export function isInView({ account, workspaceId }: ScimView, principal: SimulatedPrincipal): boolean {
  if (principal.kind === "group") {
    if (workspaceId === null) return principal.workspaceId === null && !isInternal(principal);
    if (principal.workspaceId !== null) return principal.workspaceId === workspaceId;
    return !principal.isSystem && isAssigned(account, principal.id, workspaceId);
  }
  return workspaceId === null || isAssigned(account, principal.id, workspaceId);
}

/** System groups of the account are computed, and no resources. */
function isInternal(group: Group): boolean {
  return group.isSystem;
}

/** The resource as SCIM tells it (RFC 7643), with the platform's own attributes. */
export function scimResource(view: ScimView, principal: SimulatedPrincipal): JsonObject {
  const common = {
    id: principal.id,
    displayName: principal.displayName,
    externalId: principal.externalId ?? undefined,
    ...(view.isFull ? rightsOf(view, principal) : {}),
    groups: groupsInfo(view, principal),
  };
  switch (principal.kind) {
    case "user":
      return { ...userInfo(principal), ...common };
    case "service_principal":
      return {
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal"],
        applicationId: principal.applicationId,
        active: principal.isActive,
        ...common,
      };
    case "group":
      return {
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        ...common,
        members: view.isFull ? membersInfo(view, principal) : undefined,
        meta: { resourceType: principal.workspaceId === null ? "Group" : "WorkspaceGroup" },
      };
  }
}

function userInfo(user: Extract<SimulatedPrincipal, { kind: "user" }>): JsonObject {
  const [givenName = "", ...rest] = user.displayName.split(" ");
  const familyName = rest.join(" ");
  return {
    schemas: [
      "urn:ietf:params:scim:schemas:core:2.0:User",
      "urn:ietf:params:scim:schemas:extension:workspace:2.0:User",
    ],
    userName: user.userName,
    active: user.isActive,
    emails: [{ type: "work", value: user.userName, primary: true }],
    name: familyName === "" ? { givenName } : { givenName, familyName },
  };
}

/** Roles are the account's, entitlements a workspace's. */
function rightsOf({ workspaceId }: ScimView, { roles, entitlements }: SimulatedPrincipal): JsonObject {
  const valued = (values: Iterable<string>) => {
    const list = [...values].map((value) => ({ value }));
    return list.length === 0 ? undefined : list;
  };
  return workspaceId === null
    ? { roles: valued(roles) }
    : { entitlements: valued(entitlements.get(workspaceId) ?? []) };
}

function groupsInfo(
  { account, workspaceId }: ScimView,
  { id }: SimulatedPrincipal,
): readonly JsonObject[] | undefined {
  const groups = groupsOf(account, id, workspaceId).map(({ group, isDirect }) => ({
    value: group.id,
    display: group.displayName,
    type: isDirect ? "direct" : "indirect",
    $ref: `Groups/${group.id}`,
  }));
  return groups.length === 0 ? undefined : groups;
}

function membersInfo({ account }: ScimView, group: Group): readonly JsonObject[] | undefined {
  const members = membersOf(account, group).flatMap((id) => {
    const member = account.principals.get(id);
    if (member === undefined) return [];
    return [{ value: id, display: member.displayName, type: "direct", $ref: `${kindOf(member)}/${id}` }];
  });
  return members.length === 0 ? undefined : members;
}
