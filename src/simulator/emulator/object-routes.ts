import type { SecurableDetail, SecurableType, SimulatedSecurable } from "../account/account.ts";
import { fail, failInvalid } from "./api-error.ts";
import type { ApiRequest, ApiRoute, AuditedAs } from "./api-route.ts";
import { requiredText, textField, textMapField } from "./body-fields.ts";
import { isBrowseOnly } from "./browse-only.ts";
import { failMissing, requireAlter, seenSecurable, seenSecurables } from "./find-securable.ts";
import { holdMetastoreAdmin } from "./hold-changes.ts";
import type { JsonObject } from "./json.ts";
import { pageOf } from "./paging.ts";
import { securableInfo } from "./securable-info.ts";

export const CATALOG_ROOT = "/api/2.1/unity-catalog";
export const CATALOG_SCOPE = "unity-catalog";

/** How securables of one type are listed, read, made, changed and dropped. */
export interface ObjectKind {
  readonly type: SecurableType;
  /** Last word of the path. */
  readonly path: string;
  /** Key of the list in answers. */
  readonly listKey: string;
  /** As actions in the audit log end: `getTable` has `Table`. */
  readonly word: string;
  /** How many parts of the name are parameters of a listing that must be there. */
  readonly requiredParentCount: 0 | 1 | 2;
  /** Which securables of the type these are; all unless said. */
  readonly includes?: (securable: SimulatedSecurable) => boolean;
  /** What to make, out of the body. */
  readonly detail: (body: JsonObject) => SecurableDetail;
  /** Fields of the body that are kept as properties. */
  readonly keptFields?: readonly string[];
  readonly info?: (request: ApiRequest, securable: SimulatedSecurable) => JsonObject;
}

export function objectRoutes(kind: ObjectKind): readonly ApiRoute[] {
  const path = `${CATALOG_ROOT}/${kind.path}`;
  const plural = `${kind.word.replace(/y$/, "ie")}s`;
  const common = { scope: CATALOG_SCOPE } as const;
  return [
    {
      ...common,
      method: "GET",
      path,
      audit: audit(`list${plural}`, listParams),
      handle: (request) => listObjects(kind, request),
    },
    {
      ...common,
      method: "GET",
      path: `${path}/:name`,
      audit: audit(`get${kind.word}`, nameParams),
      handle: (request) => infoOf(kind, request, objectOf(kind, request)),
    },
    { ...common, method: "POST", path, handle: (request) => createObject(kind, request) },
    { ...common, method: "PATCH", path: `${path}/:name`, handle: (request) => updateObject(kind, request) },
    { ...common, method: "DELETE", path: `${path}/:name`, handle: (request) => deleteObject(kind, request) },
  ];
}

function audit(action: string, params: (request: ApiRequest) => Readonly<Record<string, string>>): AuditedAs {
  return { service: "unityCatalog", action, isAccountLevel: true, params };
}

function listParams({ query }: ApiRequest): Readonly<Record<string, string>> {
  const names = ["catalog_name", "schema_name"].flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(names);
}

function nameParams(request: ApiRequest): Readonly<Record<string, string>> {
  return { full_name_arg: request.param("name") };
}

export function infoOf(kind: ObjectKind, request: ApiRequest, securable: SimulatedSecurable): JsonObject {
  const { account, caller } = request;
  const info = kind.info?.(request, securable) ?? securableInfo(account, securable);
  return isBrowseOnly(account, caller.principalId, securable) ? { ...info, browse_only: true } : info;
}

function objectOf(kind: ObjectKind, request: ApiRequest): SimulatedSecurable {
  const securable = seenSecurable(request, kind.type, request.param("name"));
  return kind.includes?.(securable) === false ? failMissing(kind.type, request.param("name")) : securable;
}

function listObjects(kind: ObjectKind, request: ApiRequest): JsonObject {
  const { items, next_page_token } = pageOf(request, {
    items: listedObjects(kind, request),
    keyOf: ({ name }) => name,
    sizeParameter: "max_results",
  });
  return {
    [kind.listKey]: items.map((securable) => listedInfo(kind, request, securable)),
    next_page_token,
  };
}

function listedInfo(kind: ObjectKind, request: ApiRequest, securable: SimulatedSecurable): JsonObject {
  const { query } = request;
  const info = infoOf(kind, request, securable);
  return {
    ...info,
    ...(query.get("omit_columns") === "true" ? { columns: undefined } : {}),
    ...(query.get("omit_properties") === "true" ? { properties: undefined } : {}),
    ...(query.get("omit_username") === "true"
      ? { owner: undefined, created_by: undefined, updated_by: undefined }
      : {}),
  };
}

/** Everything that a listing tells, over all pages. @throws 400 without the parents' names, 404 when these are not seen. */
export function listedObjects(kind: ObjectKind, request: ApiRequest): readonly SimulatedSecurable[] {
  const { account, caller, query } = request;
  const isBrowseIncluded = query.get("include_browse") === "true";
  return seenSecurables(request, kind.type, parentPrefix(kind, request)).filter(
    (securable) =>
      kind.includes?.(securable) !== false &&
      (isBrowseIncluded || !isBrowseOnly(account, caller.principalId, securable)),
  );
}

