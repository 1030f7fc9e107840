import type { SimulatedPrincipal } from "../../account/account.ts";
import { isAccountAdmin, isWorkspaceAdmin } from "../../account/admin-roles.ts";
import { fail, failDenied } from "../api-error.ts";
import { type ApiRequest, type ApiRoute, addRoutes } from "../api-route.ts";
import type { RouteGroup } from "../emulator.ts";
import type { JsonObject } from "../json.ts";
import { wholeNumber } from "../paging.ts";
import { changePrincipal, createPrincipal, replacePrincipal } from "../scim/change-principal.ts";
import { chosenAttributes } from "../scim/scim-attributes.ts";
import { scimFilter, valuesAt } from "../scim/scim-filter.ts";
import {
  isInView,
  kindOf,
  SCIM_KINDS,
  type ScimKind,
  type ScimView,
  scimResource,
} from "../scim/scim-resource.ts";

const ACCOUNT = "/api/2.0/accounts/:account/scim/v2";
const WORKSPACE = "/api/2.0/preview/scim/v2";
const SCOPE = "scim";
/** Resources on a page when the client does not say. */
const PAGE_COUNT = 100;
const PAGE_COUNT_MAX = 10_000;

/** Users, groups and service principals, of the account and of workspaces. */
export const scimRoutes: RouteGroup = (app, emulator) => {
  const bases = [
    { base: ACCOUNT, level: "account" },
    { base: WORKSPACE, level: "workspace" },
    { base: "/api/2.0/scim/v2", level: "workspace" },
  ] as const;
  const routes = bases.flatMap(({ base, level }): readonly ApiRoute[] =>
    SCIM_KINDS.flatMap((kind): readonly ApiRoute[] => {
      const common = { scope: SCOPE, level, path: `${base}/${kind}/:id` } as const;
      return [
        {
          ...common,
          method: "GET",
          path: `${base}/${kind}`,
          handle: (request) => list(request, viewOf(request), kind),
        },
        {
          ...common,
          method: "POST",
          path: `${base}/${kind}`,
          status: 201,
          handle: (request) => {
            const view = viewOf(request);
            return scimResource(view, createPrincipal(request, view, kind));
          },
        },
        { ...common, method: "GET", handle: (request) => getOne(request, kind) },
        { ...common, method: "PUT", handle: (request) => change(request, kind, replacePrincipal) },
        { ...common, method: "PATCH", handle: (request) => change(request, kind, changePrincipal) },
        { ...common, method: "DELETE", status: 204, handle: (request) => remove(request, kind) },
      ];
    }),
  );
  addRoutes(app, emulator, [
    ...routes,
    { method: "GET", path: `${WORKSPACE}/Me`, scope: null, handle: me },
    { method: "GET", path: "/api/2.0/scim/v2/Me", scope: null, handle: me },
  ]);
};

/** @throws 404 for another account, 403 on the level of the account for who is no administrator of it. */
function viewOf({ account, caller, param }: ApiRequest): ScimView {
  const accountId = param("account");
  if (accountId === "") {
    const isFull =
      isWorkspaceAdmin(account, caller.principalId, caller.workspaceId) ||
      isAccountAdmin(account, caller.principalId);
    return { account, workspaceId: caller.workspaceId, isFull };
  }
  if (accountId !== account.accountId)
    return fail(404, "RESOURCE_DOES_NOT_EXIST", `Account ${accountId} not found.`);
  if (!isAccountAdmin(account, caller.principalId))
    return failDenied("Only account admins can access this API.");
  return { account, workspaceId: null, isFull: true };
}

function list(request: ApiRequest, view: ScimView, kind: ScimKind): JsonObject {
  const { account, query } = request;
  const filterText = query.get("filter");
  const matches = filterText === null || filterText.trim() === "" ? () => true : scimFilter(filterText);
  const found = [...account.principals.values()]
    .filter((principal) => kindOf(principal) === kind && isInView(view, principal))
    .map((principal) => scimResource(view, principal))
    .filter(matches);
  const sorted = sortedResources(found, query);
  const startIndex = Math.max(1, numberOf(query, "startIndex", 1));
  const count = Math.min(PAGE_COUNT_MAX, Math.max(0, numberOf(query, "count", PAGE_COUNT)));
  const page = sorted.slice(startIndex - 1, startIndex - 1 + count);
  const resources = page.map((resource) => chosenAttributes(listed(view, kind, resource), query));
  return {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: found.length,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources.length === 0 ? undefined : resources,
  };
}

/** The account's list of groups tells no members; they are told of a single group. */
function listed({ workspaceId }: ScimView, kind: ScimKind, resource: JsonObject): JsonObject {
  return kind === "Groups" && workspaceId === null ? { ...resource, members: undefined } : resource;
}

function sortedResources(resources: readonly JsonObject[], query: URLSearchParams): readonly JsonObject[] {
  const path = (query.get("sortBy") ?? "id").split(".");
  const sign = query.get("sortOrder") === "descending" ? -1 : 1;
  const keyOf = (resource: JsonObject) => valuesAt(resource, path)[0] ?? "";
  return [...resources].sort(
    (left, right) => sign * keyOf(left).localeCompare(keyOf(right), "en", { numeric: true }),
  );
}

function numberOf(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  return text === null || text === "" ? otherwise : wholeNumber(text, name);
}

function found(request: ApiRequest, view: ScimView, kind: ScimKind): SimulatedPrincipal {
  const id = request.param("id");
  const principal = request.account.principals.get(id);
  const word = kind === "ServicePrincipals" ? "Service principal" : kind.slice(0, -1);
  return principal !== undefined && kindOf(principal) === kind && isInView(view, principal)
    ? principal
    : fail(404, "RESOURCE_DOES_NOT_EXIST", `${word} with id ${id} not found.`);
}

function getOne(request: ApiRequest, kind: ScimKind): JsonObject {
  const view = viewOf(request);
  return chosenAttributes(scimResource(view, found(request, view, kind)), request.query);
}

function change(
  request: ApiRequest,
  kind: ScimKind,
  apply: (request: ApiRequest, view: ScimView, principal: SimulatedPrincipal) => void,
): JsonObject {
  const view = viewOf(request);
  const principal = found(request, view, kind);
  apply(request, view, principal);
  return scimResource(view, principal);
}

function remove(request: ApiRequest, kind: ScimKind): JsonObject {
  const view = viewOf(request);
  const { id } = found(request, view, kind);
  request.perform(
    { kind: "delete_principal", principalId: id },
    view.workspaceId === null ? "account" : "workspace",
  );
  return {};
}

/** Who asks; of a service principal, its application id stands as the user's name. */
function me(request: ApiRequest): JsonObject {
  const { account, caller, query } = request;
  const principal = account.principals.get(caller.principalId);
  if (principal === undefined) return fail(404, "RESOURCE_DOES_NOT_EXIST", "The caller does not exist.");
  const resource = scimResource({ account, workspaceId: caller.workspaceId, isFull: true }, principal);
  return chosenAttributes({ ...resource, userName: caller.name }, query);
}
