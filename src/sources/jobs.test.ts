import { describe, expect, it } from "vitest";
import { openSourceRows, type SourceRow } from "../../test/conformance/source-rows.ts";
import { sql } from "../sql/sql.ts";
import { jobsSource } from "./jobs.ts";

function state(day: number, more: SourceRow = {}): SourceRow {
  return {
    workspace_id: "1",
    job_id: "10",
    name: "nightly load",
    run_as: "u-1",
    creator_id: "u-9",
    tags: { team: "data", tier: "1" },
    change_time: `2026-10-0${day}T08:00:00Z`,
    ...more,
  };
}

async function jobChanges(rows: readonly SourceRow[]): Promise<readonly SourceRow[]> {
  const source = await openSourceRows([jobsSource], { [jobsSource.table]: rows });
  const answer = await source.rows(sql`SELECT * FROM job_change ORDER BY workspace_id, job_id, event_time`);
  await source.close();
  return answer;
}

const changedFields = async (rows: readonly SourceRow[]) =>
  (await jobChanges(rows)).map((row) => row["changed_fields"]);

describe("job definitions", () => {
  it("the first state changes nothing, the next says what differs", async () => {
    expect(await jobChanges([state(2, { name: "hourly load", run_as: "u-2" }), state(1)])).toEqual([
      {
        workspace_id: "1",
        job_id: "10",
        event_time: "2026-10-01T08:00:00.000Z",
        name: "nightly load",
        run_as: "u-1",
        creator: "u-9",
        is_deleted: false,
        changed_fields: "",
      },
      {
        workspace_id: "1",
        job_id: "10",
        event_time: "2026-10-02T08:00:00.000Z",
        name: "hourly load",
        run_as: "u-2",
        creator: "u-9",
        is_deleted: false,
        changed_fields: "name,run_as",
      },
    ]);
  });

  it("a state that was written twice counts once", async () => {
    expect(
      await changedFields([state(1), state(2, { description: "x" }), state(2, { description: "x" })]),
    ).toEqual(["", "description"]);
  });

  it("tags are compared as a whole, whatever their order", async () => {
    const rows = [
      state(1),
      state(2, { tags: { tier: "1", team: "data" } }),
      state(3, { tags: { tier: "2", team: "data" } }),
      state(4, { tags: null }),
    ];
    expect(await changedFields(rows)).toEqual(["", "", "tags", "tags"]);
  });

  it("a deletion is a state of its own", async () => {
    const rows = [state(1), state(2, { delete_time: "2026-10-02T08:00:00Z" })];
    expect((await jobChanges(rows)).map((row) => [row["is_deleted"], row["changed_fields"]])).toEqual([
      [false, ""],
      [true, "deleted"],
    ]);
  });

  it("columns that the platform began to write later are no change when they first appear", async () => {
    const later = { create_time: "2026-01-01T00:00:00Z", run_as_user_name: "Ana@Example.com", paused: false };
    const schedule = { schedule: { quartz_cron_expression: "0 0 2 * * ?", timezone_id: "UTC" } };
    const rows = [
      state(1),
      state(2, { ...later, trigger: schedule, trigger_type: "CRON" }),
      state(3, { ...later, paused: true, trigger: schedule, trigger_type: "CRON" }),
      state(4, {
        ...later,
        run_as_user_name: "eve@example.com",
        paused: true,
        trigger: null,
        trigger_type: null,
      }),
    ];
    expect(await changedFields(rows)).toEqual(["", "", "paused", "run_as,trigger,trigger_type"]);
  });

  it("the name of whom it runs as is told where it is known", async () => {
    const rows = [state(1, { run_as_user_name: "Ana@Example.com", creator_user_name: "Bob@Example.com" })];
    expect(await jobChanges(rows)).toMatchObject([{ run_as: "ana@example.com", creator: "bob@example.com" }]);
  });

  it("job ids are of a workspace", async () => {
    expect(await changedFields([state(1), state(2, { workspace_id: "2", name: "other" })])).toEqual(["", ""]);
  });
});
