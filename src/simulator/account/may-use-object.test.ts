import { describe, expect, test } from "vitest";
import {
  type SampleAccount,
  type SampleName,
  sampleAccount,
} from "../../../test/conformance/sample-account.ts";
import { epochMs } from "../../domain/units.ts";
import { mayUseObject } from "./may-use-object.ts";
import { isWorkspaceMember } from "./workspace-groups.ts";

/** Job 42 of workspace 1, made by Ben. */
function withJob(): SampleAccount {
  const sample = sampleAccount();
  sample.account.jobs.set("42", {
    id: "42",
    name: "load",
    workspaceId: "1",
    creator: sample.id.ben,
    runAs: sample.id.loader,
    createdAt: epochMs(0),
    updatedAt: epochMs(0),
    schedule: null,
    tasks: [],
    tags: new Map(),
    isDeleted: false,
  });
  return sample;
}

function allow(sample: SampleAccount, object: string, entries: Partial<Record<SampleName, string>>): void {
  const direct = new Map<string, string>();
  for (const [name, level] of Object.entries(entries)) {
    const principalId = Object.entries(sample.id).find(([each]) => each === name)?.[1];
    if (principalId !== undefined) direct.set(principalId, level);
  }
  sample.account.objectAcls.set(object, { direct });
  sample.account.revision += 1;
}

type Asked = readonly [who: SampleName, level: string, object?: string];

function may({ account, id }: SampleAccount, ...[who, level, object = "jobs/42"]: Asked): boolean {
  const cut = object.lastIndexOf("/");
  return mayUseObject(account, {
    principalId: id[who],
    workspaceId: "1",
    objectType: object.slice(0, cut),
    objectId: object.slice(cut + 1),
    level,
  });
}

describe("a job", () => {
  test.each([
    ["CAN_VIEW", true, false, false, false],
    ["CAN_MANAGE_RUN", true, true, false, false],
    ["CAN_MANAGE", true, true, true, false],
    ["IS_OWNER", true, true, true, true],
  ])("%s includes the levels below it", (level, ...expected) => {
    const sample = withJob();
    allow(sample, "jobs/42", { staff: level });
    const levels = ["CAN_VIEW", "CAN_MANAGE_RUN", "CAN_MANAGE", "IS_OWNER"];
    expect(levels.map((asked) => may(sample, "ana", asked))).toEqual(expected);
    expect(may(sample, "loader", "CAN_VIEW")).toBe(false);
  });

  test("is owned by its creator until somebody else is named as owner", () => {
    const sample = withJob();
    expect(may(sample, "ben", "IS_OWNER")).toBe(true);
    allow(sample, "jobs/42", { ana: "IS_OWNER" });
    expect(may(sample, "ben", "CAN_VIEW")).toBe(false);
    expect(may(sample, "ana", "IS_OWNER")).toBe(true);
  });

  test("is managed by administrators of its workspace, and by nobody from another", () => {
    const sample = withJob();
    sample.account.workspaces.get("1")?.assignments.set(sample.id.staff, "ADMIN");
    sample.account.revision += 1;
    expect(may(sample, "ana", "CAN_MANAGE")).toBe(true);
    expect(may(sample, "ana", "IS_OWNER")).toBe(false);
    sample.account.workspaces.get("2")?.assignments.set(sample.id.everybody, "ADMIN");
    sample.account.revision += 1;
    const question = { workspaceId: "2", objectType: "jobs", objectId: "42", level: "CAN_VIEW" };
    expect(mayUseObject(sample.account, { ...question, principalId: sample.id.ben })).toBe(false);
  });

  test("is used by members of groups local to the workspace, and not by who is deactivated", () => {
    const sample = withJob();
    allow(sample, "jobs/42", { local: "CAN_MANAGE_RUN" });
    expect(may(sample, "ana", "CAN_MANAGE_RUN")).toBe(true);
    const ana = sample.account.principals.get(sample.id.ana);
    if (ana !== undefined) ana.isActive = false;
    expect(may(sample, "ana", "CAN_MANAGE_RUN")).toBe(false);
  });

  test("has no level that is not known, and a type that is not known has none", () => {
    const sample = withJob();
    expect(may(sample, "ben", "CAN_FLY")).toBe(false);
    expect(may(sample, "ben", "CAN_USE", "spaceships/1")).toBe(false);
  });
});

test("a warehouse goes by either of its names", () => {
  const sample = sampleAccount();
  allow(sample, "warehouses/ab12", { ana: "CAN_USE" });
  for (const object of ["warehouses/ab12", "sql/warehouses/ab12"]) {
    expect(may(sample, "ana", "CAN_MONITOR", object)).toBe(true);
    expect(may(sample, "ana", "CAN_MANAGE", object)).toBe(false);
  }
});

test("everybody in the workspace may use tokens until a list says who", () => {
  const sample = sampleAccount();
  expect(may(sample, "ana", "CAN_USE", "authorization/tokens")).toBe(true);
  allow(sample, "authorization/tokens", { ben: "CAN_USE" });
  expect(may(sample, "ana", "CAN_USE", "authorization/tokens")).toBe(false);
});

test("`users`, `admins` and local groups are groups of their workspace alone", () => {
  const { account, id } = sampleAccount();
  account.workspaces.get("1")?.assignments.set(id.ben, "ADMIN");
  account.revision += 1;
  const isMember = (who: SampleName, group: string, workspaceId = "1"): boolean =>
    isWorkspaceMember(account, id[who], { group, workspaceId });
  expect([isMember("ana", "users"), isMember("ana", "admins"), isMember("ana", "local")]).toEqual([
    true,
    false,
    true,
  ]);
  expect([isMember("ben", "users"), isMember("ben", "admins"), isMember("ben", "local")]).toEqual([
    true,
    true,
    false,
  ]);
  expect([isMember("ana", "users", "2"), isMember("ana", "local", "2")]).toEqual([false, false]);
  expect(isMember("ana", "staff", "2")).toBe(true);
});
