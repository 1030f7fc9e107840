import { expect, test } from "vitest";
import {
  ADMIN,
  ANA,
  actedAccount,
  BEN,
  IDS,
  JOB,
  LOADER,
  NINE,
  WAREHOUSE,
} from "../../../test/simulator/acted-account.ts";
import type { ActOf } from "./act.ts";

function update(parts: Partial<ActOf<"update_job">>) {
  return {
    kind: "update_job",
    jobId: JOB,
    runAs: null,
    schedule: null,
    name: null,
    taskKeys: null,
    isScheduleRemoved: false,
    ...parts,
  } as const;
}

test("a job is created with its maker as owner, and told to audit and jobs table", () => {
  const { account, log, perform } = actedAccount();
  const outcome = perform(
    {
      kind: "create_job",
      name: "report",
      runAs: null,
      taskKeys: ["run"],
      schedule: null,
      tags: { team: "x" },
    },
    { actor: ANA },
  );
  const id = outcome.kind === "done" ? (outcome.made["id"] ?? "") : "";
  expect(account.jobs.get(id)).toMatchObject({ name: "report", creator: IDS.ana, runAs: IDS.ana });
  expect(account.objectAcls.get(`jobs/${id}`)?.direct).toEqual(new Map([[IDS.ana, "IS_OWNER"]]));
  expect(log.audits).toMatchObject([
    { service: "jobs", action: "create", params: { name: "report" }, result: `{"job_id":${id}}` },
  ]);
  expect(log.jobDefinitions).toEqual([
    {
      at: NINE,
      workspaceId: "1001",
      jobId: id,
      name: "report",
      creator: ANA,
      runAs: ANA,
      tags: { team: "x" },
      deletedAt: null,
    },
  ]);
});

test("a paused schedule, a new name and a removed schedule are states of the jobs table", () => {
  const { account, log, perform } = actedAccount();
  const schedule = { cron: "0 0 * * * ?", timeZone: "UTC", isPaused: true };
  perform(update({ schedule, name: "load" }));
  expect(account.jobs.get(JOB)).toMatchObject({ name: "load", schedule });
  expect(JSON.parse(log.audits[0]?.params["new_settings"] ?? "")).toEqual({
    name: "load",
    schedule: { quartz_cron_expression: "0 0 * * * ?", timezone_id: "UTC", pause_status: "PAUSED" },
  });
  perform(update({ isScheduleRemoved: true }));
  expect(account.jobs.get(JOB)?.schedule).toBeNull();
  expect(log.jobDefinitions).toMatchObject([{ name: "load" }, { name: "load" }]);
});

test("whom a job runs as is changed by who may use that principal", () => {
  const { account, log, perform } = actedAccount();
  account.objectAcls.set(`jobs/${JOB}`, { direct: new Map([[IDS.ana, "CAN_MANAGE"]]) });
  account.revision += 1;
  expect(perform(update({ runAs: LOADER }), { actor: ANA })).toMatchObject({ refusal: { status: 403 } });
  expect(perform(update({ runAs: BEN }), { actor: ANA })).toMatchObject({ refusal: { status: 403 } });
  expect(perform(update({ runAs: ANA }), { actor: ANA }).kind).toBe("done");
  expect(account.jobs.get(JOB)?.runAs).toBe(IDS.ana);
  expect(perform(update({ runAs: LOADER })).kind).toBe("done");
  perform({
    kind: "set_setting",
    name: "restrict_workspace_admins",
    value: "RESTRICT_TOKENS_AND_JOB_RUN_AS",
  });
  expect(perform(update({ runAs: LOADER }))).toMatchObject({ refusal: { status: 403 } });
  expect(log.audits[2]).toMatchObject({ action: "update", params: { job_id: JOB, run_as_user_name: ANA } });
  expect(log.jobDefinitions.map((row) => row.runAs)).toEqual([ANA, LOADER]);
});

test("who may not manage a job changes and deletes nothing", () => {
  const { account, log, perform } = actedAccount();
  expect(perform(update({ name: "x" }), { actor: BEN })).toMatchObject({
    refusal: {
      message: expect.stringContaining("does not have Manage permissions on Job with ID: ElasticJobId(42)"),
    },
  });
  expect(perform({ kind: "delete_job", jobId: JOB }, { actor: BEN })).toMatchObject({
    refusal: { status: 403 },
  });
  expect(log.jobDefinitions).toEqual([]);
  perform({ kind: "delete_job", jobId: JOB });
  expect(account.jobs.get(JOB)?.isDeleted).toBe(true);
  expect(log.jobDefinitions).toMatchObject([{ deletedAt: NINE }]);
  expect(perform(update({ name: "x" }))).toMatchObject({ refusal: { message: "Job 42 does not exist." } });
});

test("a job keeps exactly one owner, and a new one takes the place of the old", () => {
  const { account, log, perform } = actedAccount();
  const set = (entries: Readonly<Record<string, string>>, mode: "replace" | "merge") =>
    perform({ kind: "set_object_acl", objectType: "jobs", objectId: JOB, entries, mode });
  expect(set({ [IDS.ana]: "CAN_VIEW" }, "replace")).toMatchObject({
    refusal: { status: 400, message: "The job must have exactly one owner." },
  });
  set({ [IDS.admin]: "IS_OWNER", [IDS.ana]: "CAN_VIEW" }, "replace");
  log.audits.length = 0;
  set({ [IDS.ben]: "IS_OWNER" }, "merge");
  expect(account.objectAcls.get(`jobs/${JOB}`)?.direct).toEqual(
    new Map([
      [IDS.ana, "CAN_VIEW"],
      [IDS.ben, "IS_OWNER"],
    ]),
  );
  expect(log.audits).toMatchObject([
    {
      service: "jobs",
      action: "changeJobAcl",
      params: { resourceId: JOB, targetUserId: IDS.ben, aclPermissionSet: '["IS_OWNER"]' },
    },
    { params: { targetUserId: IDS.admin, aclPermissionSet: "[]" } },
  ]);
});

test.each([
  { object: ["warehouses", WAREHOUSE], level: "CAN_USE", told: ["databrickssql", "changeWarehouseAcls"] },
  { object: ["clusters", "c-1"], level: "CAN_RESTART", told: ["clusters", "changeClusterAcl"] },
  { object: ["pipelines", "p-1"], level: "CAN_RUN", told: ["deltaPipelines", "changePipelineAcls"] },
  { object: ["notebooks", "5"], level: "CAN_EDIT", told: ["workspace", "changeWorkspaceAcl"] },
  { object: ["authorization", "tokens"], level: "CAN_USE", told: ["accounts", "changeDbTokenAcl"] },
  { object: ["apps", "app"], level: "CAN_USE", told: ["apps", "changeAppsAcl"] },
] as const)("the list of $object is changed by its service", ({ object, level, told }) => {
  const { log, perform } = actedAccount();
  const act = {
    kind: "set_object_acl",
    objectType: object[0],
    objectId: object[1],
    entries: { [IDS.analysts]: level },
    mode: "merge",
  } as const;
  expect(perform(act, { actor: BEN })).toMatchObject({ refusal: { status: 403 } });
  expect(perform(act, { actor: ADMIN }).kind).toBe("done");
  expect(log.audits.map((row) => [row.service, row.action, row.status])).toEqual([
    [...told, 403],
    [...told, 200],
  ]);
});
