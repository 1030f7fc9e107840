import { apiPath } from "../../databricks/api-path.ts";
import type { DatabricksClient } from "../../databricks/open-databricks-client.ts";
import { isObject, type JsonObject, objectsOf } from "../../databricks/read-json.ts";
import type { Json } from "../../domain/brand.ts";
import { GatehouseError } from "../../domain/gatehouse-error.ts";
import type { WorkspaceResponder } from "../../ports/workspace.ts";
import { directPath, grantRows } from "./grant-rows.ts";
import { securablePath } from "./securable-path.ts";
import { STARTERS } from "./workspace-objects.ts";

export interface DatabricksResponderOptions {
  /** Signed in as the responder: never the identity that reads. */
  readonly client: DatabricksClient;
  /** Changes people and groups in the whole account; null changes them in the workspace. */
  readonly account: { readonly client: DatabricksClient; readonly accountId: string } | null;
}

const PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** Applies access changes over REST. Every request sets a state, so that a repeated one changes nothing more. */
export function openDatabricksResponder({ client, account }: DatabricksResponderOptions): WorkspaceResponder {
  async function patchDirectory(
    entry: { readonly folder: string; readonly id: string },
    operation: Json,
    signal: AbortSignal,
  ): Promise<void> {
    const base =
      account === null ? "/api/2.0/preview/scim/v2" : apiPath`/api/2.0/accounts/${account.accountId}/scim/v2`;
    await (account?.client ?? client).request({
      method: "PATCH",
      path: `${base}${apiPath`/${entry.folder}/${entry.id}`}`,
      body: { schemas: [PATCH_SCHEMA], Operations: [operation] },
      signal,
    });
  }

  return {
    async updateGrants(securable, updates, signal) {
      const answer = await client.request({
        method: "PATCH",
        path: directPath(securable),
        body: {
          changes: updates.map(({ principal, add, remove }) => ({ principal, add, remove })),
          omit_permissions_in_response: false,
        },
        signal,
      });
      return objectsOf(answer["privilege_assignments"]).flatMap(grantRows);
    },
    async setOwner(securable, owner, signal) {
      await client.request({ method: "PATCH", path: securablePath(securable), body: { owner }, signal });
    },
    setMembership: ({ groupId, principalId, isMember }, signal) =>
      patchDirectory(
        { folder: "Groups", id: groupId },
        isMember
          ? { op: "add", path: "members", value: [{ value: principalId }] }
          : { op: "remove", path: `members[value eq "${principalId.replace(/["\\]/g, "\\$&")}"]` },
        signal,
      ),
    setActive: ({ kind, id, isActive }, signal) =>
      patchDirectory(
        { folder: kind === "user" ? "Users" : "ServicePrincipals", id },
        { op: "replace", path: "active", value: [{ value: String(isActive) }] },
        signal,
      ),
    async setJobPaused(jobId, isPaused, signal) {
      const job = await client.request({
        method: "GET",
        path: "/api/2.2/jobs/get",
        query: { job_id: jobId },
        signal,
      });
      await client.request({
        method: "POST",
        path: "/api/2.2/jobs/update",
        body: { job_id: numberOrText(jobId), new_settings: pausedSettings(job, isPaused) },
        isRepeatable: true,
        signal,
      });
    },
    async cancelJobRuns(jobId, signal) {
      await client.request({
        method: "POST",
        path: "/api/2.2/jobs/runs/cancel-all",
        body: { job_id: numberOrText(jobId), all_queued_runs: true },
        isRepeatable: true,
        signal,
      });
    },
    async deleteToken(tokenId, signal) {
      const path = apiPath`/api/2.0/token-management/tokens/${tokenId}`;
      await orGone(client.request({ method: "DELETE", path, signal }));
    },
  };
}

/** What is to be deleted may be gone already: by an earlier copy of the request whose answer was lost. */
async function orGone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof GatehouseError) || error.code !== "DATABRICKS_NOT_FOUND") throw error;
  }
}

/** Top-level settings are replaced whole, so each is sent as it is, but for its state. */
function pausedSettings(job: JsonObject, isPaused: boolean): Json {
  const settings = isObject(job["settings"]) ? job["settings"] : {};
  const changed = STARTERS.flatMap((name) => {
    const starter = settings[name];
    return isObject(starter)
      ? [[name, { ...starter, pause_status: isPaused ? "PAUSED" : "UNPAUSED" }] as const]
      : [];
  });
  if (changed.length > 0) return Object.fromEntries(changed);
  throw new GatehouseError("DATABRICKS_REFUSED", { message: "the job has nothing that starts it by itself" });
}

/** Ids of jobs are numbers in bodies; those that JavaScript cannot hold go as text. */
function numberOrText(id: string): number | string {
  const number = Number(id);
  return Number.isSafeInteger(number) && String(number) === id ? number : id;
}
