import { createHash } from "node:crypto";
import { principalName, type SimulatedSecurable } from "../../account/account.ts";
import { findPrincipal } from "../../account/find-principal.ts";
import { effectiveGrants, visibleGrants } from "../../account/visible-grants.ts";
import type { GrantChange } from "../../acts/act.ts";
import { fail, failInvalid } from "../api-error.ts";
import { type ApiRequest, type ApiRoute, addRoutes } from "../api-route.ts";
import { booleanField, idField, objectsField, textField, textsField } from "../body-fields.ts";
import type { RouteGroup } from "../emulator.ts";
import { requireManage, seenByPath } from "../find-securable.ts";
import { holdGrants } from "../hold-changes.ts";
import type { JsonObject } from "../json.ts";
import { isEmptyPage, pageToken, resumeKey, wholeNumber } from "../paging.ts";
import { nameOfPrincipal } from "../securable-info.ts";

const ROOT = "/api/2.1/unity-catalog";
const SCOPE = "unity-catalog";
/** Privileges on a page of the server's choice; no client may ask for less. */
const PAGE_PRIVILEGE_COUNT = 150;
const PAGE_PRIVILEGE_COUNT_MAX = 1_000;

interface Assignment {
  readonly principalId: string;
  readonly privileges: readonly JsonObject[] | readonly string[];
}

export const grantRoutes: RouteGroup = (app, emulator) => {
  const getAudit = {
    service: "unityCatalog",
    action: "getPermissions",
    isAccountLevel: true,
    params: (request: ApiRequest) => ({
      securable_type: request.param("type").toUpperCase(),
      securable_full_name: request.param("name"),
    }),
  };
  const reads = [
    { path: "permissions", list: direct, key: "privilege_assignments" },
    { path: "effective-permissions", list: effective, key: "privilege_assignments" },
    { path: "privilege-assignments", list: direct, key: "privilege_assignments" },
    { path: "effective-privilege-assignments", list: effective, key: "effective_privilege_assignments" },
  ];
  const routes: ApiRoute[] = reads.map(({ path, list, key }) => ({
    method: "GET",
    path: `${ROOT}/${path}/:type/:name`,
    scope: SCOPE,
    audit: getAudit,
    handle: (request) => assignmentPage(request, list(request, seenByPath(request, "type", "name")), key),
  }));
  routes.push({
    method: "PATCH",
    path: `${ROOT}/permissions/:type/:name`,
    scope: SCOPE,
    handle: (request) => changeGrants(request, seenByPath(request, "type", "name")),
  });
  addRoutes(app, emulator, routes);
};

function direct({ account, caller }: ApiRequest, securable: SimulatedSecurable): readonly Assignment[] {
  return visibleGrants(account, caller.principalId, securable).map(({ principalId, privileges }) => ({
    principalId,
    privileges: [...privileges].sort(),
  }));
}

function effective({ account, caller }: ApiRequest, securable: SimulatedSecurable): readonly Assignment[] {
  return effectiveGrants(account, caller.principalId, securable).map(({ principalId, privileges }) => ({
    principalId,
    privileges: privileges.map(({ privilege, inheritedFromType, inheritedFromName }) => ({
      privilege,
      inherited_from_type: inheritedFromType?.toUpperCase(),
      inherited_from_name: inheritedFromName ?? undefined,
    })),
  }));
}

/**
 * One page: sizes count privileges, and the privileges of one principal are never split. The order is arbitrary, and
 * the same for every page of a listing.
 */
function assignmentPage(request: ApiRequest, all: readonly Assignment[], key: string): JsonObject {
  const count = privilegeCount(request);
  const after = resumeKey(request);
  const rest = wanted(request, all)
    .map((assignment) => ({ assignment, key: orderKey(request, assignment.principalId) }))
    .filter((entry) => after === null || entry.key > after)
    .sort((left, right) => (left.key < right.key ? -1 : 1));
  if (rest.length > 0 && isEmptyPage(request)) return { next_page_token: pageToken(request, after ?? "") };
  const told: typeof rest = [];
  let toldCount = 0;
  for (const entry of rest) {
    toldCount += entry.assignment.privileges.length;
    if (toldCount > count && told.length > 0) break;
    told.push(entry);
  }
  const last = told.at(-1);
  return {
    [key]: told.length === 0 ? undefined : told.map(({ assignment }) => assignmentInfo(request, assignment)),
    next_page_token:
      last === undefined || told.length === rest.length ? undefined : pageToken(request, last.key),
  };
}

