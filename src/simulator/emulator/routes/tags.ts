import { type SimulatedSecurable, securableKey, type TableColumn } from "../../account/account.ts";
import { isAccountAdmin } from "../../account/admin-roles.ts";
import { effectiveTags } from "../../account/effective-tags.ts";
import { fail, failDenied, failInvalid } from "../api-error.ts";
import { type ApiRequest, addRoutes } from "../api-route.ts";
import { objectsField, requiredText, textField } from "../body-fields.ts";
import type { RouteGroup } from "../emulator.ts";
import { securableTypeOf, seenSecurable } from "../find-securable.ts";
import { holdTags } from "../hold-changes.ts";
import type { JsonObject } from "../json.ts";
import { CATALOG_ROOT, CATALOG_SCOPE } from "../object-routes.ts";
import { pageOf } from "../paging.ts";

/** What a tag is on: a securable, or one column of a table. */
interface Tagged {
  readonly securable: SimulatedSecurable;
  readonly column: TableColumn | null;
  readonly type: string;
  readonly name: string;
}

/** Assignments of tags, and the governed tags of the account. */
export const tagRoutes: RouteGroup = (app, emulator) => {
  const list = `${CATALOG_ROOT}/entity-tag-assignments/:type/:name/tags`;
  const one = `${list}/:key`;
  const common = { scope: CATALOG_SCOPE } as const;
  addRoutes(app, emulator, [
    {
      ...common,
      method: "POST",
      path: `${CATALOG_ROOT}/entity-tag-assignments`,
      handle: (request) => {
        const tagged = taggedBy(
          request,
          requiredText(request.body, "entity_type"),
          requiredText(request.body, "entity_name"),
        );
        return assign(request, tagged, requiredText(request.body, "tag_key"));
      },
    },
    { ...common, method: "GET", path: list, handle: listAssignments },
    {
      ...common,
      method: "GET",
      path: one,
      handle: (request) => assignmentOf(taggedByPath(request), request.param("key")),
    },
    {
      ...common,
      method: "PATCH",
      path: one,
      handle: (request) => {
        assignmentOf(taggedByPath(request), request.param("key"));
        return assign(request, taggedByPath(request), request.param("key"));
      },
    },
    {
      ...common,
      method: "DELETE",
      path: one,
      handle: (request) => {
        assignmentOf(taggedByPath(request), request.param("key"));
        changeTag(request, taggedByPath(request), { key: request.param("key"), value: null });
        return {};
      },
    },
    { scope: CATALOG_SCOPE, method: "GET", path: "/api/2.1/tag-policies", handle: listPolicies },
    { scope: CATALOG_SCOPE, method: "POST", path: "/api/2.1/tag-policies", handle: putPolicy },
    {
      scope: CATALOG_SCOPE,
      method: "GET",
      path: "/api/2.1/tag-policies/:key",
      handle: (request) => policyInfo(request),
    },
    { scope: CATALOG_SCOPE, method: "PATCH", path: "/api/2.1/tag-policies/:key", handle: putPolicy },
    { scope: CATALOG_SCOPE, method: "DELETE", path: "/api/2.1/tag-policies/:key", handle: deletePolicy },
  ]);
};

function taggedByPath(request: ApiRequest): Tagged {
  return taggedBy(request, request.param("type"), request.param("name"));
}

/** Types are written in the plural; columns by four parts. */
function taggedBy(request: ApiRequest, type: string, fullName: string): Tagged {
  const name = fullName.toLowerCase();
  if (!type.endsWith("s")) return failInvalid(`'${type}' is not a valid entity type.`);
  if (type !== "columns")
    return {
      securable: seenSecurable(request, securableTypeOf(type.slice(0, -1)), name),
      column: null,
      type,
      name,
    };
  const dot = name.lastIndexOf(".");
  const securable = seenSecurable(request, "table", name.slice(0, dot));
  const { detail } = securable;
  const column =
    detail.kind === "table" ? detail.columns.find((each) => each.name === name.slice(dot + 1)) : undefined;
  return column === undefined
    ? fail(404, "COLUMN_DOES_NOT_EXIST", `Column '${name}' does not exist.`)
    : { securable, column, type, name };
}

function tagsOf({ securable, column }: Tagged): ReadonlyMap<string, string> {
  return column?.tags ?? securable.tags;
}

function assignmentInfo(tagged: Tagged, key: string, value: string): JsonObject {
  return {
    entity_type: tagged.type,
    entity_name: tagged.name,
    tag_key: key,
    tag_value: value,
    source_type: "MANUAL",
    update_time: new Date(tagged.securable.updatedAt).toISOString(),
    updated_by: tagged.securable.updatedBy,
  };
}

