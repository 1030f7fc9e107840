import type { SimulatedPrincipal } from "../../account/account.ts";
import { mayManagePrincipal } from "../../account/may-manage-principal.ts";
import type { ActContent } from "../../acts/act.ts";
import { fail, failDenied } from "../api-error.ts";
import type { ApiRequest } from "../api-route.ts";
import { booleanField, requiredText, textField } from "../body-fields.ts";
import { isList, isObject, type JsonObject, type JsonValue } from "../json.ts";
import { type PatchStep, patchSteps } from "./scim-patch.ts";
import { kindOf, type ScimKind, type ScimView } from "./scim-resource.ts";

/** What a resource shall be like; null: as it is. */
interface Wanted {
  readonly isActive: boolean | null;
  readonly displayName: string | null;
  readonly members: MemberChange | null;
  readonly roles: readonly string[] | null;
  readonly entitlements: readonly string[] | null;
}

interface MemberChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

type Group = Extract<SimulatedPrincipal, { kind: "group" }>;

/** POST. @throws 409 for a name that is taken, 403 for who may not. */
export function createPrincipal(request: ApiRequest, view: ScimView, kind: ScimKind): SimulatedPrincipal {
  const { account, body } = request;
  const made = perform(request, view, {
    kind: "create_principal",
    principal: newPrincipal(view, kind, body),
    externalId: null,
  });
  const principal = account.principals.get(made["id"] ?? "");
  if (principal === undefined) return fail(500, "INTERNAL_ERROR", "The principal was not created.");
  if (view.workspaceId !== null && principal.kind !== "group")
    perform(request, view, { kind: "assign_workspace", principalId: principal.id, level: "USER" });
  const wanted = wantedOf(body, principal);
  applyWanted(request, view, { principal, wanted: { ...wanted, displayName: null } });
  return principal;
}

function newPrincipal(
  { workspaceId }: ScimView,
  kind: ScimKind,
  body: JsonObject,
): Extract<ActContent, { kind: "create_principal" }>["principal"] {
  const displayName = textField(body, "displayName");
  switch (kind) {
    case "Users": {
      const userName = requiredText(body, "userName");
      return { kind: "user", userName, displayName: displayName ?? nameOf(body) ?? userName };
    }
    case "ServicePrincipals": {
      const applicationId = textField(body, "applicationId");
      return { kind: "service_principal", displayName: displayName ?? applicationId ?? "", applicationId };
    }
    case "Groups":
      return {
        kind: "group",
        displayName: requiredText(body, "displayName"),
        isWorkspaceLocal: workspaceId !== null,
      };
  }
}

function nameOf(body: JsonObject): string | null {
  const name = body["name"];
  if (!isObject(name)) return null;
  const parts = [textField(name, "givenName"), textField(name, "familyName")].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(" ");
}

/** PUT: the resource becomes as the body says. Members that are left out of a group's body are members no more. */
export function replacePrincipal(request: ApiRequest, view: ScimView, principal: SimulatedPrincipal): void {
  const userName = textField(request.body, "userName");
  if (
    principal.kind === "user" &&
    userName !== null &&
    userName.toLowerCase() !== principal.userName.toLowerCase()
  )
    fail(400, "mutability", "userName cannot be changed.");
  applyWanted(request, view, { principal, wanted: wantedOf(request.body, principal) });
}

function wantedOf(body: JsonObject, principal: SimulatedPrincipal): Wanted {
  return {
    isActive: principal.kind === "group" ? null : booleanField(body, "active"),
    displayName: textField(body, "displayName"),
    members: principal.kind === "group" ? memberChange(principal, valuesOf(body["members"]) ?? []) : null,
    roles: valuesOf(body["roles"]),
    entitlements: valuesOf(body["entitlements"]),
  };
}

function memberChange(group: Group, wanted: readonly string[]): MemberChange {
  return {
    add: wanted.filter((id) => !group.members.has(id)),
    remove: [...group.members].filter((id) => !wanted.includes(id)),
  };
}

function valuesOf(value: JsonValue | undefined): readonly string[] | null {
  if (value === undefined || value === null) return null;
  if (!isList(value)) return fail(400, "invalidSyntax", "Expected a list of objects with a value.");
  return value.flatMap((item) =>
    isObject(item) && item["value"] !== undefined ? [String(item["value"])] : [],
  );
}

/** PATCH: steps one after another; one request is refused as a whole or its members change at once. */
export function changePrincipal(request: ApiRequest, view: ScimView, principal: SimulatedPrincipal): void {
  const steps = patchSteps(request.body);
  const memberSteps = steps.filter(({ attribute }) => attribute === "members");
  const wanted: Wanted = {
    isActive: lastFlag(steps),
    displayName: lastText(steps, "displayname"),
    members: memberSteps.length === 0 ? null : memberChangeOf(principal, memberSteps),
    roles: setAfter(steps, "roles", principal.roles),
    entitlements: setAfter(
      steps,
      "entitlements",
      principal.entitlements.get(view.workspaceId ?? "") ?? new Set(),
    ),
  };
  const unknown = steps.find(({ attribute }) => !PATCHED.has(attribute.split(".")[0] ?? ""));
  if (unknown !== undefined) fail(400, "mutability", `Attribute ${unknown.attribute} cannot be changed.`);
  applyWanted(request, view, { principal, wanted });
}

