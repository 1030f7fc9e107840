import { apiPath } from "../../databricks/api-path.ts";
import { listPages } from "../../databricks/list-pages.ts";
import {
  isObject,
  isTrue,
  type JsonObject,
  numberOf,
  objectsOf,
  textOf,
} from "../../databricks/read-json.ts";
import type { ListedItems, ListedJob, ListedToken, ObjectGrant } from "../../ports/workspace.ts";
import type { WorkspaceReader } from "./read-grants.ts";

/** Most jobs of one page. */
const JOB_PAGE_ITEM_COUNT = 100;

/** Jobs that the caller may see: all of the workspace for its admins. */
export async function listJobs(
  { client, rights }: WorkspaceReader,
  signal: AbortSignal,
): Promise<ListedItems<ListedJob>> {
  const items: ListedJob[] = [];
  const list = { path: "/api/2.2/jobs/list", query: { limit: JOB_PAGE_ITEM_COUNT }, items: "jobs", signal };
  for await (const job of listPages(client, list)) items.push(listedJob(job));
  return { items, visibility: await rights.ofWorkspace(signal) };
}

function listedJob(job: JsonObject): ListedJob {
  const settings = isObject(job["settings"]) ? job["settings"] : {};
  const trigger = STARTERS.map((name) => settings[name]).find(isObject);
  const runAs = isObject(settings["run_as"]) ? settings["run_as"] : {};
  return {
    id: textOf(job["job_id"]) ?? "",
    name: textOf(settings["name"]) ?? "",
    creator: textOf(job["creator_user_name"]),
    runAs: textOf(
      job["run_as_user_name"] ?? runAs["user_name"] ?? runAs["service_principal_name"] ?? runAs["group_name"],
    ),
    isPaused: trigger === undefined ? null : trigger["pause_status"] === "PAUSED",
  };
}

/** Settings that start a job by themselves; each has a `pause_status`. */
export const STARTERS = ["schedule", "trigger", "continuous"];

/** Personal access tokens of the workspace; refused to who is no admin. */
export async function listTokens(
  { client, rights }: WorkspaceReader,
  signal: AbortSignal,
): Promise<ListedItems<ListedToken>> {
  const items: ListedToken[] = [];
  const list = { path: "/api/2.0/token-management/tokens", items: "token_infos", signal };
  for await (const token of listPages(client, list)) items.push(listedToken(token));
  return { items, visibility: await rights.ofWorkspace(signal) };
}

function listedToken(token: JsonObject): ListedToken {
  const expiresAtMs = numberOf(token["expiry_time"]);
  return {
    id: textOf(token["token_id"]) ?? "",
    owner: textOf(token["owner_id"]),
    createdBy: textOf(token["created_by_username"]),
    createdAtMs: numberOf(token["creation_time"]),
    expiresAtMs: expiresAtMs === null || expiresAtMs < 0 ? null : expiresAtMs,
    comment: textOf(token["comment"]),
  };
}

/** Levels of principals on one object; refused to who may not see them. */
export async function listObjectGrants(
  { client, rights }: WorkspaceReader,
  { type, id }: { readonly type: string; readonly id: string },
  signal: AbortSignal,
): Promise<ListedItems<ObjectGrant>> {
  const folders = type.split("/").map(encodeURIComponent).join("/");
  const answer = await client.request({
    method: "GET",
    path: `/api/2.0/permissions/${folders}${apiPath`/${id}`}`,
    signal,
  });
  const items = objectsOf(answer["access_control_list"]).flatMap((entry) => {
    const principal =
      textOf(entry["user_name"] ?? entry["service_principal_name"] ?? entry["group_name"]) ?? "";
    return objectsOf(entry["all_permissions"]).map((level) => ({
      principal,
      level: textOf(level["permission_level"]) ?? "",
      isInherited: isTrue(level["inherited"]),
    }));
  });
  return { items, visibility: await rights.ofWorkspace(signal) };
}
