import { expect, test } from "vitest";
import {
  ANA,
  actedAccount,
  BEN,
  JOB,
  LOADER,
  NINE,
  WAREHOUSE,
} from "../../../test/simulator/acted-account.ts";
import { epochMs, HOUR_MS } from "../../domain/units.ts";
import type { ActOf } from "./act.ts";

function version(parts: Partial<ActOf<"write_version">> = {}) {
  return {
    kind: "write_version",
    table: "main.sales.daily",
    rowCount: 500,
    mode: "append",
    jobRunId: null,
    ...parts,
  } as const;
}

const WRITE = {
  kind: "statement",
  statementId: "s-1",
  text: "INSERT INTO main.sales.daily VALUES (1)",
  statementType: "INSERT",
  reads: [],
  writes: { type: "table", name: "main.sales.daily" },
  warehouseId: WAREHOUSE,
  application: "Databricks Job",
  jobRun: null,
  dashboardId: null,
  sizeRatio: 1,
  measures: null,
  isExecuted: false,
  refusal: null,
} as const;

test("a version is handed on, and the size of the table follows its mode", () => {
  const { account, perform, versions } = actedAccount();
  const sizes = (["append", "overwrite", "delete"] as const).map((mode) => {
    perform(version({ mode }), { actor: LOADER });
    const detail = account.securables.get("table:main.sales.daily")?.detail;
    return detail?.kind === "table" ? detail.rowCount : null;
  });
  expect(sizes).toEqual([1_000_500, 500, 0]);
  expect(versions.map((act) => act.mode)).toEqual(["append", "overwrite", "delete"]);
});

test("a version that a statement wrote leaves no second telemetry", () => {
  const { log, perform } = actedAccount();
  perform(WRITE, { actor: LOADER });
  const rowCount = log.audits.length + log.tableLineages.length;
  perform(version(), { actor: LOADER, at: epochMs(NINE + 60_000) });
  expect(log.audits.length + log.tableLineages.length).toBe(rowCount);
});

test("a version without a statement is a write by a cluster: a credential and lineage, no query", () => {
  const { log, perform } = actedAccount();
  perform(
    {
      kind: "job_run",
      jobId: JOB,
      runId: "900",
      trigger: "PERIODIC",
      endAt: epochMs(NINE + HOUR_MS),
      result: "SUCCEEDED",
      terminationCode: "SUCCESS",
      queueMs: 0,
      setupMs: 0,
      tasks: [],
    },
    { actor: "System-User" },
  );
  perform(version({ jobRunId: "900" }), { actor: LOADER });
  expect(log.queries).toEqual([]);
  expect(log.tableLineages).toMatchObject([
    { source: null, target: "main.sales.daily", statementId: null, job: { jobId: JOB, runId: "900" } },
  ]);
  expect(log.audits.at(-1)).toMatchObject({ params: { operation: "READ_WRITE" }, actor: LOADER });
});

test("who may not write commits nothing, and the metastore tells of it", () => {
  const { account, log, perform, versions } = actedAccount();
  expect(perform(version(), { actor: ANA })).toMatchObject({ kind: "refused" });
  expect(versions).toEqual([]);
  expect(account.securables.get("table:main.sales.daily")?.detail).toMatchObject({ rowCount: 1_000_000 });
  expect(log.audits).toMatchObject([{ action: "generateTemporaryTableCredential", status: 403 }]);
});

test("usage is billed with the tags of its job", () => {
  const { log, perform } = actedAccount();
  const usage = {
    kind: "usage",
    startAt: NINE,
    endAt: epochMs(NINE + HOUR_MS),
    sku: "JOBS",
    product: "JOBS",
    quantityDbu: 3.5,
    jobRunId: "900",
    warehouseId: null,
    clusterId: "c-1",
    runAs: LOADER,
  } as const;
  perform({ ...usage, jobId: JOB }, { actor: "System-User" });
  perform({ ...usage, jobId: null }, { actor: "System-User" });
  expect(log.usages).toMatchObject([
    { quantityDbu: 3.5, tags: { team: "sales" }, workspaceId: "1001", runAs: LOADER },
    { tags: {} },
  ]);
});

test("a warehouse's state follows its events, and who asks is told and needs the right", () => {
  const { account, log, perform } = actedAccount();
  const event = (eventType: ActOf<"warehouse_event">["eventType"], actor: string) =>
    perform({ kind: "warehouse_event", warehouseId: WAREHOUSE, eventType, clusterCount: 1 }, { actor });
  expect(event("STOPPING", BEN)).toMatchObject({ refusal: { status: 403 } });
  event("STOPPED", "System-User");
  expect(account.warehouses.get(WAREHOUSE)?.state).toBe("STOPPED");
  event("STARTING", BEN);
  event("RUNNING", "System-User");
  expect(account.warehouses.get(WAREHOUSE)?.state).toBe("RUNNING");
  expect(log.warehouseEvents.map((row) => row.eventType)).toEqual(["STOPPED", "STARTING", "RUNNING"]);
  expect(log.audits.map((row) => [row.action, row.status])).toEqual([
    ["stopWarehouse", 403],
    ["startWarehouse", 200],
  ]);
});

test("a statement waits for a warehouse that has to start", () => {
  const { account, log, perform } = actedAccount();
  const warehouse = account.warehouses.get(WAREHOUSE);
  if (warehouse !== undefined) warehouse.state = "STOPPED";
  perform(WRITE, { actor: LOADER });
  expect(log.queries[0]?.queueMs).toBeGreaterThanOrEqual(6_000);
});

test("a disturbance is taken without a row", () => {
  const { account, log, perform } = actedAccount();
  const disturbance = {
    kind: "job_skipped",
    jobId: JOB,
    from: NINE,
    until: epochMs(NINE + HOUR_MS),
  } as const;
  perform({ kind: "disturb", disturbance }, { actor: "System-User" });
  expect([...account.disturbances]).toEqual([disturbance]);
  expect(log.audits).toEqual([]);
});
