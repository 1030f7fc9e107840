import { visibleGrants } from "../../account/visible-grants.ts";
import { failInvalid } from "../api-error.ts";
import { type ApiRequest, type ApiRoute, addRoutes } from "../api-route.ts";
import { objectField, objectsField, requiredText, textField, textsField } from "../body-fields.ts";
import type { RouteGroup } from "../emulator.ts";
import { seenSecurable } from "../find-securable.ts";
import { holdGrants } from "../hold-changes.ts";
import { isObject, type JsonObject } from "../json.ts";
import { CATALOG_ROOT, CATALOG_SCOPE, infoOf, type ObjectKind, objectRoutes } from "../object-routes.ts";
import { pageOf } from "../paging.ts";
import { nameOfPrincipal } from "../securable-info.ts";

const FLAT: Pick<ObjectKind, "requiredParentCount" | "detail"> = {
  requiredParentCount: 0,
  detail: () => ({ kind: "none" }),
};

const EXTERNAL_LOCATIONS: ObjectKind = {
  ...FLAT,
  type: "external_location",
  path: "external-locations",
  listKey: "external_locations",
  word: "ExternalLocation",
  keptFields: ["url", "credential_name", "read_only"],
};
const STORAGE_CREDENTIALS: ObjectKind = {
  ...FLAT,
  type: "storage_credential",
  path: "storage-credentials",
  listKey: "storage_credentials",
  word: "StorageCredential",
  keptFields: ["read_only"],
};
const CREDENTIALS: ObjectKind = {
  ...FLAT,
  type: "credential",
  path: "credentials",
  listKey: "credentials",
  word: "Credential",
};
const CONNECTIONS: ObjectKind = {
  ...FLAT,
  type: "connection",
  path: "connections",
  listKey: "connections",
  word: "Connection",
  keptFields: ["connection_type"],
};
const SHARES: ObjectKind = {
  ...FLAT,
  type: "share",
  path: "shares",
  listKey: "shares",
  word: "Share",
  detail: () => ({ kind: "share", objects: new Set() }),
};
const RECIPIENTS: ObjectKind = {
  ...FLAT,
  type: "recipient",
  path: "recipients",
  listKey: "recipients",
  word: "Recipient",
  keptFields: ["authentication_type"],
};
const PROVIDERS: ObjectKind = {
  ...FLAT,
  type: "provider",
  path: "providers",
  listKey: "providers",
  word: "Provider",
  keptFields: ["authentication_type"],
};

/** What connects the metastore with the outside: locations, credentials, connections, shares and who receives them. */
export const outsideObjectRoutes: RouteGroup = (app, emulator) => {
  const common = { scope: CATALOG_SCOPE } as const;
  const shares = objectRoutes(SHARES).map((route) => {
    if (route.method === "PATCH") return { ...route, handle: updateShare(route) };
    return route.path.endsWith("/:name") ? route : { ...route, handle: listWithoutObjects(route) };
  });
  const kinds = [EXTERNAL_LOCATIONS, STORAGE_CREDENTIALS, CREDENTIALS, CONNECTIONS, RECIPIENTS, PROVIDERS];
  addRoutes(app, emulator, [
    ...kinds.flatMap(objectRoutes),
    ...shares,
    { ...common, method: "GET", path: `${CATALOG_ROOT}/shares/:name/permissions`, handle: sharePermissions },
    {
      ...common,
      method: "PATCH",
      path: `${CATALOG_ROOT}/shares/:name/permissions`,
      handle: changeSharePermissions,
    },
    {
      ...common,
      method: "GET",
      path: `${CATALOG_ROOT}/recipients/:name/share-permissions`,
      handle: recipientPermissions,
    },
    { ...common, method: "GET", path: "/api/2.0/clean-rooms", handle: () => ({ clean_rooms: [] }) },
  ]);
};

/** What is in a share is told of a single one alone. */
function listWithoutObjects(route: ApiRoute): ApiRoute["handle"] {
  return async (request) => {
    const answer = await route.handle(request);
    if (request.method !== "GET" || !isObject(answer)) return answer;
    const shares = objectsField(answer, "shares");
    return { ...answer, shares: shares.map((share) => ({ ...share, objects: undefined })) };
  };
}

function updateShare(route: ApiRoute): ApiRoute["handle"] {
  return (request) => {
    const updates = objectsField(request.body, "updates").map((update) => ({
      action: requiredText(update, "action"),
      name: requiredText(objectField(update, "data_object") ?? {}, "name").toLowerCase(),
    }));
    if (updates.length > 0) changeObjects(request, updates);
    return route.handle(request);
  };
}

function changeObjects(
  request: ApiRequest,
  updates: readonly { readonly action: string; readonly name: string }[],
): void {
  const unknown = updates.find(({ action }) => !["ADD", "REMOVE", "UPDATE"].includes(action));
  if (unknown !== undefined) failInvalid(`'${unknown.action}' is not a valid action.`);
  const named = (wanted: string) => updates.filter(({ action }) => action === wanted).map(({ name }) => name);
  request.perform({
    kind: "change_share",
    share: seenSecurable(request, "share", request.param("name")).name,
    addObjects: named("ADD"),
    removeObjects: named("REMOVE"),
  });
}

function sharePermissions(request: ApiRequest): JsonObject {
  const { account, caller } = request;
  const share = seenSecurable(request, "share", request.param("name"));
  const page = pageOf(request, {
    items: visibleGrants(account, caller.principalId, share),
    keyOf: ({ principalId }) => principalId,
    sizeParameter: "max_results",
  });
  const assignments = page.items.map(({ principalId, privileges }) => ({
    principal: nameOfPrincipal(account, principalId),
    privileges,
  }));
  return { privilege_assignments: assignments, next_page_token: page.next_page_token };
}

function changeSharePermissions(request: ApiRequest): JsonObject {
  const share = seenSecurable(request, "share", request.param("name"));
  const changes = objectsField(request.body, "changes").map((change) => ({
    principal: requiredText(change, "principal"),
    add: textsField(change, "add"),
    remove: textsField(change, "remove"),
  }));
  return holdGrants(request, share, () => {
    request.perform({ kind: "change_grants", securable: { type: "share", name: share.name }, changes });
    return textField(request.body, "omit_permissions_list") === "true" ? {} : sharePermissions(request);
  });
}

function recipientPermissions(request: ApiRequest): JsonObject {
  const { account, caller } = request;
  const recipient = seenSecurable(request, "recipient", request.param("name"));
  const shares = [...account.securables.values()].filter(({ type }) => type === "share");
  const held = shares.flatMap((share) => {
    const grants = visibleGrants(account, caller.principalId, share);
    const own = grants.filter(({ principalId }) => nameOfPrincipal(account, principalId) === recipient.name);
    return own.map(({ privileges }) => ({ share, privileges }));
  });
  const page = pageOf(request, {
    items: held,
    keyOf: ({ share }) => share.name,
    sizeParameter: "max_results",
  });
  const out = page.items.map(({ share, privileges }) => ({
    share_name: infoOf(SHARES, request, share)["name"],
    privilege_assignments: [{ principal: recipient.name, privileges }],
  }));
  return { permissions_out: out, next_page_token: page.next_page_token };
}
