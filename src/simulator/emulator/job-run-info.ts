import type { EpochMs } from "../../domain/units.ts";
import type { Account, SimulatedJob, SimulatedRun } from "../account/account.ts";
import type { JsonObject } from "./json.ts";
import { nameOfPrincipal } from "./securable-info.ts";

/** How a result is told: code, type and, in the older form, result state. */
const RESULTS = {
  SUCCEEDED: { code: "SUCCESS", type: "SUCCESS", resultState: "SUCCESS" },
  FAILED: { code: "RUN_EXECUTION_ERROR", type: "CLIENT_ERROR", resultState: "FAILED" },
  CANCELLED: { code: "USER_CANCELED", type: "SUCCESS", resultState: "CANCELED" },
} as const;

/** When a run ends or ended. */
function endOf(run: SimulatedRun): EpochMs {
  return run.canceledAt ?? run.endsAt;
}

export function isActive(run: SimulatedRun, now: EpochMs): boolean {
  return endOf(run) > now;
}

/** A run in the words of the interface. Lengths in milliseconds. */
export function runInfo(
  account: Account,
  {
    run,
    job,
    now,
  }: { readonly run: SimulatedRun; readonly job: SimulatedJob | undefined; readonly now: EpochMs },
): JsonObject {
  const isRunning = isActive(run, now);
  const end = endOf(run);
  return {
    job_id: Number(run.jobId),
    run_id: Number(run.id),
    job_run_id: Number(run.id),
    number_in_job: Number(run.id),
    original_attempt_run_id: Number(run.id),
    run_name: job?.name ?? "",
    run_type: "JOB_RUN",
    format: "MULTI_TASK",
    trigger: job?.schedule === null ? "ONE_TIME" : "PERIODIC",
    creator_user_name: job === undefined ? "" : nameOfPrincipal(account, job.creator),
    start_time: run.startedAt,
    end_time: isRunning ? 0 : end,
    ["setup_duration"]: 0,
    ["cleanup_duration"]: 0,
    ["queue_duration"]: 0,
    ["execution_duration"]: 0,
    ["run_duration"]: isRunning ? 0 : end - run.startedAt,
    attempt_number: 0,
    ...stateInfo(run, now),
    tasks: job?.tasks.map(({ key }, index) => ({
      task_key: key,
      run_id: Number(run.id) + index + 1,
      start_time: run.startedAt,
      end_time: isRunning ? 0 : end,
      attempt_number: 0,
      ...stateInfo(run, now),
    })),
  };
}

/** Both forms: `status`, and the older `state`. */
function stateInfo(run: SimulatedRun, now: EpochMs): JsonObject {
  if (isActive(run, now))
    return { status: { state: "RUNNING" }, state: { life_cycle_state: "RUNNING", state_message: "In run" } };
  const { code, type, resultState } = RESULTS[run.canceledAt === null ? run.result : "CANCELLED"];
  const message = run.canceledAt === null ? "" : "Run canceled.";
  return {
    status: { state: "TERMINATED", termination_details: { code, type, message } },
    state: {
      life_cycle_state: "TERMINATED",
      result_state: resultState,
      state_message: message,
    },
  };
}