function assignmentInfo({ account }: ApiRequest, { principalId, privileges }: Assignment): JsonObject {
  return { principal: nameOfPrincipal(account, principalId), principal_id: Number(principalId), privileges };
}

function orderKey({ path }: ApiRequest, principalId: string): string {
  return `${createHash("sha256").update(`${path} ${principalId}`).digest("hex").slice(0, 16)}.${principalId}`;
}

/** Only one principal's when asked for; those of deleted principals only when asked for. */
function wanted({ account, query }: ApiRequest, all: readonly Assignment[]): readonly Assignment[] {
  const isDeletedIncluded = query.get("include_deleted_principals") === "true";
  const living = all.filter(({ principalId }) => isDeletedIncluded || account.principals.has(principalId));
  const name = query.get("principal");
  if (name === null || name === "") return living;
  const principal = findPrincipal(account, name);
  if (principal === null)
    return fail(404, "PRINCIPAL_DOES_NOT_EXIST", `Could not find principal with name ${name}`);
  return living.filter(({ principalId }) => principalId === principal.id);
}

function privilegeCount({ query }: ApiRequest): number {
  const parameter = query.has("page_size") ? "page_size" : "max_results";
  const text = query.get(parameter);
  if (text === null || text === "") return Number.POSITIVE_INFINITY;
  const count = wholeNumber(text, parameter);
  if (count === 0) return PAGE_PRIVILEGE_COUNT;
  if (count < PAGE_PRIVILEGE_COUNT)
    return failInvalid(`${parameter} must be 0 or at least ${PAGE_PRIVILEGE_COUNT}, but was ${count}.`);
  return Math.min(count, PAGE_PRIVILEGE_COUNT_MAX);
}

function changeGrants(request: ApiRequest, securable: SimulatedSecurable): JsonObject {
  const changes = objectsField(request.body, "changes");
  const named = changes.filter((change) => textField(change, "principal") !== null).map(grantChange);
  const nameless = changes.filter((change) => textField(change, "principal") === null);
  return holdGrants(request, securable, () => {
    if (named.length > 0 || nameless.length === 0) performChange(request, securable, named);
    for (const change of nameless) changeById(request, securable, change);
    if (booleanField(request.body, "omit_permissions_in_response") === true) return {};
    return assignmentPage(request, direct(request, securable), "privilege_assignments");
  });
}

function performChange(
  request: ApiRequest,
  { type, name }: SimulatedSecurable,
  changes: readonly GrantChange[],
): void {
  request.perform({ kind: "change_grants", securable: { type, name }, changes });
}

function grantChange(change: JsonObject): GrantChange {
  if (idField(change, "principal_id") !== null)
    return failInvalid("Only one of principal and principal_id can be given.");
  const principal = textField(change, "principal") ?? "";
  const [add, remove] = [privilegesOf(change, "add"), privilegesOf(change, "remove")];
  if (add.some((privilege) => remove.includes(privilege)))
    return failInvalid(`Duplicate privileges to add and delete for principal ${principal}.`);
  return { principal, add, remove };
}

/** Spaces are taken for underscores, as servers of the open source do. */
function privilegesOf(change: JsonObject, field: string): readonly string[] {
  return textsField(change, field).map((privilege) => privilege.trim().toUpperCase().replaceAll(" ", "_"));
}

/** By id: how grants of deleted principals are taken away. */
function changeById(request: ApiRequest, securable: SimulatedSecurable, change: JsonObject): void {
  const id = idField(change, "principal_id");
  if (id === null) failInvalid("Missing required field: principal");
  const principal = request.account.principals.get(id);
  if (principal !== undefined) {
    const known = grantChange({ ...change, principal_id: undefined, principal: principalName(principal) });
    performChange(request, securable, [known]);
    return;
  }
  if (privilegesOf(change, "add").length > 0)
    fail(404, "PRINCIPAL_DOES_NOT_EXIST", `Could not find principal with id ${id}`);
  requireManage(request, securable);
  const held = securable.grants.get(id);
  for (const privilege of privilegesOf(change, "remove")) held?.delete(privilege);
  if (held?.size === 0) securable.grants.delete(id);
  request.account.revision += 1;
  request.perform({
    kind: "api_call",
    service: "unityCatalog",
    action: "updatePermissions",
    isAccountLevel: true,
    params: {
      securable_type: securable.type.toUpperCase(),
      securable_full_name: securable.name,
      changes: JSON.stringify([change]),
    },
    status: 200,
    error: null,
  });
}
