import { createHash } from "node:crypto";
import {
  principalName,
  type RuleSet,
  type SimulatedPrincipal,
  type SimulatedWorkspace,
} from "../../account/account.ts";
import { isAccountAdmin } from "../../account/admin-roles.ts";
import { mayManagePrincipal } from "../../account/may-manage-principal.ts";
import { fail, failDenied, failInvalid } from "../api-error.ts";
import { type ApiRequest, type ApiRoute, addRoutes, performAs } from "../api-route.ts";
import { objectField, objectsField, requiredText, textField, textsField } from "../body-fields.ts";
import type { RouteGroup } from "../emulator.ts";
import type { JsonObject, JsonValue } from "../json.ts";

const SCOPE = "access-management";
const ASSIGNMENTS = "/api/2.0/accounts/:account/workspaces/:workspace/permissionassignments";

/** Roles that can be given on a resource, by its kind. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  servicePrincipals: ["roles/servicePrincipal.manager", "roles/servicePrincipal.user"],
  groups: ["roles/group.manager", "roles/group.assumer"],
  tagPolicies: ["roles/tagPolicy.manager", "roles/tagPolicy.assigner"],
  budgetPolicies: ["roles/budgetPolicy.manager", "roles/budgetPolicy.user"],
};
const ACCOUNT_ROLES = ["roles/marketplace.admin", "roles/billing.admin", "roles/tagPolicy.creator"];

/** Rule sets, and who is assigned to which workspace. */
export const accountAccessRoutes: RouteGroup = (app, emulator) => {
  const bases = [
    { base: "/api/2.0/preview/accounts/access-control", level: "workspace" },
    { base: "/api/2.0/preview/accounts/:account/access-control", level: "account" },
  ] as const;
  const ruleSets = bases.flatMap(({ base, level }): readonly ApiRoute[] => [
    { method: "GET", path: `${base}/rule-sets`, scope: SCOPE, level, handle: getRuleSet },
    {
      method: "PUT",
      path: `${base}/rule-sets`,
      scope: SCOPE,
      level,
      handle: (request) => putRuleSet(request, level),
    },
    { method: "GET", path: `${base}/assignable-roles`, scope: SCOPE, level, handle: assignableRoles },
  ]);
  const common = { scope: SCOPE, level: "account" } as const;
  addRoutes(app, emulator, [
    ...ruleSets,
    { ...common, method: "GET", path: ASSIGNMENTS, handle: listAssignments },
    {
      ...common,
      method: "GET",
      path: `${ASSIGNMENTS}/permissions`,
      handle: () => ({
        permissions: [
          { permission_level: "USER", description: "Can access workspace" },
          { permission_level: "ADMIN", description: "Can manage workspace" },
        ],
      }),
    },
    { ...common, method: "GET", path: "/api/2.0/accounts/:account/workspaces", handle: listWorkspaces },
    {
      ...common,
      method: "GET",
      path: "/api/2.0/accounts/:account/workspaces/:workspace",
      handle: (request) => {
        requireAccountAdmin(request);
        return workspaceInfo(request, workspaceOf(request));
      },
    },
    { ...common, method: "PUT", path: `${ASSIGNMENTS}/principals/:principal`, handle: putAssignment },
    {
      ...common,
      method: "DELETE",
      path: `${ASSIGNMENTS}/principals/:principal`,
      handle: (request) => {
        assign(request, null);
        return {};
      },
    },
  ]);
};

function resourceOf({ account }: ApiRequest, name: string): readonly string[] {
  const parts = name.split("/");
  if (parts[0] !== "accounts" || parts[1] !== account.accountId)
    return failInvalid(
      `Resource name ${name} is not valid: it must begin with accounts/${account.accountId}.`,
    );
  return parts.slice(2);
}

