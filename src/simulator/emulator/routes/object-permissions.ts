import { principalName, type SimulatedPrincipal } from "../../account/account.ts";
import { levelOn, levelsOf } from "../../account/may-use-object.ts";
import { aclEntries } from "../acl-entries.ts";
import { fail, failDenied, failInvalid } from "../api-error.ts";
import { type ApiRequest, type ApiRoute, addRoutes } from "../api-route.ts";
import type { RouteGroup } from "../emulator.ts";
import type { JsonObject } from "../json.ts";

const ROOT = "/api/2.0/permissions";
const SCOPE = "access-management";

/** What an object is called in answers, where that is not the word of the path. */
const OBJECT_TYPES: Readonly<Record<string, string>> = {
  jobs: "job",
  clusters: "cluster",
  "cluster-policies": "cluster-policy",
  "instance-pools": "instance-pool",
  notebooks: "notebook",
  directories: "directory",
  files: "file",
  repos: "repo",
  dashboards: "dashboard",
  alertsv2: "alertv2",
  experiments: "mlflowExperiment",
  "serving-endpoints": "serving-endpoint",
};

interface ObjectRef {
  readonly type: string;
  readonly id: string;
}

/** Access control lists of jobs, warehouses and other workspace objects. */
export const objectPermissionRoutes: RouteGroup = (app, emulator) => {
  const places = [`${ROOT}/:type/:id`, `${ROOT}/sql/:type/:id`];
  const changes = (["PUT", "PATCH"] as const).flatMap((method) =>
    places.map((path): ApiRoute => ({ method, path, scope: SCOPE, handle: change })),
  );
  addRoutes(app, emulator, [
    ...places.map((path): ApiRoute => ({ method: "GET", path, scope: SCOPE, handle: read })),
    ...places.map(
      (path): ApiRoute => ({ method: "GET", path: `${path}/permissionLevels`, scope: SCOPE, handle: levels }),
    ),
    ...changes,
  ]);
};

/** @throws 400 for a type that is not known, 404 for an object that is not there. */
function refOf({ account, caller, param }: ApiRequest): ObjectRef {
  const ref = { type: param("type"), id: param("id") };
  if (levelsOf(ref.type).length === 0) return failInvalid(`'${ref.type}' is not a supported object type.`);
  const job = account.jobs.get(ref.id);
  const warehouse = account.warehouses.get(ref.id);
  const isMissing =
    (ref.type === "jobs" && (job === undefined || job.isDeleted || job.workspaceId !== caller.workspaceId)) ||
    (ref.type === "warehouses" && warehouse?.workspaceId !== caller.workspaceId);
  if (!isMissing) return ref;
  const word = ref.type === "jobs" ? "Job" : "SQL warehouse";
  return fail(404, "RESOURCE_DOES_NOT_EXIST", `${word} ${ref.id} does not exist.`);
}

function requireLevel({ account, caller }: ApiRequest, { type, id }: ObjectRef): void {
  const { principalId, workspaceId } = caller;
  const held = levelOn(account, { principalId, workspaceId, objectType: type, objectId: id });
  if (held !== null) return;
  const message =
    type === "jobs"
      ? `User ${caller.name} does not have View or Admin or Manage Run or Owner permissions on job ${id}`
      : `User ${caller.name} does not have permission to view ${type}/${id}.`;
  failDenied(message);
}

function read(request: ApiRequest): JsonObject {
  const ref = refOf(request);
  requireLevel(request, ref);
  return permissionsInfo(request, ref);
}

function permissionsInfo(request: ApiRequest, { type, id }: ObjectRef): JsonObject {
  const { account } = request;
  const direct = [...(account.objectAcls.get(`${type}/${id}`)?.direct ?? [])];
  const owner = account.jobs.get(id)?.creator ?? account.warehouses.get(id)?.creator;
  const hasOwner = direct.some(([, level]) => level === "IS_OWNER") || !levelsOf(type).includes("IS_OWNER");
  const entries = hasOwner || owner === undefined ? direct : [...direct, [owner, "IS_OWNER"] as const];
  const list = entries.flatMap(([principalId, level]) => {
    const principal = account.principals.get(principalId);
    return principal === undefined ? [] : [entryInfo(principal, level)];
  });
  const admins = {
    group_name: "admins",
    all_permissions: [
      { permission_level: "CAN_MANAGE", inherited: true, inherited_from_object: [`/${type}/`] },
    ],
  };
  return {
    object_id: `/${type === "warehouses" ? "sql/warehouses" : type}/${id}`,
    object_type: OBJECT_TYPES[type] ?? (type === "authorization" ? id : type),
    access_control_list: levelsOf(type).includes("CAN_MANAGE") ? [...list, admins] : list,
  };
}

function entryInfo(principal: SimulatedPrincipal, level: string): JsonObject {
  const field = {
    user: "user_name",
    service_principal: "service_principal_name",
    group: "group_name",
  } as const;
  return {
    [field[principal.kind]]: principalName(principal),
    display_name: principal.displayName,
    all_permissions: [{ permission_level: level, inherited: false }],
  };
}

function levels(request: ApiRequest): JsonObject {
  const { type } = refOf(request);
  const described = levelsOf(type).map((level) => ({
    permission_level: level,
    description: `${level.toLowerCase().replaceAll("_", " ")} permission on ${type}`,
  }));
  return { permission_levels: described };
}

function change(request: ApiRequest): JsonObject {
  const ref = refOf(request);
  request.perform({
    kind: "set_object_acl",
    objectType: ref.type,
    objectId: ref.id,
    entries: aclEntries(request),
    mode: request.method === "PUT" ? "replace" : "merge",
  });
  return permissionsInfo(request, ref);
}
