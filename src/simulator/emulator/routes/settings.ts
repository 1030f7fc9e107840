import { createHash } from "node:crypto";
import { isWorkspaceAdmin } from "../../account/admin-roles.ts";
import { fail, failDenied, failInvalid } from "../api-error.ts";
import { type ApiRequest, addRoutes } from "../api-route.ts";
import { objectField, textField } from "../body-fields.ts";
import type { RouteGroup } from "../emulator.ts";
import type { JsonObject } from "../json.ts";

const RESTRICT = "restrict_workspace_admins";
const RESTRICT_PATH = `/api/2.0/settings/types/${RESTRICT}/names/default`;
const RESTRICT_STATES = ["ALLOW_ALL", "RESTRICT_TOKENS_AND_JOB_RUN_AS"];
/** Settings of the older interface that a workspace knows, with what holds when nothing was set. */
const CONF_DEFAULTS: Readonly<Record<string, string>> = {
  enableVerboseAuditLogs: "false",
  enableTokensConfig: "true",
  maxTokenLifetimeDays: "0",
  enableIpAccessLists: "false",
  enableExportNotebook: "true",
  enableResultsDownloading: "true",
  enableDbfsFileBrowser: "false",
  enableWebTerminal: "true",
};

/** Settings of workspaces, and lists of what the simulated workspaces do not have. */
export const settingRoutes: RouteGroup = (app, emulator) => {
  const common = { scope: "settings" } as const;
  addRoutes(app, emulator, [
    { ...common, method: "GET", path: RESTRICT_PATH, handle: restriction },
    { ...common, method: "PATCH", path: RESTRICT_PATH, handle: setRestriction },
    { ...common, method: "DELETE", path: RESTRICT_PATH, handle: deleteRestriction },
    { ...common, method: "GET", path: "/api/2.0/workspace-conf", handle: confStatus },
    { ...common, method: "PATCH", path: "/api/2.0/workspace-conf", status: 204, handle: setConf },
    { scope: "clusters", method: "GET", path: "/api/2.0/clusters/list", handle: () => ({}) },
    { scope: "clusters", method: "GET", path: "/api/2.1/clusters/list", handle: () => ({}) },
    { scope: "clusters", method: "GET", path: "/api/2.0/policies/clusters/list", handle: () => ({}) },
    { scope: "clusters", method: "GET", path: "/api/2.0/instance-pools/list", handle: () => ({}) },
    {
      scope: "model-serving",
      method: "GET",
      path: "/api/2.0/serving-endpoints",
      handle: () => ({ endpoints: [] }),
    },
    { scope: "apps", method: "GET", path: "/api/2.0/apps", handle: () => ({}) },
    { scope: "pipelines", method: "GET", path: "/api/2.0/pipelines", handle: () => ({}) },
    { scope: "sql", method: "GET", path: "/api/2.0/alerts", handle: () => ({}) },
  ]);
};

function requireAdmin({ account, caller }: ApiRequest): void {
  if (!isWorkspaceAdmin(account, caller.principalId, caller.workspaceId))
    failDenied("Only workspace admins can access settings.");
}

function restriction(request: ApiRequest): JsonObject {
  requireAdmin(request);
  return restrictionInfo(request);
}

function restrictionInfo({ account, caller }: ApiRequest): JsonObject {
  const status = account.settings.get(`${caller.workspaceId}/${RESTRICT}`) ?? "ALLOW_ALL";
  const etag = createHash("sha256")
    .update(`${caller.workspaceId} ${status}`)
    .digest("base64url")
    .slice(0, 24);
  return { setting_name: "default", etag, restrict_workspace_admins: { status } };
}

function setRestriction(request: ApiRequest): JsonObject {
  const setting = objectField(request.body, "setting") ?? failInvalid("Missing required field: setting");
  const etag = textField(setting, "etag");
  if (etag !== null && etag !== "" && etag !== restrictionInfo(request)["etag"])
    return fail(409, "RESOURCE_CONFLICT", "The setting was changed by somebody else: its etag is stale.");
  const status = textField(objectField(setting, RESTRICT) ?? {}, "status") ?? "";
  if (!RESTRICT_STATES.includes(status)) return failInvalid(`'${status}' is not a valid status.`);
  request.perform({ kind: "set_setting", name: RESTRICT, value: status });
  return restrictionInfo(request);
}

function deleteRestriction(request: ApiRequest): JsonObject {
  request.perform({ kind: "set_setting", name: RESTRICT, value: "ALLOW_ALL" });
  return { etag: restrictionInfo(request)["etag"] };
}

function confKeys(names: readonly string[]): readonly string[] {
  const unknown = names.find((name) => CONF_DEFAULTS[name] === undefined);
  return unknown === undefined ? names : failInvalid(`Invalid keys: ${JSON.stringify([unknown])}`);
}

function confStatus(request: ApiRequest): JsonObject {
  requireAdmin(request);
  const { account, caller, query } = request;
  const keys = confKeys((query.get("keys") ?? "").split(",").filter((key) => key !== ""));
  const entries = keys.map((key) => [
    key,
    account.settings.get(`${caller.workspaceId}/${key}`) ?? CONF_DEFAULTS[key],
  ]);
  return Object.fromEntries(entries);
}

function setConf(request: ApiRequest): JsonObject {
  for (const name of confKeys(Object.keys(request.body)))
    request.perform({ kind: "set_setting", name, value: textField(request.body, name) ?? "" });
  return {};
}