/** The principal that a rule set is about; null for the account's own. @throws 404 when it does not exist. */
function targetOf(request: ApiRequest, name: string): SimulatedPrincipal | null {
  const [kind = "", id = ""] = resourceOf(request, name);
  if (kind !== "servicePrincipals" && kind !== "groups") return null;
  const target = [...request.account.principals.values()].find((principal) =>
    kind === "groups"
      ? principal.kind === "group" && principal.id === id
      : principal.kind === "service_principal" && principal.applicationId === id,
  );
  return target ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Resource ${name} does not exist.`);
}

function requireReader(request: ApiRequest, name: string): void {
  const { account, caller } = request;
  const target = targetOf(request, name);
  if (isAccountAdmin(account, caller.principalId)) return;
  const question = {
    callerId: caller.principalId,
    workspaceId: caller.workspaceId,
    targetId: target?.id ?? null,
  };
  if (target === null || !mayManagePrincipal(account, question))
    failDenied(`User ${caller.name} is not authorized to read rule set ${name}.`);
}

function getRuleSet(request: ApiRequest): JsonObject {
  const name = request.query.get("name") ?? "";
  if (!/\/ruleSets\/default$/.test(name)) return failInvalid(`'${name}' is not a valid rule set name.`);
  requireReader(request, name);
  return ruleSetInfo(name, request.account.ruleSets.get(name));
}

/** A rule set that was never written has an etag too, so that it can be sent back. */
function ruleSetInfo(name: string, known: RuleSet | undefined): JsonObject {
  const etag = known?.etag ?? createHash("sha256").update(name).digest("base64url").slice(0, 16);
  const rules = known?.grantRules.map(({ role, principals }) => ({ role, principals }));
  return { name, etag, grant_rules: rules === undefined || rules.length === 0 ? undefined : rules };
}

function putRuleSet(request: ApiRequest, level: "workspace" | "account"): JsonObject {
  const name = requiredText(request.body, "name");
  const set = objectField(request.body, "rule_set") ?? failInvalid("Missing required field: rule_set");
  targetOf(request, name);
  const grantRules = objectsField(set, "grant_rules").map((rule) => ({
    role: requiredText(rule, "role"),
    principals: textsField(rule, "principals"),
  }));
  const known = request.account.ruleSets.get(name);
  const etag = textField(set, "etag") ?? "";
  if (etag !== "" && etag !== ruleSetInfo(name, known)["etag"])
    return fail(
      409,
      "RESOURCE_CONFLICT",
      `Rule set ${name} was changed by somebody else: its etag is stale.`,
    );
  request.perform({ kind: "put_rule_set", name, etag: known === undefined ? "" : etag, grantRules }, level);
  return ruleSetInfo(name, request.account.ruleSets.get(name));
}

function assignableRoles(request: ApiRequest): JsonObject {
  const [kind] = resourceOf(request, request.query.get("resource") ?? "");
  const roles = kind === undefined || kind === "" ? ACCOUNT_ROLES : (ROLES[kind] ?? []);
  return { roles: roles.map((name) => ({ name })) };
}

function workspaceOf({ account, param }: ApiRequest): SimulatedWorkspace {
  const workspace = account.workspaces.get(param("workspace"));
  return workspace === undefined || param("account") !== account.accountId
    ? fail(404, "RESOURCE_DOES_NOT_EXIST", `Workspace ${param("workspace")} does not exist.`)
    : workspace;
}

function requireAccountAdmin({ account, caller }: ApiRequest): void {
  if (!isAccountAdmin(account, caller.principalId)) failDenied("Only account admins can access this API.");
}

/** An array, unlike most answers. Only what clients need to find a workspace is told. */
function listWorkspaces(request: ApiRequest): JsonValue {
  requireAccountAdmin(request);
  return [...request.account.workspaces.values()].map((workspace) => workspaceInfo(request, workspace));
}

function workspaceInfo({ account }: ApiRequest, { id, name }: SimulatedWorkspace): JsonObject {
  return {
    account_id: account.accountId,
    workspace_id: Number(id),
    workspace_name: name,
    deployment_name: name,
    aws_region: account.region,
    workspace_status: "RUNNING",
    pricing_tier: "ENTERPRISE",
  };
}

function listAssignments(request: ApiRequest): JsonObject {
  requireAccountAdmin(request);
  const assignments = [...workspaceOf(request).assignments].map(([id, level]) =>
    assignmentInfo(request, id, level),
  );
  return { permission_assignments: assignments };
}

function assignmentInfo({ account }: ApiRequest, id: string, level: string): JsonObject {
  const principal = account.principals.get(id);
  const field = {
    user: "user_name",
    service_principal: "service_principal_name",
    group: "group_name",
  } as const;
  return {
    principal: {
      principal_id: Number(id),
      display_name: principal?.displayName,
      ...(principal === undefined ? {} : { [field[principal.kind]]: principalName(principal) }),
    },
    permissions: [level],
  };
}

function putAssignment(request: ApiRequest): JsonObject {
  const [level, ...more] = textsField(request.body, "permissions");
  if (more.length > 0 || (level !== undefined && level !== "USER" && level !== "ADMIN"))
    return failInvalid("permissions must be one of USER and ADMIN.");
  assign(request, level ?? null);
  return level === undefined ? {} : assignmentInfo(request, request.param("principal"), level);
}

/** The act happens in the workspace that the path names. */
function assign(request: ApiRequest, level: "USER" | "ADMIN" | null): void {
  const { id } = workspaceOf(request);
  const { emulator, caller, param } = request;
  performAs(
    emulator,
    { ...caller, workspaceId: id },
    { content: { kind: "assign_workspace", principalId: param("principal"), level }, level: "workspace" },
  );
}
