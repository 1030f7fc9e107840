import { describe, expect, it } from "vitest";
import { openSourceRows, type SourceRow } from "../../test/conformance/source-rows.ts";
import { sql } from "../sql/sql.ts";
import { jobTaskRunTimelineSource } from "./job-task-run-timeline.ts";

function slice(from: string, to: string, more: SourceRow = {}): SourceRow {
  return {
    workspace_id: "1",
    job_id: "10",
    run_id: "200",
    task_key: "load",
    job_run_id: "100",
    period_start_time: `2026-10-01T${from}Z`,
    period_end_time: `2026-10-01T${to}Z`,
    ...more,
  };
}

async function taskRuns(rows: readonly SourceRow[]): Promise<readonly SourceRow[]> {
  const source = await openSourceRows([jobTaskRunTimelineSource], { [jobTaskRunTimelineSource.table]: rows });
  const answer = await source.rows(sql`SELECT * FROM job_task_run ORDER BY run_id`);
  await source.close();
  return answer;
}

describe("task runs", () => {
  it("slices, doubled and unordered, become one run of the task within its job run", async () => {
    const rows = [
      slice("09:00:00", "09:20:00", {
        result_state: "FAILED",
        termination_code: "UNAUTHORIZED_ERROR",
        setup_duration_seconds: 40,
      }),
      slice("08:30:00", "09:00:00"),
      slice("08:30:00", "09:00:00"),
    ];
    expect(await taskRuns(rows)).toEqual([
      {
        workspace_id: "1",
        job_id: "10",
        run_id: "200",
        job_run_id: "100",
        task_key: "load",
        event_time: "2026-10-01T09:20:00.000Z",
        start_time: "2026-10-01T08:30:00.000Z",
        duration_ms: 50 * 60_000,
        setup_duration_ms: 40_000,
        result_state: "FAILED",
        termination_code: "UNAUTHORIZED_ERROR",
        is_failed: true,
      },
    ]);
  });

  it("the parent run stands in where the job run is not told", async () => {
    const rows = [slice("08:00:00", "08:10:00", { job_run_id: null, parent_run_id: "90" })];
    expect(await taskRuns(rows)).toMatchObject([{ job_run_id: "90", result_state: null, is_failed: false }]);
  });

  it("tasks of one job run stay apart", async () => {
    const rows = [
      slice("08:00:00", "08:10:00"),
      slice("08:00:00", "08:10:00", { run_id: "201", task_key: "check" }),
    ];
    expect((await taskRuns(rows)).map((row) => row["task_key"])).toEqual(["load", "check"]);
  });
});
