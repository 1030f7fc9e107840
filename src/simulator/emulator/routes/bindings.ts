import type { SimulatedSecurable } from "../../account/account.ts";
import { securableKey } from "../../account/account.ts";
import type { ActOf } from "../../acts/act.ts";
import { failInvalid } from "../api-error.ts";
import { type ApiRequest, addRoutes } from "../api-route.ts";
import { listField, objectsField, requiredId, textField } from "../body-fields.ts";
import type { RouteGroup } from "../emulator.ts";
import { failMissing, requireAlter, securableTypeOf } from "../find-securable.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { CATALOG_ROOT, CATALOG_SCOPE } from "../object-routes.ts";
import { pageOf } from "../paging.ts";

type Change = Pick<ActOf<"change_bindings">, "add" | "remove">;

const READ_WRITE = "BINDING_TYPE_READ_WRITE";
const READ_ONLY = "BINDING_TYPE_READ_ONLY";

/** Which workspaces reach a securable: the interface by type of binding, and the older one of catalogs. */
export const bindingRoutes: RouteGroup = (app, emulator) => {
  const common = { scope: CATALOG_SCOPE } as const;
  addRoutes(app, emulator, [
    {
      ...common,
      method: "GET",
      path: `${CATALOG_ROOT}/bindings/:type/:name`,
      handle: (request) => bindingPage(request, boundSecurable(request)),
    },
    { ...common, method: "PATCH", path: `${CATALOG_ROOT}/bindings/:type/:name`, handle: updateBindings },
    {
      ...common,
      method: "GET",
      path: `${CATALOG_ROOT}/workspace-bindings/catalogs/:name`,
      handle: (request) => workspaceIds(boundCatalog(request)),
    },
    {
      ...common,
      method: "PATCH",
      path: `${CATALOG_ROOT}/workspace-bindings/catalogs/:name`,
      handle: updateWorkspaces,
    },
  ]);
};

/** Whoever may alter it sees a securable here even from a workspace that it is not bound to. */
function boundSecurable(request: ApiRequest): SimulatedSecurable {
  const type = securableTypeOf(request.param("type"));
  const name = request.param("name").toLowerCase();
  const { securables } = request.account;
  const securable =
    securables.get(securableKey(type, name)) ?? securables.get(securableKey("storage_credential", name));
  if (securable === undefined || (type !== "credential" && securable.type !== type))
    return failMissing(type, name);
  if (securable.isolationMode === null)
    return failInvalid(`Securables of type ${type} cannot be bound to workspaces.`);
  requireAlter(request, securable);
  return securable;
}

function boundCatalog(request: ApiRequest): SimulatedSecurable {
  return boundSecurable({ ...request, param: (name) => (name === "type" ? "catalog" : request.param(name)) });
}

function bindingPage(request: ApiRequest, securable: SimulatedSecurable): JsonObject {
  const page = pageOf(request, {
    items: [...securable.bindings],
    keyOf: ([workspaceId]) => workspaceId,
    sizeParameter: "max_results",
  });
  const bindings = page.items.map(([id, type]) => ({ workspace_id: Number(id), binding_type: type }));
  return { bindings, next_page_token: page.next_page_token };
}

function workspaceIds({ bindings }: SimulatedSecurable): JsonObject {
  return { workspaces: [...bindings.keys()].map(Number) };
}

function updateBindings(request: ApiRequest): JsonObject {
  const securable = boundSecurable(request);
  const add = objectsField(request.body, "add").map((binding) => ({
    workspaceId: requiredId(binding, "workspace_id"),
    type: bindingType(textField(binding, "binding_type")),
  }));
  const remove = objectsField(request.body, "remove").map((binding) => ({
    workspaceId: requiredId(binding, "workspace_id"),
  }));
  performChange(request, securable, { add, remove });
  return bindingPage(request, securable);
}

function bindingType(word: string | null): typeof READ_WRITE | typeof READ_ONLY {
  if (word === null || word === READ_WRITE) return READ_WRITE;
  return word === READ_ONLY ? READ_ONLY : failInvalid(`'${word}' is not a valid binding type.`);
}

function updateWorkspaces(request: ApiRequest): JsonObject {
  const catalog = boundCatalog(request);
  const ids = (field: string) => (listField(request.body, field) ?? []).map(workspaceId);
  const add = ids("assign_workspaces").map((id) => ({ workspaceId: id, type: READ_WRITE }) as const);
  const remove = ids("unassign_workspaces").map((id) => ({ workspaceId: id }));
  performChange(request, catalog, { add, remove });
  return workspaceIds(catalog);
}

function workspaceId(value: JsonValue): string {
  return requiredId({ workspace_id: value }, "workspace_id");
}

function performChange(request: ApiRequest, { type, name }: SimulatedSecurable, change: Change): void {
  const missing = change.add.find(({ workspaceId: id }) => !request.account.workspaces.has(id));
  if (missing !== undefined) failInvalid(`Workspace ${missing.workspaceId} does not exist.`);
  request.perform({ kind: "change_bindings", securable: { type, name }, isolationMode: null, ...change });
}
