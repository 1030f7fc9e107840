import { describe, expect, it } from "vitest";
import { openSourceRows, type SourceRow } from "../../test/conformance/source-rows.ts";
import { sql } from "../sql/sql.ts";
import { jobRunTimelineSource } from "./job-run-timeline.ts";

const HOUR_MS = 3_600_000;

function slice(from: string, to: string, more: SourceRow = {}): SourceRow {
  return {
    workspace_id: "1",
    job_id: "10",
    run_id: "100",
    period_start_time: `2026-10-01T${from}Z`,
    period_end_time: `2026-10-01T${to}Z`,
    ...more,
  };
}

async function jobRuns(rows: readonly SourceRow[]): Promise<readonly SourceRow[]> {
  const source = await openSourceRows([jobRunTimelineSource], { [jobRunTimelineSource.table]: rows });
  const answer = await source.rows(sql`SELECT * FROM job_run ORDER BY workspace_id, run_id`);
  await source.close();
  return answer;
}

const LONG_RUN = [
  slice("08:10:00", "09:00:00", { trigger_type: "CRON", run_type: "JOB_RUN" }),
  slice("09:00:00", "10:00:00"),
  slice("10:00:00", "10:30:00", { result_state: "SUCCEEDED", termination_code: "SUCCESS" }),
];

describe("job runs", () => {
  it("slices become one run from the first start to the last end", async () => {
    expect(await jobRuns(LONG_RUN)).toEqual([
      {
        workspace_id: "1",
        job_id: "10",
        run_id: "100",
        event_time: "2026-10-01T10:30:00.000Z",
        start_time: "2026-10-01T08:10:00.000Z",
        duration_ms: (2 + 20 / 60) * HOUR_MS,
        queue_duration_ms: null,
        trigger_type: "CRON",
        run_type: "JOB_RUN",
        result_state: "SUCCEEDED",
        termination_code: "SUCCESS",
        is_failed: false,
        retry_count: 0,
      },
    ]);
  });

  it("slices that came twice, in any order, change nothing", async () => {
    const once = await jobRuns(LONG_RUN);
    expect(await jobRuns([...LONG_RUN, ...LONG_RUN].reverse())).toEqual(once);
  });

  it("a run without a result runs still", async () => {
    const [run] = await jobRuns([slice("08:10:00", "09:00:00")]);
    expect(run).toMatchObject({ result_state: null, is_failed: false, retry_count: 0 });
  });

  it("a slice that was written again with its result has it", async () => {
    const rows = [slice("08:10:00", "08:50:00"), slice("08:10:00", "08:50:00", { result_state: "FAILED" })];
    for (const order of [rows, rows.toReversed()])
      expect(await jobRuns(order)).toMatchObject([
        { result_state: "FAILED", is_failed: true, retry_count: 0 },
      ]);
  });

  it("retries count, the latest result holds, and the pause before a repair is no running time", async () => {
    const rows = [
      slice("08:00:00", "08:10:00", { result_state: "FAILED", termination_code: "RUN_EXECUTION_ERROR" }),
      slice("08:12:00", "08:20:00", { result_state: "FAILED", termination_code: "CLUSTER_ERROR" }),
      slice("20:00:00", "20:10:00", { result_state: "SUCCEEDED", termination_code: "SUCCESS" }),
    ];
    expect(await jobRuns(rows)).toMatchObject([
      { result_state: "SUCCEEDED", termination_code: "SUCCESS", retry_count: 2, duration_ms: 28 * 60_000 },
    ]);
  });

  it("of results that end together, that of the slice which started last holds: it never ran", async () => {
    const rows = [
      slice("08:00:00", "08:10:00", { result_state: "FAILED" }),
      slice("08:10:00", "08:10:00", { result_state: "SKIPPED" }),
    ];
    expect(await jobRuns(rows)).toMatchObject([{ result_state: "SKIPPED", retry_count: 1 }]);
  });

  it("overlapping slices never make a run longer than it was", async () => {
    const rows = [
      slice("08:00:00", "09:00:00"),
      slice("08:30:00", "09:00:00", { result_state: "SUCCEEDED" }),
    ];
    expect(await jobRuns(rows)).toMatchObject([{ duration_ms: HOUR_MS }]);
  });

  it("run ids are of a workspace: the same id in two is two runs", async () => {
    const rows = [slice("08:00:00", "08:10:00"), slice("08:00:00", "08:20:00", { workspace_id: "2" })];
    expect((await jobRuns(rows)).map((row) => row["workspace_id"])).toEqual(["1", "2"]);
  });

  it("failed are runs that broke, not those that were skipped, canceled or blocked", async () => {
    const failures = ["FAILED", "ERROR", "TIMED_OUT"];
    const others = ["SUCCEEDED", "SKIPPED", "CANCELLED", "BLOCKED"];
    const rows = [...failures, ...others].map((state) =>
      slice("08:00:00", "08:10:00", { run_id: state, result_state: state }),
    );
    const failed = (await jobRuns(rows)).filter((row) => row["is_failed"]).map((row) => row["run_id"]);
    expect(failed).toEqual(failures.sort());
  });

  it("queueing comes in milliseconds", async () => {
    const rows = [slice("08:00:00", "08:10:00", { queue_duration_seconds: 30, result_state: "SUCCEEDED" })];
    expect(await jobRuns(rows)).toMatchObject([{ queue_duration_ms: 30_000 }]);
  });
});
