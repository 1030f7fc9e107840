import type { SimulatedWarehouse } from "../../account/account.ts";
import { levelOn } from "../../account/may-use-object.ts";
import { fail } from "../api-error.ts";
import { type ApiRequest, addRoutes } from "../api-route.ts";
import type { RouteGroup } from "../emulator.ts";
import type { JsonObject } from "../json.ts";
import { nameOfPrincipal } from "../securable-info.ts";

const ROOT = "/api/2.0/sql/warehouses";

/** SQL warehouses: listed, read, started, stopped. */
export const warehouseRoutes: RouteGroup = (app, emulator) => {
  const common = { scope: "sql" } as const;
  addRoutes(app, emulator, [
    { ...common, method: "GET", path: ROOT, handle: list },
    {
      ...common,
      method: "GET",
      path: `${ROOT}/:id`,
      handle: (request) => warehouseInfo(request, seenWarehouse(request)),
    },
    { ...common, method: "POST", path: `${ROOT}/:id/start`, handle: start },
    { ...common, method: "POST", path: `${ROOT}/:id/stop`, handle: stop },
    {
      ...common,
      method: "GET",
      path: "/api/2.0/sql/config/warehouses",
      handle: () => ({ security_policy: "DATA_ACCESS_CONTROL", enable_serverless_compute: true }),
    },
  ]);
};

function isSeen({ account, caller }: ApiRequest, { id }: SimulatedWarehouse): boolean {
  const { principalId, workspaceId } = caller;
  return levelOn(account, { principalId, workspaceId, objectType: "warehouses", objectId: id }) !== null;
}

function seenWarehouse(request: ApiRequest): SimulatedWarehouse {
  const id = request.param("id");
  const warehouse = request.account.warehouses.get(id);
  return warehouse !== undefined && isSeen(request, warehouse)
    ? warehouse
    : fail(404, "RESOURCE_DOES_NOT_EXIST", `SQL warehouse ${id} does not exist.`);
}

function list(request: ApiRequest): JsonObject {
  const seen = [...request.account.warehouses.values()].filter((warehouse) => isSeen(request, warehouse));
  return { warehouses: seen.map((warehouse) => warehouseInfo(request, warehouse)) };
}

function warehouseInfo({ account, emulator }: ApiRequest, warehouse: SimulatedWarehouse): JsonObject {
  const isRunning = warehouse.state === "RUNNING";
  const { hostname, port } = new URL(emulator.url());
  const path = `/sql/1.0/warehouses/${warehouse.id}`;
  return {
    id: warehouse.id,
    name: warehouse.name,
    state: warehouse.state,
    ["cluster_size"]: warehouse.size,
    warehouse_type: "PRO",
    enable_serverless_compute: true,
    enable_photon: true,
    auto_stop_mins: 10,
    min_num_clusters: 1,
    max_num_clusters: 4,
    num_clusters: isRunning ? 1 : 0,
    num_active_sessions: 0,
    creator_name: nameOfPrincipal(account, warehouse.creator),
    health: { status: isRunning ? "HEALTHY" : "HEALTH_UNKNOWN" },
    jdbc_url: `jdbc:databricks://${hostname}:${port}/default;transportMode=http;ssl=0;AuthMech=3;httpPath=${path};`,
    odbc_params: { hostname, path, protocol: "http", port: Number(port) },
    tags: {},
  };
}

function start(request: ApiRequest): JsonObject {
  const { id, state } = seenWarehouse(request);
  if (state === "RUNNING") return {};
  event(request, id, "STARTING");
  event(request, id, "RUNNING");
  return {};
}

function stop(request: ApiRequest): JsonObject {
  const { id, state } = seenWarehouse(request);
  if (state === "STOPPED") return {};
  event(request, id, "STOPPING");
  event(request, id, "STOPPED");
  return {};
}

function event(
  request: ApiRequest,
  warehouseId: string,
  eventType: "STARTING" | "RUNNING" | "STOPPING" | "STOPPED",
): void {
  const clusterCount = eventType === "STOPPED" ? 0 : 1;
  request.perform({ kind: "warehouse_event", warehouseId, eventType, clusterCount });
}
