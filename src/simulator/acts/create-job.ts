import { touchAccount } from "../account/account-caches.ts";
import { forbidden, invalidValue } from "../account/account-refusals.ts";
import { isAssigned } from "../account/admin-roles.ts";
import type { ActOf } from "./act.ts";
import { callerIdOf } from "./caller-of.ts";
import { type ActContext, defineAct } from "./define-act.ts";
import { logDefinition } from "./job-access.ts";
import { refuseRunAs, runAsOf } from "./job-run-as.ts";
import { logAudit } from "./log-audit.ts";

/** A new job in the workspace of the act, owned by who makes it, and run as that principal unless the act says whom. */
export const createJobAct = defineAct({
  kind: "create_job",
  check(context, act) {
    if (act.workspaceId === null || !context.account.workspaces.has(act.workspaceId))
      return invalidValue("Jobs belong to a workspace.");
    const callerId = callerIdOf(context, act);
    if (callerId !== null && !isAssigned(context.account, callerId, act.workspaceId))
      return forbidden(`User ${act.actor} is not a member of workspace ${act.workspaceId}.`);
    return act.runAs === null ? null : refuseRunAs(context, act, act.runAs);
  },
  apply(context, act) {
    const { account } = context;
    const id = act.newId ?? String(account.nextId);
    if (act.newId === undefined) account.nextId += 1;
    const creator = callerIdOf(context, act) ?? "";
    account.jobs.set(id, {
      id,
      name: act.name,
      workspaceId: act.workspaceId ?? "",
      creator,
      runAs: act.runAs === null ? creator : (runAsOf(context, act.runAs)?.id ?? creator),
      createdAt: act.at,
      updatedAt: act.at,
      schedule: act.schedule,
      tasks: act.taskKeys.map((key) => ({ key, dependsOn: [] })),
      tags: new Map(Object.entries(act.tags)),
      isDeleted: false,
    });
    account.objectAcls.set(`jobs/${id}`, { direct: new Map([[creator, "IS_OWNER"]]) });
    touchAccount(account, "objects");
    return { kind: "done", made: { id } };
  },
  record(context, act, outcome) {
    const id = outcome.kind === "done" ? (outcome.made["id"] ?? "") : null;
    logAudit(context, act, {
      service: "jobs",
      action: "create",
      isAccountLevel: false,
      params: requestParams(act),
      result: id === null ? null : JSON.stringify({ job_id: Number(id) }),
      outcome,
    });
    logCreated(context, act, id);
  },
});

function requestParams(act: ActOf<"create_job">): Record<string, string> {
  return {
    name: act.name,
    tasks: JSON.stringify(act.taskKeys.map((key) => ({ task_key: key }))),
    ...(act.runAs === null ? {} : { run_as_user_name: act.runAs }),
    ...(act.schedule === null ? {} : { schedule: JSON.stringify(scheduleWords(act.schedule)) }),
  };
}

/** A schedule in the words of the jobs interface. */
export function scheduleWords(schedule: NonNullable<ActOf<"create_job">["schedule"]>) {
  return {
    quartz_cron_expression: schedule.cron,
    timezone_id: schedule.timeZone,
    pause_status: schedule.isPaused ? "PAUSED" : "UNPAUSED",
  };
}

function logCreated(context: ActContext, act: ActOf<"create_job">, id: string | null): void {
  const job = id === null ? undefined : context.account.jobs.get(id);
  if (job !== undefined) logDefinition(context, act, job);
}
