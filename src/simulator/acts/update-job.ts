import { touchAccount } from "../account/account-caches.ts";
import type { ActOf } from "./act.ts";
import { scheduleWords } from "./create-job.ts";
import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logDefinition, refuseJob } from "./job-access.ts";
import { refuseRunAs, runAsOf } from "./job-run-as.ts";
import { logAudit } from "./log-audit.ts";

/** The definition of a job changes: its name, tasks, schedule (paused, too), or whom it runs as. */
export const updateJobAct = defineAct({
  kind: "update_job",
  check(context, act) {
    const refusal = refuseJob(context, act, "CAN_MANAGE");
    if (refusal !== null || act.runAs === null) return refusal;
    return refuseRunAs(context, act, act.runAs);
  },
  apply(context, act) {
    const job = context.account.jobs.get(act.jobId);
    if (job === undefined) return DONE;
    if (act.name !== null) job.name = act.name;
    if (act.runAs !== null) job.runAs = runAsOf(context, act.runAs)?.id ?? job.runAs;
    if (act.taskKeys !== null) job.tasks = act.taskKeys.map((key) => ({ key, dependsOn: [] }));
    if (act.schedule !== null) job.schedule = act.schedule;
    if (act.isScheduleRemoved) job.schedule = null;
    job.updatedAt = act.at;
    touchAccount(context.account, "objects");
    return DONE;
  },
  record(context, act, outcome) {
    logAudit(context, act, {
      service: "jobs",
      action: "update",
      isAccountLevel: false,
      params: {
        job_id: act.jobId,
        new_settings: settingsJson(act),
        ...(act.runAs === null ? {} : { run_as_user_name: act.runAs }),
        ...(act.isScheduleRemoved ? { fields_to_remove: JSON.stringify(["schedule"]) } : {}),
      },
      outcome,
    });
    const job = context.account.jobs.get(act.jobId);
    if (outcome.kind === "done" && job !== undefined) logDefinition(context, act, job);
  },
});

function settingsJson(act: ActOf<"update_job">): string {
  const { name, runAs, taskKeys, schedule } = act;
  return JSON.stringify({
    ...(name === null ? {} : { name }),
    ...(runAs === null
      ? {}
      : { run_as: runAs.includes("@") ? { user_name: runAs } : { service_principal_name: runAs } }),
    ...(taskKeys === null ? {} : { tasks: taskKeys.map((key) => ({ task_key: key })) }),
    ...(schedule === null ? {} : { schedule: scheduleWords(schedule) }),
  });
}
