import { epochMs, MINUTE_MS } from "../../../domain/units.ts";
import type { SimulatedJob, SimulatedRun } from "../../account/account.ts";
import { levelOn, mayUseObject } from "../../account/may-use-object.ts";
import { aclEntries } from "../acl-entries.ts";
import { fail, failDenied, failInvalid } from "../api-error.ts";
import { type ApiRequest, type ApiRoute, addRoutes } from "../api-route.ts";
import {
  booleanField,
  idField,
  objectField,
  requiredId,
  textField,
  textMapField,
  textsField,
} from "../body-fields.ts";
import type { RouteGroup } from "../emulator.ts";
import { isActive, runInfo } from "../job-run-info.ts";
import {
  changeSettings,
  dropSettings,
  jobSettings,
  keepSettings,
  modeledSettings,
  runAsInfo,
} from "../job-settings.ts";
import type { JsonObject } from "../json.ts";
import { idText, newestFirstKey, pageOf } from "../paging.ts";
import { nameOfPrincipal } from "../securable-info.ts";

const SCOPE = "jobs";
const PAGE_COUNT = 20;
const PAGE_COUNT_MAX = 100;
/** How long a run takes whose job has no plan in the world. */
const RUN_MS_DEFAULT = 5 * MINUTE_MS;
const TOKEN_CHAR_COUNT_MAX = 64;

/** Jobs and their runs, in both versions of the interface. */
export const jobRoutes: RouteGroup = (app, emulator) => {
  const runTokens = new Map<string, string>();
  const routes = ["/api/2.1/jobs", "/api/2.2/jobs"].flatMap((base): readonly ApiRoute[] => [
    { method: "GET", path: `${base}/list`, scope: SCOPE, handle: listJobs },
    { method: "GET", path: `${base}/get`, scope: SCOPE, handle: getJob },
    { method: "POST", path: `${base}/create`, scope: SCOPE, handle: createJob },
    { method: "POST", path: `${base}/update`, scope: SCOPE, handle: updateJob },
    { method: "POST", path: `${base}/reset`, scope: SCOPE, handle: resetJob },
    { method: "POST", path: `${base}/delete`, scope: SCOPE, handle: deleteJob },
    {
      method: "POST",
      path: `${base}/run-now`,
      scope: SCOPE,
      handle: (request) => runNow(request, runTokens),
    },
    { method: "GET", path: `${base}/runs/list`, scope: SCOPE, handle: listRuns },
    { method: "GET", path: `${base}/runs/get`, scope: SCOPE, handle: getRun },
    { method: "POST", path: `${base}/runs/cancel`, scope: SCOPE, handle: cancelRun },
    { method: "POST", path: `${base}/runs/cancel-all`, scope: SCOPE, handle: cancelAll },
  ]);
  addRoutes(app, emulator, routes);
};

function isSeen({ account, caller }: ApiRequest, { id, workspaceId }: SimulatedJob): boolean {
  const { principalId } = caller;
  return (
    workspaceId === caller.workspaceId &&
    levelOn(account, { principalId, workspaceId, objectType: "jobs", objectId: id }) !== null
  );
}

/** 400, not 404, is how the service says that there is none. */
function jobById({ account, caller }: ApiRequest, id: string): SimulatedJob {
  const job = account.jobs.get(id);
  return job === undefined || job.isDeleted || job.workspaceId !== caller.workspaceId
    ? failInvalid(`Job ${id} does not exist.`)
    : job;
}

function seenJob(request: ApiRequest, id: string): SimulatedJob {
  const job = jobById(request, id);
  return isSeen(request, job)
    ? job
    : failDenied(
        `User ${request.caller.name} does not have View or Admin or Manage Run or Owner permissions on job ${id}`,
      );
}

function queryId({ query }: ApiRequest, name: string): string {
  const text = query.get(name);
  return text === null || text === "" ? failInvalid(`Missing required field: ${name}`) : idText(text, name);
}

function jobInfo(request: ApiRequest, job: SimulatedJob, isExpanded: boolean): JsonObject {
  return {
    job_id: Number(job.id),
    creator_user_name: nameOfPrincipal(request.account, job.creator),
    created_time: job.createdAt,
    settings: jobSettings(request.account, job, isExpanded),
  };
}

