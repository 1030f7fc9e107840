import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AUDIT_TABLE } from "./audit-log.ts";
import { calendarOf, momentBeforeEnd } from "./calendar.ts";
import { FEATURE_COLUMN, FEATURE_TABLE, REVENUE_TABLE } from "./catalog-tables.ts";
import { generateSample } from "./generate-sample.ts";
import { QUERY_TABLE } from "./statements.ts";
import { PROFILES_TABLE } from "./table-profiles.ts";
import type { Row } from "./telemetry.ts";
import { writeSample } from "./write-sample.ts";

const OPTIONS = { seed: 5, dayCount: 17, principalCount: 12 };

function paramsOf(row: Row): Readonly<Record<string, string>> {
  return row["request_params"] as Readonly<Record<string, string>>;
}

describe("generateSample", () => {
  const sample = generateSample(OPTIONS);
  const audit = sample.telemetry.rows(AUDIT_TABLE);
  const profiles = sample.telemetry.rows(PROFILES_TABLE);
  const calendar = calendarOf(OPTIONS.dayCount);

  it("gives the same rows for the same seed and others for another", () => {
    const rows = (seed: number) =>
      JSON.stringify(generateSample({ ...OPTIONS, dayCount: 3, seed }).telemetry.rows(AUDIT_TABLE));
    expect(rows(1)).toBe(rows(1));
    expect(rows(1)).not.toBe(rows(2));
  });

  it("fills every source table", () => {
    expect([...sample.telemetry.tables()].sort()).toEqual([
      "access.audit",
      "access.column_lineage",
      "access.table_lineage",
      "billing.list_prices",
      "billing.usage",
      "compute.warehouse_events",
      "information_schema.catalog_privileges",
      "information_schema.column_tags",
      "information_schema.schema_privileges",
      "information_schema.table_privileges",
      "information_schema.table_tags",
      "lakeflow.job_run_timeline",
      "lakeflow.job_task_run_timeline",
      "lakeflow.jobs",
      "profile.table_profiles",
      "query.history",
    ]);
  });

  it("tells the night in order: refused reads, the grant, the first read, the export, three times the rows", () => {
    const intruder = sample.stories.intruder?.name;
    const night = audit.filter(
      (row) =>
        String(row["event_time"]) >= new Date(momentBeforeEnd(calendar, 1, "01:45")).toISOString() &&
        String(row["event_time"]) < new Date(momentBeforeEnd(calendar, 1, "02:20")).toISOString(),
    );
    const byIntruder = night.filter((row) => (row["user_identity"] as Row)["email"] === intruder);
    const firstAt = (wanted: (row: Row) => boolean) => String(byIntruder.find(wanted)?.["event_time"]);
    const isRead = (status: number) => (row: Row) =>
      row["action_name"] === "generateTemporaryTableCredential" &&
      (row["response"] as Row)["status_code"] === status;
    const grant = night.find((row) => row["action_name"] === "updatePermissions");
    expect(paramsOf(grant ?? {})["changes"]).toBe(JSON.stringify([{ principal: intruder, add: ["SELECT"] }]));
    const moments = [
      firstAt(isRead(403)),
      String(grant?.["event_time"]),
      firstAt(isRead(200)),
      firstAt((row) => row["action_name"] === "downloadQueryResult"),
    ];
    expect(moments).toEqual([...moments].sort());
    expect(moments.map((moment) => moment.slice(11, 16))).toEqual(["01:50", "02:03", "02:09", "02:13"]);
    const versions = profiles.filter(
      (row) => row["table_full_name"] === REVENUE_TABLE && row["column_name"] === undefined,
    );
    const foreign = versions.find((row) => row["writer"] === intruder);
    const usual = versions.find((row) => row["writer"] !== intruder);
    expect(Number(foreign?.["row_count"]) / Number(usual?.["row_count"])).toBeGreaterThan(2.7);
  });

  it("shifts the feature column after the unusual writer, and no other column", () => {
    const shift = sample.stories.shift;
    const means = (column: string, isDuring: boolean) => {
      const rows = profiles.filter((row) => {
        const at = Date.parse(String(row["commit_time"]));
        const isIn = shift !== null && at >= shift.fromMs && at < shift.untilMs;
        return row["table_full_name"] === FEATURE_TABLE && row["column_name"] === column && isIn === isDuring;
      });
      return rows.reduce((sum, row) => sum + Number(row["mean"]), 0) / rows.length;
    };
    expect(means(FEATURE_COLUMN, true) / means(FEATURE_COLUMN, false)).toBeCloseTo(1.6, 1);
    expect(means("visits_per_week", true) / means("visits_per_week", false)).toBeCloseTo(1, 1);
  });

  it("profiles every row of a version once", () => {
    const columns = profiles.filter((row) => row["column_name"] !== undefined);
    expect(columns.length).toBeGreaterThan(1_000);
    for (const row of columns) {
      const parts = (row["sketch"] ?? row["frequent_items"]) as Readonly<Record<string, number>>;
      const total = Object.values(parts).reduce((sum, count) => sum + count, 0);
      expect(total + Number(row["null_count"])).toBe(row["row_count"]);
    }
  });

  it("triples the job and changes its definition before", () => {
    const { slowdown } = sample.stories;
    const states = sample.telemetry.rows("lakeflow.jobs").filter((row) => row["job_id"] === slowdown?.jobId);
    expect(states).toHaveLength(2);
    expect(Date.parse(String(states[1]?.["change_time"]))).toBeLessThan(slowdown?.fromMs ?? 0);
  });

  it("has the flaws of real telemetry", () => {
    const ids = audit.map((row) => row["event_id"]);
    expect(new Set(ids).size).toBeLessThan(ids.length);
    expect(audit.some((row) => /:\d+$/.test(String(row["source_ip_address"])))).toBe(true);
    expect(audit.some((row) => row["service_name"] === "agentWorkbench")).toBe(true);
    expect(audit.some((row) => Object.keys(row["user_identity"] as Row).length === 0)).toBe(true);
    expect(sample.telemetry.rows(QUERY_TABLE).some((row) => row["statement_text"] === "<REDACTED>")).toBe(
      true,
    );
    const kinds = new Set(sample.telemetry.rows("billing.usage").map((row) => row["record_type"]));
    expect([...kinds].sort()).toEqual(["ORIGINAL", "RESTATEMENT", "RETRACTION"]);
  });

  it("does without stories that a short sample has no history for", () => {
    expect(generateSample({ ...OPTIONS, dayCount: 4 }).stories).toEqual({
      slowdown: null,
      surge: null,
      shift: null,
      growth: null,
      foreignVersions: [],
      intruder: null,
    });
  });
});

describe("writeSample", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gatehouse-sample-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it("writes the same bytes for the same seed, the second workspace in its delivered form only", async () => {
    const options = { ...OPTIONS, dayCount: 3 };
    for (const name of ["a", "b"]) await writeSample(join(folder, name), generateSample(options));
    const files = (await readdir(join(folder, "a"), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(15);
    for (const file of files)
      expect((await readFile(file)).equals(await readFile(file.replace("/a/", "/b/")))).toBe(true);
    const delivered = files.filter((file) => file.includes("/workspaceId="));
    expect(delivered.length).toBeGreaterThan(0);
    const [line = ""] = (await readFile(delivered[0] ?? "", "utf8")).split("\n");
    expect(JSON.parse(line)).toMatchObject({ orgId: "1002551907", timestamp: expect.any(Number) });
    const exported = files.filter((file) => file.includes("access.audit"));
    for (const file of exported)
      expect(gunzipSync(await readFile(file)).toString()).not.toContain(
        '"workspace_id":"1002551907","version"',
      );
  });
});
