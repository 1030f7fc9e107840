import type { SimulatedSecurable, TableColumn } from "../../account/account.ts";
import { isMetastoreAdmin } from "../../account/admin-roles.ts";
import { canSee } from "../../account/can-see.ts";
import { closureOf } from "../../account/closure-of.ts";
import { failInvalid } from "../api-error.ts";
import { type ApiRequest, type ApiRoute, addRoutes } from "../api-route.ts";
import { booleanField, objectField, objectsField, requiredText, textField } from "../body-fields.ts";
import type { RouteGroup } from "../emulator.ts";
import { failMissing, seenSecurables } from "../find-securable.ts";
import type { JsonObject } from "../json.ts";
import {
  CATALOG_ROOT,
  CATALOG_SCOPE,
  infoOf,
  listedObjects,
  type ObjectKind,
  objectRoutes,
} from "../object-routes.ts";
import { pageOf } from "../paging.ts";

const CATALOGS: ObjectKind = {
  type: "catalog",
  path: "catalogs",
  listKey: "catalogs",
  word: "Catalog",
  requiredParentCount: 0,
  detail: () => ({ kind: "catalog", catalogType: "MANAGED_CATALOG" }),
};
const SCHEMAS: ObjectKind = {
  type: "schema",
  path: "schemas",
  listKey: "schemas",
  word: "Schema",
  requiredParentCount: 1,
  detail: () => ({ kind: "none" }),
};
const TABLES: ObjectKind = {
  type: "table",
  path: "tables",
  listKey: "tables",
  word: "Table",
  requiredParentCount: 2,
  detail: (body) => ({
    kind: "table",
    tableType: textField(body, "table_type") === "MANAGED" ? "MANAGED" : "EXTERNAL",
    columns: objectsField(body, "columns").map(columnOf),
    rowFilter: null,
    viewText: null,
    viewDependencies: [],
    hasRows: false,
    rowCount: 0,
  }),
};
const VOLUMES: ObjectKind = {
  type: "volume",
  path: "volumes",
  listKey: "volumes",
  word: "Volume",
  requiredParentCount: 2,
  detail: (body) => ({
    kind: "volume",
    volumeType: textField(body, "volume_type") === "EXTERNAL" ? "EXTERNAL" : "MANAGED",
  }),
};
const FUNCTIONS: ObjectKind = {
  type: "function",
  path: "functions",
  listKey: "functions",
  word: "Function",
  requiredParentCount: 2,
  includes: (securable) => !isModel(securable),
  detail: (body) => ({
    kind: "function",
    parameters: objectsField(objectField(body, "input_params") ?? {}, "parameters").map((parameter) => ({
      name: requiredText(parameter, "name"),
      type: requiredText(parameter, "type_text"),
    })),
    returnType: textField(body, "full_data_type") ?? "string",
    body: requiredText(body, "routine_definition"),
    isModel: false,
  }),
};
const MODELS: ObjectKind = {
  type: "function",
  path: "models",
  listKey: "registered_models",
  word: "RegisteredModel",
  requiredParentCount: 0,
  includes: isModel,
  detail: () => ({ kind: "function", parameters: [], returnType: "string", body: null, isModel: true }),
};

/** Catalogs and what lies in them. */
export const catalogObjectRoutes: RouteGroup = (app, emulator) => {
  const functions = objectRoutes(FUNCTIONS).map((route) =>
    route.method === "POST" ? { ...route, handle: createFunction(route) } : route,
  );
  addRoutes(app, emulator, [
    ...unboundCatalogs(objectRoutes(CATALOGS)),
    ...objectRoutes(SCHEMAS),
    ...objectRoutes(TABLES),
    ...objectRoutes(VOLUMES),
    ...functions,
    ...objectRoutes(MODELS),
    {
      method: "GET",
      path: `${CATALOG_ROOT}/tables/:name/exists`,
      scope: CATALOG_SCOPE,
      handle: tableExists,
    },
    {
      method: "GET",
      path: `${CATALOG_ROOT}/table-summaries`,
      scope: CATALOG_SCOPE,
      audit: {
        service: "unityCatalog",
        action: "listTableSummaries",
        isAccountLevel: true,
        params: ({ query }) => ({ catalog_name: query.get("catalog_name") ?? "" }),
      },
      handle: listSummaries,
    },
  ]);
};