/** Attributes that PATCH takes. `name` and `externalId` are taken and change nothing: they are the identity provider's. */
const PATCHED = new Set(["active", "displayname", "members", "roles", "entitlements", "name", "externalid"]);

function lastFlag(steps: readonly PatchStep[]): boolean | null {
  const text = lastText(steps, "active")?.toLowerCase();
  if (text === undefined) return null;
  return text === "true" || text === "false"
    ? text === "true"
    : fail(400, "invalidValue", "active must be true or false.");
}

function lastText(steps: readonly PatchStep[], attribute: string): string | null {
  const step = steps.filter((each) => each.attribute === attribute && each.op !== "remove").at(-1);
  return step?.values[0] ?? null;
}

function setAfter(
  steps: readonly PatchStep[],
  attribute: string,
  before: ReadonlySet<string>,
): readonly string[] | null {
  const own = steps.filter((each) => each.attribute === attribute);
  return own.length === 0 ? null : [...own.reduce(afterStep, before)];
}

function afterStep(before: ReadonlySet<string>, { op, values }: PatchStep): ReadonlySet<string> {
  if (op === "replace") return new Set(values);
  if (op === "add") return new Set([...before, ...values]);
  return new Set(values.length === 0 ? [] : [...before].filter((value) => !values.includes(value)));
}

function memberChangeOf(principal: SimulatedPrincipal, steps: readonly PatchStep[]): MemberChange {
  if (principal.kind !== "group") return fail(400, "invalidPath", "Only groups have members.");
  return memberChange(principal, [...steps.reduce(afterStep, principal.members)]);
}

function applyWanted(
  request: ApiRequest,
  view: ScimView,
  { principal, wanted }: { readonly principal: SimulatedPrincipal; readonly wanted: Wanted },
): void {
  const { members, isActive, displayName, roles, entitlements } = wanted;
  if (members !== null && members.add.length + members.remove.length > 0)
    perform(request, view, { kind: "change_members", groupId: principal.id, ...members, isSync: false });
  if (isActive !== null && isActive !== principal.isActive)
    perform(request, view, { kind: "set_active", principalId: principal.id, isActive });
  if (roles !== null && view.workspaceId === null) changeRoles(request, view, { principal, roles });
  const isRenamed = displayName !== null && displayName !== principal.displayName;
  const isEntitled = entitlements !== null && view.workspaceId !== null;
  if (!isRenamed && !isEntitled) return;
  requireManager(request, view, principal);
  if (isRenamed) principal.displayName = displayName;
  if (isEntitled) principal.entitlements.set(view.workspaceId, new Set(entitlements));
  request.account.revision += 1;
  recordUpdate(request, view, principal);
}

function changeRoles(
  request: ApiRequest,
  view: ScimView,
  { principal, roles }: { readonly principal: SimulatedPrincipal; readonly roles: readonly string[] },
): void {
  const changed = [
    ...roles.filter((role) => !principal.roles.has(role)).map((role) => ({ role, isGranted: true })),
    ...[...principal.roles]
      .filter((role) => !roles.includes(role))
      .map((role) => ({ role, isGranted: false })),
  ];
  for (const change of changed)
    perform(request, view, { kind: "set_admin_role", principalId: principal.id, ...change });
}

function requireManager(
  { account, caller }: ApiRequest,
  { workspaceId }: ScimView,
  { id }: SimulatedPrincipal,
): void {
  const question = { callerId: caller.principalId, workspaceId, targetId: id };
  if (!mayManagePrincipal(account, question))
    failDenied(`User ${caller.name} is not authorized to change principal ${id}.`);
}

function recordUpdate(request: ApiRequest, view: ScimView, principal: SimulatedPrincipal): void {
  const isGroup = kindOf(principal) === "Groups";
  perform(request, view, {
    kind: "api_call",
    service: "accounts",
    action: isGroup ? "updateGroup" : "updateUser",
    isAccountLevel: view.workspaceId === null,
    params: {
      endpoint: "scim",
      [isGroup ? "targetGroupId" : "targetUserId"]: principal.id,
      [isGroup ? "targetGroupName" : "targetUserName"]: principal.displayName,
    },
    status: 200,
    error: null,
  });
}

function perform(
  request: ApiRequest,
  { workspaceId }: ScimView,
  content: ActContent,
): Readonly<Record<string, string>> {
  return request.perform(content, workspaceId === null ? "account" : "workspace");
}
