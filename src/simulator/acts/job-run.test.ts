import { expect, test } from "vitest";
import {
  actedAccount,
  BEN,
  IDS,
  JOB,
  LOADER,
  NINE,
  WAREHOUSE,
} from "../../../test/simulator/acted-account.ts";
import { epochMs, HOUR_MS, MINUTE_MS } from "../../domain/units.ts";
import type { JobRunAct } from "./act.ts";
import { settleRuns } from "./open-runs.ts";

const START = epochMs(NINE + 50 * MINUTE_MS);
const END = epochMs(NINE + 2 * HOUR_MS + 10 * MINUTE_MS);

function run(parts: Partial<JobRunAct> = {}): JobRunAct {
  return {
    kind: "job_run",
    jobId: JOB,
    runId: "900",
    trigger: "PERIODIC",
    endAt: END,
    result: "SUCCEEDED",
    terminationCode: "SUCCESS",
    queueMs: 2_000,
    setupMs: 30_000,
    tasks: [{ key: "load", runId: "901", startAt: START, endAt: END, result: "SUCCEEDED" }],
    ...parts,
  };
}

test("a run gives one slice for each clock hour, the result in the last alone, and so do its tasks", () => {
  const { context, log, perform } = actedAccount();
  perform(run(), { actor: "System-User", at: START });
  settleRuns(context, END);
  for (const slices of [log.runSlices, log.taskSlices]) {
    expect(slices.map((slice) => [slice.startAt - NINE, slice.endAt - NINE])).toEqual([
      [50 * MINUTE_MS, HOUR_MS],
      [HOUR_MS, 2 * HOUR_MS],
      [2 * HOUR_MS, END - NINE],
    ]);
    expect(slices.map((slice) => slice.result)).toEqual([null, null, "SUCCEEDED"]);
    expect(slices.map((slice) => slice.terminationCode)).toEqual([null, null, "SUCCESS"]);
  }
  expect(log.runSlices[0]).toMatchObject({ trigger: "CRON", queueMs: 2_000, setupMs: 30_000, runId: "900" });
  expect(log.taskSlices[0]).toMatchObject({ taskKey: "load", taskRunId: "901", runId: "900" });
});

test("slices are left as their hours pass, whether asked once or often", () => {
  const { context, log, perform } = actedAccount();
  perform(run(), { actor: "System-User", at: START });
  for (let at = START; at <= END + HOUR_MS; at = epochMs(at + 7 * MINUTE_MS)) settleRuns(context, at);
  expect(log.runSlices).toHaveLength(3);
  expect(log.audits.map((row) => row.action)).toEqual(["runTriggered", "runStart", "runSucceeded"]);
});

test("rows of several runs come in the order of their ends, however late they are asked for", () => {
  const endsInOrder = (settledAt: readonly number[]) => {
    const { context, log, perform } = actedAccount();
    perform(run({ runId: "1", endAt: epochMs(START + 9 * MINUTE_MS), tasks: [] }), { at: START });
    perform(run({ runId: "2", endAt: epochMs(START + 4 * MINUTE_MS), tasks: [] }), { at: START });
    for (const at of settledAt) settleRuns(context, at);
    return log.runSlices.map(({ runId }) => runId);
  };
  expect(endsInOrder([END])).toEqual(["2", "1"]);
  expect(endsInOrder([START + 5 * MINUTE_MS, END])).toEqual(["2", "1"]);
});

test("the events of a run come from the platform, in the workspace, at their moments", () => {
  const { context, log, perform } = actedAccount();
  perform(run({ result: "FAILED", terminationCode: "RUN_EXECUTION_ERROR" }), { at: START });
  settleRuns(context, END);
  expect(log.audits).toMatchObject([
    { action: "runTriggered", at: START, actor: "System-User", workspaceId: "1001" },
    { action: "runStart", at: START + 2_000 },
    {
      action: "runFailed",
      at: END,
      params: { jobId: JOB, jobTerminalState: "FAILED" },
      ownParams: { runId: "900" },
    },
  ]);
  expect(log.runSlices.at(-1)).toMatchObject({ result: "FAILED", terminationCode: "RUN_EXECUTION_ERROR" });
});

