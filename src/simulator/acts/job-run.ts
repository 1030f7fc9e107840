import { epochMs } from "../../domain/units.ts";
import type { SimulatedRun } from "../account/account.ts";
import { PLATFORM, refuseCaller } from "./caller-of.ts";
import { defineAct } from "./define-act.ts";
import { DONE } from "./done.ts";
import { refuseJob } from "./job-access.ts";
import { logAudit } from "./log-audit.ts";
import { logRunEvent, openRun } from "./open-runs.ts";
import { missingJob } from "./refusals.ts";

/** A run whose principal may not sign in ends while it is set up. */
const UNAUTHORIZED_MS = 4_000;
const UNAUTHORIZED_CODE = "UNAUTHORIZED_ERROR";

/**
 * A run of a job, told when it starts: what its plan says of its end holds unless it is canceled before
 * (`cancel_runs`) or the principal that it runs as cannot sign in. Its slices of clock hours, those of its tasks and the
 * event of its end are left as time passes them; the statements of its tasks are acts of their own.
 */
export const jobRunAct = defineAct({
  kind: "job_run",
  check(context, act) {
    const job = context.account.jobs.get(act.jobId);
    if (job === undefined || job.isDeleted) return missingJob(act.jobId);
    if (act.trigger !== "ONE_TIME" || act.actor === PLATFORM) return null;
    return refuseCaller(context, act) ?? refuseJob(context, act, "CAN_MANAGE_RUN");
  },
  apply(context, act) {
    const job = context.account.jobs.get(act.jobId);
    if (job === undefined) return DONE;
    const isAuthorized = context.account.principals.get(job.runAs)?.isActive === true;
    const run: SimulatedRun = {
      id: act.runId,
      jobId: act.jobId,
      startedAt: act.at,
      endsAt: isAuthorized ? act.endAt : epochMs(Math.min(act.endAt, act.at + UNAUTHORIZED_MS)),
      result: isAuthorized ? act.result : "FAILED",
      canceledAt: null,
    };
    openRun(context, act, {
      job,
      run,
      terminationCode: isAuthorized ? act.terminationCode : UNAUTHORIZED_CODE,
    });
    return DONE;
  },
  record(context, act, outcome) {
    if (act.trigger === "ONE_TIME")
      logAudit(context, act, {
        service: "jobs",
        action: "runNow",
        isAccountLevel: false,
        params: { job_id: act.jobId },
        ownParams: { run_id: act.runId },
        outcome,
      });
    if (outcome.kind === "refused") return;
    logRunEvent(context, act, { action: "runTriggered", at: act.at, state: null });
    logRunEvent(context, act, { action: "runStart", at: act.at + act.queueMs, state: null });
  },
});