function listJobs(request: ApiRequest): JsonObject {
  const { account, query } = request;
  const name = query.get("name")?.toLowerCase() ?? null;
  const page = pageOf(request, {
    items: [...account.jobs.values()].filter(
      (job) => !job.isDeleted && isSeen(request, job) && (name === null || job.name.toLowerCase() === name),
    ),
    keyOf: ({ createdAt, id }) => newestFirstKey(createdAt, id),
    sizeParameter: "limit",
    countWhenAbsent: PAGE_COUNT,
    countMax: PAGE_COUNT_MAX,
  });
  const isExpanded = query.get("expand_tasks") === "true";
  return {
    jobs: page.items.length === 0 ? undefined : page.items.map((job) => jobInfo(request, job, isExpanded)),
    has_more: page.next_page_token !== undefined,
    next_page_token: page.next_page_token,
  };
}

function getJob(request: ApiRequest): JsonObject {
  const job = seenJob(request, queryId(request, "job_id"));
  return { ...jobInfo(request, job, true), ...runAsInfo(request.account, job) };
}

function createJob(request: ApiRequest): JsonObject {
  const { account, body } = request;
  const { name, runAs, taskKeys, schedule } = modeledSettings(body);
  const made = request.perform({
    kind: "create_job",
    name: name ?? "Untitled",
    runAs,
    taskKeys: taskKeys ?? [],
    schedule,
    tags: textMapField(body, "tags"),
  });
  const id = made["id"] ?? "";
  const entries = aclEntries(request);
  if (Object.keys(entries).length > 0)
    request.perform({ kind: "set_object_acl", objectType: "jobs", objectId: id, entries, mode: "merge" });
  keepSettings(account, id, { ...body, access_control_list: undefined });
  return { job_id: Number(id) };
}

function updateJob(request: ApiRequest): JsonObject {
  const { account, body } = request;
  const { id } = jobById(request, requiredId(body, "job_id"));
  const settings = objectField(body, "new_settings") ?? {};
  const removed = textsField(body, "fields_to_remove");
  request.perform({
    kind: "update_job",
    jobId: id,
    ...modeledSettings(settings),
    isScheduleRemoved: removed.includes("schedule"),
  });
  changeSettings(account, id, settings);
  dropSettings(account, id, removed);
  return {};
}

function resetJob(request: ApiRequest): JsonObject {
  const { account, body } = request;
  const { id } = jobById(request, requiredId(body, "job_id"));
  const settings = objectField(body, "new_settings") ?? failInvalid("Missing required field: new_settings");
  const modeled = modeledSettings(settings);
  request.perform({
    kind: "update_job",
    jobId: id,
    ...modeled,
    name: modeled.name ?? "Untitled",
    taskKeys: modeled.taskKeys ?? [],
    isScheduleRemoved: modeled.schedule === null,
  });
  keepSettings(account, id, settings);
  return {};
}

function deleteJob(request: ApiRequest): JsonObject {
  request.perform({ kind: "delete_job", jobId: jobById(request, requiredId(request.body, "job_id")).id });
  return {};
}

/** A request with a token that was seen starts nothing and tells the run that the token started. */
function runNow(request: ApiRequest, runTokens: Map<string, string>): JsonObject {
  const { account, caller, body } = request;
  const job = jobById(request, requiredId(body, "job_id"));
  const { principalId, workspaceId } = caller;
  if (
    !mayUseObject(account, {
      principalId,
      workspaceId,
      objectType: "jobs",
      objectId: job.id,
      level: "CAN_MANAGE_RUN",
    })
  )
    return failDenied(
      `User ${caller.name} does not have Manage Run or Owner or Admin permissions on job ${job.id}`,
    );
  const token = textField(body, "idempotency_token");
  if ((token?.length ?? 0) > TOKEN_CHAR_COUNT_MAX)
    return failInvalid(`The idempotency token can have ${TOKEN_CHAR_COUNT_MAX} characters at most.`);
  const known = token === null ? undefined : runTokens.get(`${job.id} ${token}`);
  const runId = known ?? startRun(request, job);
  if (token !== null) runTokens.set(`${job.id} ${token}`, runId);
  return { run_id: Number(runId), number_in_job: Number(runId) };
}

