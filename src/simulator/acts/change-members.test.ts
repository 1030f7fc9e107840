import { expect, test } from "vitest";
import { ADMIN, ANA, actedAccount, BEN, IDS, WORKSPACE } from "../../../test/simulator/acted-account.ts";
import type { ActOf } from "./act.ts";

function members(parts: Partial<ActOf<"change_members">>) {
  return {
    kind: "change_members",
    groupId: IDS.analysts,
    add: [],
    remove: [],
    isSync: false,
    ...parts,
  } as const;
}

test("each member that joins or leaves is a row of the account level with both names", () => {
  const { account, log, perform } = actedAccount();
  expect(perform(members({ add: [IDS.ben], remove: [IDS.ana] })).kind).toBe("done");
  const group = account.principals.get(IDS.analysts);
  expect(group?.kind === "group" && [...group.members]).toEqual([IDS.ben]);
  expect(log.audits).toMatchObject([
    {
      service: "accounts",
      action: "addPrincipalToGroup",
      workspaceId: "0",
      params: {
        targetGroupId: IDS.analysts,
        targetGroupName: "analysts",
        targetUserId: IDS.ben,
        targetUserName: BEN,
        endpoint: "adminConsole",
      },
    },
    { action: "removePrincipalFromGroup", params: { targetUserName: ANA } },
  ]);
});

test("only the sync changes a synced group, and only who may changes any", () => {
  const { account, log, perform } = actedAccount();
  const join = { groupId: IDS.synced, add: [IDS.ben] };
  expect(perform(members(join))).toMatchObject({ refusal: { status: 403 } });
  expect(perform(members({ add: [IDS.ben] }), { actor: BEN })).toMatchObject({ refusal: { status: 403 } });
  expect(perform(members({ ...join, isSync: true })).kind).toBe("done");
  const group = account.principals.get(IDS.synced);
  expect(group?.kind === "group" && group.members.has(IDS.ben)).toBe(true);
  expect(log.audits.map((row) => [row.status, row.params["endpoint"]])).toEqual([
    [403, "adminConsole"],
    [403, "adminConsole"],
    [200, "scim"],
  ]);
});

test("principals are added and deleted, each kind by its action", () => {
  const { account, log, perform } = actedAccount();
  const add = (principal: ActOf<"create_principal">["principal"]) =>
    perform({ kind: "create_principal", principal, externalId: null });
  const user = add({ kind: "user", userName: "new@example.com", displayName: "New" });
  const service = add({ kind: "service_principal", displayName: "bot", applicationId: null });
  const group = add({ kind: "group", displayName: "testers", isWorkspaceLocal: false });
  expect(service).toMatchObject({ made: { applicationId: expect.stringMatching(/^[\da-f-]{36}$/) } });
  for (const outcome of [user, service, group]) {
    const id = outcome.kind === "done" ? (outcome.made["id"] ?? "") : "";
    expect(account.principals.has(id)).toBe(true);
    perform({ kind: "delete_principal", principalId: id });
    expect(account.principals.has(id)).toBe(false);
  }
  expect(log.audits.map((row) => row.action)).toEqual([
    "add",
    "add",
    "createGroup",
    "delete",
    "delete",
    "removeGroup",
  ]);
  expect(log.audits[3]?.params["targetUserName"]).toBe("new@example.com");
});

test("a name that is taken and a caller without the right add nobody", () => {
  const { account, perform } = actedAccount();
  const countBefore = account.principals.size;
  const user = { kind: "user", userName: ANA, displayName: "Ana" } as const;
  expect(perform({ kind: "create_principal", principal: user, externalId: null })).toMatchObject({
    refusal: { status: 409 },
  });
  const other = { ...user, userName: "other@example.com" };
  expect(
    perform({ kind: "create_principal", principal: other, externalId: null }, { actor: BEN }),
  ).toMatchObject({
    refusal: { status: 403 },
  });
  expect(account.principals.size).toBe(countBefore);
});

test("who was deactivated leaves nothing but failed logins without a name", () => {
  const { log, perform } = actedAccount();
  perform({ kind: "set_active", principalId: IDS.ana, isActive: false });
  log.audits.length = 0;
  const outcome = perform(
    {
      kind: "create_principal",
      principal: { kind: "group", displayName: "x", isWorkspaceLocal: false },
      externalId: null,
    },
    { actor: ANA },
  );
  expect(outcome).toMatchObject({ kind: "refused", refusal: { status: 401 } });
  expect(log.audits).toMatchObject([
    { service: "accounts", action: "samlLogin", actor: null, status: 401, params: { user: ANA } },
  ]);
  perform({ kind: "set_active", principalId: IDS.ana, isActive: true });
  expect(perform({ kind: "login", action: "samlLogin", isSuccess: true }, { actor: ANA }).kind).toBe("done");
  expect(log.audits.map((row) => row.action)).toEqual(["samlLogin", "activateUser", "samlLogin"]);
});

test("an assignment to the workspace is added, updated and deleted", () => {
  const { account, log, perform } = actedAccount();
  const assign = (level: "USER" | "ADMIN" | null) =>
    perform({ kind: "assign_workspace", principalId: IDS.analysts, level });
  const assignments = account.workspaces.get(WORKSPACE)?.assignments;
  assign("USER");
  expect(assignments?.get(IDS.analysts)).toBe("USER");
  assign("ADMIN");
  expect(assignments?.get(IDS.analysts)).toBe("ADMIN");
  assign(null);
  expect(assignments?.has(IDS.analysts)).toBe(false);
  expect(log.audits.map((row) => [row.service, row.action, row.params["permissions"]])).toEqual([
    ["workspace", "addPermissionAssignment", '["USER"]'],
    ["workspace", "updatePermissionAssignment", '["ADMIN"]'],
    ["workspace", "deletePermissionAssignment", "[]"],
  ]);
  const outcome = perform({ kind: "assign_workspace", principalId: IDS.ben, level: "ADMIN" }, { actor: BEN });
  expect(outcome).toMatchObject({ refusal: { status: 403 } });
});

test("administrators of account and workspace are set on their levels, by administrators alone", () => {
  const { account, log, perform } = actedAccount();
  const set = (role: string, isGranted: boolean, actor = ADMIN) =>
    perform({ kind: "set_admin_role", principalId: IDS.ben, role, isGranted }, { actor });
  expect(set("account_admin", true, BEN)).toMatchObject({ refusal: { status: 403 } });
  set("account_admin", true);
  expect(account.principals.get(IDS.ben)?.roles.has("account_admin")).toBe(true);
  set("account_admin", false);
  set("workspace_admin", true);
  expect(account.workspaces.get(WORKSPACE)?.assignments.get(IDS.ben)).toBe("ADMIN");
  set("workspace_admin", false);
  expect(account.workspaces.get(WORKSPACE)?.assignments.get(IDS.ben)).toBe("USER");
  expect(log.audits.map((row) => [row.action, row.workspaceId, row.status])).toEqual([
    ["setAccountAdmin", "0", 403],
    ["setAccountAdmin", "0", 200],
    ["removeAccountAdmin", "0", 200],
    ["setAdmin", WORKSPACE, 200],
    ["removeAdmin", WORKSPACE, 200],
  ]);
});