function isModel({ detail }: SimulatedSecurable): boolean {
  return detail.kind === "function" && detail.isModel;
}

function columnOf(column: JsonObject): TableColumn {
  return {
    name: requiredText(column, "name").toLowerCase(),
    type: requiredText(column, "type_text").toLowerCase(),
    isNullable: booleanField(column, "nullable") ?? true,
    comment: textField(column, "comment"),
    tags: new Map(),
    mask: null,
  };
}

/** Functions are described in a field of the body. */
function createFunction(route: ApiRoute): ApiRoute["handle"] {
  return (request) =>
    route.handle({ ...request, body: objectField(request.body, "function_info") ?? request.body });
}

/** With `include_unbound`, metastore admins and owners also see catalogs that the workspace is not bound to. */
function unboundCatalogs(routes: readonly ApiRoute[]): readonly ApiRoute[] {
  return routes.map((route) => {
    if (route.method !== "GET" || route.path.endsWith("/:name")) return route;
    return {
      ...route,
      handle: (request) => (isUnboundAsked(request) ? listAllCatalogs(request) : route.handle(request)),
    };
  });
}

function isUnboundAsked({ query }: ApiRequest): boolean {
  return query.get("include_unbound") === "true";
}

function listAllCatalogs(request: ApiRequest): JsonObject {
  const { account, caller } = request;
  const closure = closureOf(account, caller.principalId);
  const isAdmin = isMetastoreAdmin(account, caller.principalId);
  const bound = new Set(listedObjects(CATALOGS, request));
  const items = [...account.securables.values()].filter(
    (securable) =>
      securable.type === "catalog" &&
      (bound.has(securable) ||
        ((isAdmin || closure.has(securable.owner)) && canSee(account, caller.principalId, securable, null))),
  );
  const page = pageOf(request, { items, keyOf: ({ name }) => name, sizeParameter: "max_results" });
  const catalogs = page.items.map((securable) => infoOf(CATALOGS, request, securable));
  return { catalogs, next_page_token: page.next_page_token };
}

function tableExists(request: ApiRequest): JsonObject {
  const name = request.param("name").toLowerCase();
  const [catalog = "", schema = ""] = name.split(".");
  const isSeen = (type: "catalog" | "schema" | "table", wanted: string) =>
    seenSecurables(request, type, wanted).some((securable) => securable.name === wanted);
  if (!isSeen("catalog", catalog)) return failMissing("catalog", catalog);
  if (!isSeen("schema", `${catalog}.${schema}`)) return failMissing("schema", `${catalog}.${schema}`);
  return { table_exists: isSeen("table", name) };
}

/** `%` and `_` as in LIKE; what matches is decided without case. */
function likePattern(pattern: string | null): RegExp {
  const parts = [...(pattern ?? "%")].map((char) => {
    if (char === "%") return ".*";
    return char === "_" ? "." : char.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`, "i");
}

function listSummaries(request: ApiRequest): JsonObject {
  const { query } = request;
  const catalog = query.get("catalog_name")?.toLowerCase() ?? "";
  if (catalog === "") return failInvalid("Missing required field: catalog_name");
  const schemas = likePattern(query.get("schema_name_pattern"));
  const tables = likePattern(query.get("table_name_pattern"));
  const items = listedObjects({ ...TABLES, requiredParentCount: 1 }, request).filter(({ name }) => {
    const [, schema = "", table = ""] = name.split(".");
    return schemas.test(schema) && tables.test(table);
  });
  const page = pageOf(request, { items, keyOf: ({ name }) => name, sizeParameter: "max_results" });
  return {
    tables: page.items.map((table) => ({
      full_name: table.name,
      table_type: table.detail.kind === "table" ? table.detail.tableType : "MANAGED",
    })),
    next_page_token: page.next_page_token,
  };
}
