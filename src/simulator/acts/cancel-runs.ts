import { invalidValue } from "../account/account-refusals.ts";
import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { refuseJob } from "./job-access.ts";
import { logAudit } from "./log-audit.ts";
import { cancelRun } from "./open-runs.ts";

/** One run of a job, or all that are under way, end now. Canceling what has ended changes nothing. */
export const cancelRunsAct = defineAct({
  kind: "cancel_runs",
  check(context, act) {
    const refusal = refuseJob(context, act, "CAN_MANAGE_RUN");
    if (refusal !== null || act.runId === null) return refusal;
    return context.account.jobRuns.get(act.runId)?.jobId === act.jobId
      ? null
      : invalidValue(`Run ${act.runId} does not exist.`);
  },
  apply(context, act) {
    for (const run of context.account.jobRuns.values())
      if (run.jobId === act.jobId && (act.runId === null || run.id === act.runId))
        cancelRun(context, run.id, act.at);
    return DONE;
  },
  record(context, act, outcome) {
    logAudit(context, act, {
      service: "jobs",
      action: act.runId === null ? "cancelAllRuns" : "cancel",
      isAccountLevel: false,
      params: act.runId === null ? { job_id: act.jobId } : {},
      ownParams: act.runId === null ? null : { run_id: act.runId },
      outcome,
    });
  },
});