function parentPrefix(kind: ObjectKind, request: ApiRequest): string {
  const catalog = request.query.get("catalog_name")?.toLowerCase() ?? "";
  const schema = request.query.get("schema_name")?.toLowerCase() ?? "";
  if (kind.requiredParentCount >= 1 && catalog === "")
    return failInvalid("Missing required field: catalog_name");
  if (kind.requiredParentCount >= 2 && schema === "")
    return failInvalid("Missing required field: schema_name");
  if (catalog === "") return "";
  seenSecurable(request, "catalog", catalog);
  if (schema === "") return `${catalog}.`;
  seenSecurable(request, "schema", `${catalog}.${schema}`);
  return `${catalog}.${schema}.`;
}

function createObject(kind: ObjectKind, request: ApiRequest): JsonObject {
  const { body } = request;
  const name = [textField(body, "catalog_name"), textField(body, "schema_name"), requiredText(body, "name")]
    .filter((part) => part !== null)
    .join(".")
    .toLowerCase();
  request.perform({
    kind: "create_securable",
    securable: { type: kind.type, name },
    detail: kind.detail(body),
    comment: textField(body, "comment"),
  });
  const securable = seenSecurable(request, kind.type, name);
  keepFields(kind, securable, body);
  if (textField(body, "owner") !== null) changeOwner(request, securable, requiredText(body, "owner"));
  return infoOf(kind, request, securable);
}

/** What the account does not model is kept as properties of the securable, and told again. */
function keepFields(kind: ObjectKind, securable: SimulatedSecurable, body: JsonObject): boolean {
  const kept = (kind.keptFields ?? []).filter((field) => body[field] !== undefined);
  for (const field of kept) securable.properties.set(field, String(body[field]));
  const properties = Object.entries(textMapField(body, "properties"));
  for (const [key, value] of properties) securable.properties.set(key, value);
  return kept.length + properties.length > 0;
}

function updateObject(kind: ObjectKind, request: ApiRequest): JsonObject {
  const { body } = request;
  const securable = objectOf(kind, request);
  const newName = textField(body, "new_name");
  if (newName !== null && newName.toLowerCase() !== request.param("name").toLowerCase())
    return fail(501, "NOT_IMPLEMENTED", "Renaming is not supported by this server.");
  changeIsolation(request, securable);
  if (body["comment"] !== undefined || body["properties"] !== undefined || hasKept(kind, body)) {
    requireAlter(request, securable);
    const comment = textField(body, "comment");
    if (comment !== null) securable.comment = comment === "" ? null : comment;
    keepFields(kind, securable, body);
    securable.updatedAt = request.emulator.simulation.now();
    securable.updatedBy = request.caller.name;
    recordUpdate(kind, request, securable);
  }
  const owner = textField(body, "owner");
  if (owner === null) return infoOf(kind, request, securable);
  changeOwner(request, securable, owner);
  return kind.info?.(request, securable) ?? securableInfo(request.account, securable);
}

function hasKept(kind: ObjectKind, body: JsonObject): boolean {
  return (kind.keptFields ?? []).some((field) => body[field] !== undefined);
}

function recordUpdate(kind: ObjectKind, request: ApiRequest, securable: SimulatedSecurable): void {
  request.perform({
    kind: "api_call",
    service: "unityCatalog",
    action: `update${kind.word}${kind.type === "table" ? "s" : ""}`,
    isAccountLevel: true,
    params: { full_name_arg: securable.name, comment: securable.comment ?? "" },
    status: 200,
    error: null,
  });
}

/** The metastore's owner is its administrator, whose change reaches all caches late. */
export function changeOwner(request: ApiRequest, { type, name }: SimulatedSecurable, owner: string): void {
  const change = () => request.perform({ kind: "change_owner", securable: { type, name }, owner });
  if (type === "metastore") holdMetastoreAdmin(request, change);
  else change();
}

/**
 * `OPEN`, `ISOLATED`, `OPEN_IN_ACCOUNT`, with or without `ISOLATION_MODE_` before. What becomes isolated stays open to
 * the workspace of the caller. Source: documentation of the resource `databricks_catalog` of Terraform's provider.
 */
function changeIsolation(request: ApiRequest, securable: SimulatedSecurable): void {
  const word = textField(request.body, "isolation_mode")?.replace(/^ISOLATION_MODE_/, "") ?? null;
  if (word === null) return;
  if (!["OPEN", "ISOLATED", "OPEN_IN_ACCOUNT"].includes(word))
    failInvalid(`'${word}' is not a valid isolation mode.`);
  const { type, name } = securable;
  const { workspaceId } = request.caller;
  const isNew =
    word === "ISOLATED" && securable.isolationMode !== "ISOLATED" && !securable.bindings.has(workspaceId);
  const isolationMode = word === "ISOLATED" ? "ISOLATED" : "OPEN";
  request.perform({
    kind: "change_bindings",
    securable: { type, name },
    isolationMode,
    add: isNew ? [{ workspaceId, type: "BINDING_TYPE_READ_WRITE" }] : [],
    remove: [],
  });
}

function deleteObject(kind: ObjectKind, request: ApiRequest): JsonObject {
  const { type, name } = objectOf(kind, request);
  if (request.query.get("force") === "true") dropContents(request, name);
  request.perform({ kind: "drop_securable", securable: { type, name } });
  return {};
}

/** What lies in a container, schemas after what lies in them. */
function dropContents({ account, perform }: ApiRequest, container: string): void {
  const contents = [...account.securables.values()].filter(({ name }) => name.startsWith(`${container}.`));
  const depth = ({ name }: SimulatedSecurable) => name.split(".").length;
  for (const { type, name } of contents.sort((left, right) => depth(right) - depth(left)))
    perform({ kind: "drop_securable", securable: { type, name } });
}
