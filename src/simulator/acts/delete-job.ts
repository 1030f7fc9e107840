import { touchAccount } from "../account/account-caches.ts";
import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { logDefinition, refuseJob } from "./job-access.ts";
import { logAudit } from "./log-audit.ts";

/** A job is deleted. It stays known, so that its history can be told. */
export const deleteJobAct = defineAct({
  kind: "delete_job",
  check: (context, act) => refuseJob(context, act, "CAN_MANAGE"),
  apply(context, act) {
    const job = context.account.jobs.get(act.jobId);
    if (job === undefined) return DONE;
    job.isDeleted = true;
    job.updatedAt = act.at;
    touchAccount(context.account, "objects");
    return DONE;
  },
  record(context, act, outcome) {
    logAudit(context, act, {
      service: "jobs",
      action: "delete",
      isAccountLevel: false,
      params: { job_id: act.jobId },
      outcome,
    });
    const job = context.account.jobs.get(act.jobId);
    if (outcome.kind === "done" && job !== undefined) logDefinition(context, act, job);
  },
});