function assignmentOf(tagged: Tagged, key: string): JsonObject {
  const value = tagsOf(tagged).get(key);
  return value === undefined
    ? fail(404, "RESOURCE_DOES_NOT_EXIST", `Tag '${key}' is not assigned to ${tagged.type} '${tagged.name}'.`)
    : assignmentInfo(tagged, key, value);
}

function listAssignments(request: ApiRequest): JsonObject {
  const tagged = taggedByPath(request);
  const own = [...tagsOf(tagged)].map(([key, value]) => ({ key, info: assignmentInfo(tagged, key, value) }));
  const isInherited = request.query.get("include_inherited") === "true" && tagged.column === null;
  const items = isInherited ? [...own, ...inheritedTags(request, tagged)] : own;
  const page = pageOf(request, { items, keyOf: ({ key }) => key, sizeParameter: "max_results" });
  return { tag_assignments: page.items.map(({ info }) => info), next_page_token: page.next_page_token };
}

function inheritedTags(
  { account }: ApiRequest,
  tagged: Tagged,
): readonly { key: string; info: JsonObject }[] {
  return [...effectiveTags(account, tagged.securable)]
    .filter(([, { from }]) => from !== tagged.securable)
    .map(([key, { value }]) => ({ key, info: { ...assignmentInfo(tagged, key, value), inherited: true } }));
}

function assign(request: ApiRequest, tagged: Tagged, key: string): JsonObject {
  const value = textField(request.body, "tag_value") ?? "";
  return changeTag(request, tagged, { key, value });
}

function changeTag(
  request: ApiRequest,
  tagged: Tagged,
  { key, value }: { readonly key: string; readonly value: string | null },
): JsonObject {
  const { type, name } = tagged.securable;
  return holdTags(request, tagged.securable, () => {
    request.perform({
      kind: "change_tags",
      securable: { type, name },
      column: tagged.column?.name ?? null,
      tags: { [key]: value },
    });
    return value === null ? {} : assignmentInfo(tagged, key, value);
  });
}

function listPolicies(request: ApiRequest): JsonObject {
  const page = pageOf(request, {
    items: [...request.account.tagPolicies.keys()],
    keyOf: (key) => key,
    sizeParameter: "page_size",
  });
  return {
    tag_policies: page.items.map((key) => policyInfo(request, key)),
    next_page_token: page.next_page_token,
  };
}

function policyInfo(request: ApiRequest, key = request.param("key")): JsonObject {
  const { account } = request;
  const tag =
    account.tagPolicies.get(key) ??
    fail(404, "RESOURCE_DOES_NOT_EXIST", `Tag policy '${key}' does not exist.`);
  const createdAt = account.securables.get(securableKey("metastore", account.metastoreId))?.createdAt ?? 0;
  return {
    tag_key: tag.key,
    id: tag.id,
    description: tag.description ?? undefined,
    values: tag.values.map((name) => ({ name })),
    create_time: new Date(createdAt).toISOString(),
    update_time: new Date(createdAt).toISOString(),
  };
}

function putPolicy(request: ApiRequest): JsonObject {
  const { account, body, emulator } = request;
  const isNew = request.method === "POST";
  const key = isNew ? requiredText(body, "tag_key") : request.param("key");
  requireTagManager(request);
  const known = account.tagPolicies.get(key);
  if (isNew && known !== undefined)
    return fail(409, "RESOURCE_ALREADY_EXISTS", `Tag policy '${key}' already exists.`);
  if (!isNew && known === undefined) return policyInfo(request, key);
  account.tagPolicies.set(key, {
    key,
    id: known?.id ?? emulator.hex(32),
    description:
      body["description"] === undefined ? (known?.description ?? null) : textField(body, "description"),
    values:
      body["values"] === undefined
        ? (known?.values ?? [])
        : objectsField(body, "values").map((value) => requiredText(value, "name")),
  });
  recordPolicyChange(request, isNew ? "createTagPolicy" : "updateTagPolicy", key);
  return policyInfo(request, key);
}

function deletePolicy(request: ApiRequest): JsonObject {
  const key = request.param("key");
  requireTagManager(request);
  policyInfo(request, key);
  request.account.tagPolicies.delete(key);
  recordPolicyChange(request, "deleteTagPolicy", key);
  return {};
}

function requireTagManager({ account, caller }: ApiRequest): void {
  if (!isAccountAdmin(account, caller.principalId))
    failDenied("Only an account administrator or a manager of tag policies can change governed tags.");
}

function recordPolicyChange(request: ApiRequest, action: string, key: string): void {
  request.account.revision += 1;
  request.perform({
    kind: "api_call",
    service: "unityCatalog",
    action,
    isAccountLevel: true,
    params: { tag_key: key },
    status: 200,
    error: null,
  });
}
