import { type SimulatedSecurable, securableKey } from "../../account/account.ts";
import { isMetastoreAdmin } from "../../account/admin-roles.ts";
import { failDenied, failInvalid } from "../api-error.ts";
import { type ApiRequest, addRoutes } from "../api-route.ts";
import { textField } from "../body-fields.ts";
import type { RouteGroup } from "../emulator.ts";
import { failMissing } from "../find-securable.ts";
import type { JsonObject } from "../json.ts";
import { CATALOG_ROOT, CATALOG_SCOPE, changeOwner } from "../object-routes.ts";
import { pageOf } from "../paging.ts";
import { nameOfPrincipal } from "../securable-info.ts";

/** Schemas of the catalog `system` that can be enabled; those that telemetry fills are. */
const ENABLED_SCHEMAS = ["access", "billing", "compute", "information_schema", "lakeflow", "query"];
const AVAILABLE_SCHEMAS = ["ai", "marketplace", "mlflow", "serving", "storage"];

/** The metastore, its assignment to workspaces, and the schemas of system tables. */
export const metastoreRoutes: RouteGroup = (app, emulator) => {
  const common = { scope: CATALOG_SCOPE } as const;
  addRoutes(app, emulator, [
    { ...common, method: "GET", path: `${CATALOG_ROOT}/current-metastore-assignment`, handle: assignment },
    { ...common, method: "GET", path: `${CATALOG_ROOT}/metastore_summary`, handle: summary },
    {
      ...common,
      method: "GET",
      path: `${CATALOG_ROOT}/metastores`,
      handle: (request) => ({ metastores: [summary(request)] }),
    },
    { ...common, method: "GET", path: `${CATALOG_ROOT}/metastores/:id`, handle: metastoreById },
    { ...common, method: "PATCH", path: `${CATALOG_ROOT}/metastores/:id`, handle: updateMetastore },
    {
      ...common,
      method: "GET",
      path: `${CATALOG_ROOT}/metastores/:id/systemschemas`,
      handle: listSystemSchemas,
    },
    {
      ...common,
      method: "PUT",
      path: `${CATALOG_ROOT}/metastores/:id/systemschemas/:schema`,
      handle: enableSchema,
    },
    {
      ...common,
      method: "DELETE",
      path: `${CATALOG_ROOT}/metastores/:id/systemschemas/:schema`,
      handle: enableSchema,
    },
  ]);
};

function assignment({ account, caller }: ApiRequest): JsonObject {
  return {
    workspace_id: Number(caller.workspaceId),
    metastore_id: account.metastoreId,
    default_catalog_name: account.securables.has(securableKey("catalog", "main")) ? "main" : "",
  };
}

function metastoreOf({ account }: ApiRequest): SimulatedSecurable {
  return (
    account.securables.get(securableKey("metastore", account.metastoreId)) ?? failMissing("metastore", "")
  );
}

function summary(request: ApiRequest): JsonObject {
  const { account } = request;
  const metastore = metastoreOf(request);
  return {
    metastore_id: account.metastoreId,
    name: account.metastoreName,
    owner: nameOfPrincipal(account, metastore.owner),
    cloud: "aws",
    region: account.region,
    global_metastore_id: `aws:${account.region}:${account.metastoreId}`,
    privilege_model_version: "1.0",
    delta_sharing_scope: "INTERNAL_AND_EXTERNAL",
    external_access_enabled: true,
    created_at: metastore.createdAt,
    created_by: metastore.createdBy,
    updated_at: metastore.updatedAt,
    updated_by: metastore.updatedBy,
  };
}

function metastoreById(request: ApiRequest): JsonObject {
  const id = request.param("id");
  return id === request.account.metastoreId ? summary(request) : failMissing("metastore", id);
}

function updateMetastore(request: ApiRequest): JsonObject {
  metastoreById(request);
  const owner = textField(request.body, "owner");
  if (owner === null) return failInvalid("Only the owner of a metastore can be changed on this server.");
  changeOwner(request, metastoreOf(request), owner);
  return summary(request);
}

function listSystemSchemas(request: ApiRequest): JsonObject {
  metastoreById(request);
  const items = [
    ...ENABLED_SCHEMAS.map((schema) => ({ schema, state: "ENABLE_COMPLETED" })),
    ...AVAILABLE_SCHEMAS.map((schema) => ({ schema, state: "AVAILABLE" })),
  ];
  const page = pageOf(request, { items, keyOf: ({ schema }) => schema, sizeParameter: "max_results" });
  return { schemas: page.items, next_page_token: page.next_page_token };
}

/** Which schemas are filled is part of the simulated world: what is asked for must be so already. */
function enableSchema(request: ApiRequest): JsonObject {
  metastoreById(request);
  if (!isMetastoreAdmin(request.account, request.caller.principalId))
    return failDenied("Only a metastore administrator can enable or disable system schemas.");
  const schema = request.param("schema");
  const isEnabled = ENABLED_SCHEMAS.includes(schema);
  if (request.method === "PUT" && isEnabled) return {};
  if (request.method === "DELETE" && !isEnabled) return {};
  return failInvalid(`System schema ${schema} cannot be changed on this server.`);
}