/** The run takes as long as the world plans for the job, and its tasks follow one another. */
function startRun(request: ApiRequest, job: SimulatedJob): string {
  const { account, emulator } = request;
  const { simulation } = emulator;
  const lengthMs = simulation.world.jobs.find(({ jobId }) => jobId === job.id)?.durationMs ?? RUN_MS_DEFAULT;
  const startMs = Number(simulation.now());
  const runId = String(account.nextId);
  const taskMs = Math.floor(lengthMs / Math.max(1, job.tasks.length));
  account.nextId += job.tasks.length + 1;
  request.perform({
    kind: "job_run",
    jobId: job.id,
    runId,
    trigger: "ONE_TIME",
    endAt: epochMs(startMs + lengthMs),
    result: "SUCCEEDED",
    terminationCode: "SUCCESS",
    queueMs: 0,
    setupMs: 0,
    tasks: job.tasks.map(({ key }, index) => ({
      key,
      runId: String(Number(runId) + index + 1),
      startAt: epochMs(startMs + index * taskMs),
      endAt: epochMs(startMs + (index + 1) * taskMs),
      result: "SUCCEEDED",
    })),
  });
  return runId;
}

function listRuns(request: ApiRequest): JsonObject {
  const { account, query, emulator } = request;
  const now = emulator.simulation.now();
  const jobId = query.get("job_id");
  if (jobId !== null && jobId !== "") seenJob(request, queryId(request, "job_id"));
  const page = pageOf(request, {
    items: [...account.jobRuns.values()].filter((run) => isAsked(request, run)),
    keyOf: ({ startedAt, id }) => newestFirstKey(startedAt, id),
    sizeParameter: "limit",
    countWhenAbsent: PAGE_COUNT,
    countMax: PAGE_COUNT_MAX,
  });
  const isExpanded = query.get("expand_tasks") === "true";
  const runs = page.items.map((run) => {
    const info = runInfo(account, { run, job: account.jobs.get(run.jobId), now });
    return isExpanded ? info : { ...info, tasks: undefined };
  });
  return {
    runs: runs.length === 0 ? undefined : runs,
    has_more: page.next_page_token !== undefined,
    next_page_token: page.next_page_token,
  };
}

function isAsked(request: ApiRequest, run: SimulatedRun): boolean {
  const { account, query, emulator } = request;
  const job = account.jobs.get(run.jobId);
  const now = emulator.simulation.now();
  const jobId = query.get("job_id") ?? "";
  const from = Number(query.get("start_time_from") ?? 0);
  const to = Number(query.get("start_time_to") ?? Number.POSITIVE_INFINITY);
  return (
    job !== undefined &&
    isSeen(request, job) &&
    run.startedAt <= now &&
    (jobId === "" || run.jobId === jobId) &&
    run.startedAt >= from &&
    run.startedAt <= to &&
    (query.get("active_only") !== "true" || isActive(run, now)) &&
    (query.get("completed_only") !== "true" || !isActive(run, now))
  );
}

function runById(request: ApiRequest, id: string): SimulatedRun {
  const run = request.account.jobRuns.get(id);
  const job = run === undefined ? undefined : request.account.jobs.get(run.jobId);
  return run !== undefined && job?.workspaceId === request.caller.workspaceId
    ? run
    : failInvalid(`Run ${id} does not exist.`);
}

function getRun(request: ApiRequest): JsonObject {
  const { account, emulator } = request;
  const run = runById(request, queryId(request, "run_id"));
  const job = account.jobs.get(run.jobId);
  if (job === undefined || !isSeen(request, job))
    return failDenied(
      `User ${request.caller.name} does not have View or Admin or Manage Run or Owner permissions on job ${run.jobId}`,
    );
  return runInfo(account, { run, job, now: emulator.simulation.now() });
}

function cancelRun(request: ApiRequest): JsonObject {
  const run = runById(request, requiredId(request.body, "run_id"));
  request.perform({ kind: "cancel_runs", jobId: run.jobId, runId: run.id });
  return {};
}

function cancelAll(request: ApiRequest): JsonObject {
  const id = idField(request.body, "job_id");
  if (id === null && booleanField(request.body, "all_queued_runs") === true)
    return fail(400, "INVALID_PARAMETER_VALUE", "job_id is required on this server: nothing is queued here.");
  request.perform({
    kind: "cancel_runs",
    jobId: jobById(request, requiredId(request.body, "job_id")).id,
    runId: null,
  });
  return {};
}
