import type { Account, SimulatedJob } from "../account/account.ts";
import { failInvalid } from "./api-error.ts";
import { objectField, objectsField, requiredText, textField } from "./body-fields.ts";
import type { JsonObject } from "./json.ts";
import { nameOfPrincipal } from "./securable-info.ts";

/** What clients sent of jobs and the account does not model (notebooks, clusters, notifications), by id of the job. */
const SENT = new WeakMap<Account, Map<string, JsonObject>>();

function sentOf(account: Account): Map<string, JsonObject> {
  const known = SENT.get(account) ?? new Map<string, JsonObject>();
  SENT.set(account, known);
  return known;
}

/** Keeps what a client sent, so that it is told again. */
export function keepSettings(account: Account, jobId: string, settings: JsonObject): void {
  sentOf(account).set(jobId, settings);
}

/** Fields of `changes` replace those that were there. */
export function changeSettings(account: Account, jobId: string, changes: JsonObject): void {
  const sent = sentOf(account);
  sent.set(jobId, { ...sent.get(jobId), ...changes });
}

export function dropSettings(account: Account, jobId: string, fields: readonly string[]): void {
  const sent = sentOf(account);
  const kept = Object.entries(sent.get(jobId) ?? {}).filter(([field]) => !fields.includes(field));
  sent.set(jobId, Object.fromEntries(kept));
}

/** Settings of a job in the words of the interface; `isExpanded` tells the tasks too. */
export function jobSettings(account: Account, job: SimulatedJob, isExpanded: boolean): JsonObject {
  const sent = sentOf(account).get(job.id) ?? {};
  return {
    max_concurrent_runs: 1,
    timeout_seconds: 0,
    email_notifications: {},
    webhook_notifications: {},
    format: "MULTI_TASK",
    ...sent,
    name: job.name,
    run_as: undefined,
    schedule: job.schedule === null ? undefined : scheduleInfo(job.schedule),
    tags: job.tags.size === 0 ? sent["tags"] : Object.fromEntries(job.tags),
    tasks: isExpanded ? tasksInfo(job, sent) : undefined,
  };
}

type Schedule = NonNullable<SimulatedJob["schedule"]>;

function scheduleInfo(schedule: Schedule): JsonObject {
  return {
    quartz_cron_expression: schedule.cron,
    timezone_id: schedule.timeZone,
    pause_status: schedule.isPaused ? "PAUSED" : "UNPAUSED",
  };
}

function tasksInfo({ tasks }: SimulatedJob, sent: JsonObject): readonly JsonObject[] {
  const sentTasks = objectsField(sent, "tasks");
  return tasks.map(({ key, dependsOn }) => ({
    task_key: key,
    depends_on: dependsOn.length === 0 ? undefined : dependsOn.map((other) => ({ task_key: other })),
    run_if: "ALL_SUCCESS",
    timeout_seconds: 0,
    notebook_task:
      sentTasks.length === 0
        ? { notebook_path: `/Workspace/Shared/jobs/${key}`, source: "WORKSPACE" }
        : undefined,
    ...sentTasks.find((task) => task["task_key"] === key),
  }));
}

/** Who a job runs as. */
export function runAsInfo(account: Account, job: SimulatedJob): JsonObject {
  const name = nameOfPrincipal(account, job.runAs);
  const field = {
    user: "user_name",
    service_principal: "service_principal_name",
    group: "group_name",
  } as const;
  const kind = account.principals.get(job.runAs)?.kind ?? "user";
  return { run_as_user_name: name, run_as: { [field[kind]]: name } };
}

/** The part of settings that the account models. */
export interface ModeledSettings {
  readonly name: string | null;
  readonly runAs: string | null;
  readonly taskKeys: readonly string[] | null;
  readonly schedule: Schedule | null;
}

/** @throws 400 for what is no settings. */
export function modeledSettings(settings: JsonObject): ModeledSettings {
  const tasks = settings["tasks"] === undefined ? null : objectsField(settings, "tasks");
  return {
    name: textField(settings, "name"),
    runAs: runAsOf(objectField(settings, "run_as")),
    taskKeys: tasks?.map((task) => requiredText(task, "task_key")) ?? null,
    schedule: scheduleOf(objectField(settings, "schedule")),
  };
}

function runAsOf(runAs: JsonObject | null): string | null {
  if (runAs === null) return null;
  const names = ["user_name", "service_principal_name", "group_name"].flatMap(
    (field) => textField(runAs, field) ?? [],
  );
  return names.length === 1 && names[0] !== undefined
    ? names[0]
    : failInvalid("Exactly one of user_name, service_principal_name and group_name must be given in run_as.");
}

function scheduleOf(schedule: JsonObject | null): Schedule | null {
  if (schedule === null) return null;
  const status = textField(schedule, "pause_status") ?? "UNPAUSED";
  if (status !== "PAUSED" && status !== "UNPAUSED")
    return failInvalid(`'${status}' is not a valid pause status.`);
  return {
    cron: requiredText(schedule, "quartz_cron_expression"),
    timeZone: requiredText(schedule, "timezone_id"),
    isPaused: status === "PAUSED",
  };
}