test("a run that is canceled ends then, and tasks that had not begun leave nothing", () => {
  const { account, context, log, perform } = actedAccount();
  const late = epochMs(END - MINUTE_MS);
  perform(
    run({
      tasks: [...run().tasks, { key: "late", runId: "902", startAt: late, endAt: END, result: "SUCCEEDED" }],
    }),
    {
      at: START,
    },
  );
  const at = epochMs(START + 5 * MINUTE_MS);
  expect(perform({ kind: "cancel_runs", jobId: JOB, runId: null }, { at }).kind).toBe("done");
  settleRuns(context, END);
  expect(log.runSlices).toMatchObject([{ endAt: at, result: "CANCELLED", terminationCode: "CANCELLED" }]);
  expect(log.taskSlices).toMatchObject([{ taskKey: "load", endAt: at, result: "CANCELLED" }]);
  expect(log.audits.map((row) => row.action)).toEqual([
    "runTriggered",
    "runStart",
    "cancelAllRuns",
    "runFailed",
  ]);
  expect(account.jobRuns.get("900")).toMatchObject({ result: "CANCELLED", canceledAt: at });
});

test("canceling needs the right to manage runs, and a run that has ended stays as it was", () => {
  const { context, account, perform } = actedAccount();
  perform(run(), { at: START });
  const cancel = { kind: "cancel_runs", jobId: JOB, runId: "900" } as const;
  expect(perform(cancel, { at: START, actor: BEN })).toMatchObject({ refusal: { status: 403 } });
  settleRuns(context, END);
  perform(cancel, { at: END });
  expect(account.jobRuns.get("900")).toMatchObject({ result: "SUCCEEDED", canceledAt: null });
  expect(perform({ ...cancel, runId: "none" })).toMatchObject({ refusal: { status: 400 } });
});

test("a job whose principal cannot sign in fails while it is set up", () => {
  const { account, context, log, perform } = actedAccount();
  perform({ kind: "set_active", principalId: IDS.loader, isActive: false });
  perform(run(), { at: START, actor: "System-User" });
  settleRuns(context, END);
  expect(log.runSlices).toMatchObject([{ result: "FAILED", terminationCode: "UNAUTHORIZED_ERROR" }]);
  expect(account.jobRuns.get("900")?.result).toBe("FAILED");
});

test("a statement of a task names the task's run while the run goes on", () => {
  const { log, perform } = actedAccount();
  perform(run(), { at: START });
  perform(
    {
      kind: "statement",
      statementId: "s-1",
      text: "SELECT 1",
      statementType: "SELECT",
      reads: [],
      writes: null,
      warehouseId: WAREHOUSE,
      application: "Databricks Job",
      jobRun: { jobId: JOB, runId: "900", taskKey: "load" },
      dashboardId: null,
      sizeRatio: 1,
      measures: null,
      isExecuted: false,
      refusal: null,
    },
    { actor: LOADER, at: START },
  );
  expect(log.queries[0]?.job).toEqual({ jobId: JOB, runId: "900", taskRunId: "901" });
});

test("a run by hand needs the right, is told as a request, and a deleted job runs no more", () => {
  const { log, perform } = actedAccount();
  expect(perform(run({ trigger: "ONE_TIME" }), { at: START, actor: BEN })).toMatchObject({
    refusal: { status: 403 },
  });
  expect(log.audits).toMatchObject([{ action: "runNow", actor: BEN, status: 403 }]);
  perform({ kind: "delete_job", jobId: JOB });
  expect(perform(run(), { at: START })).toMatchObject({ refusal: { message: `Job ${JOB} does not exist.` } });
});
