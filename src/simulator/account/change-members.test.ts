import { expect, test } from "vitest";
import { sampleAccount } from "../../../test/conformance/sample-account.ts";
import { epochMs } from "../../domain/units.ts";
import { addPrincipal } from "./add-principal.ts";
import { applyMemberChange, type MemberChange } from "./change-members.ts";
import { closureOf } from "./closure-of.ts";
import { deletePrincipal } from "./delete-principal.ts";

const NOTHING: Omit<MemberChange, "groupId"> = { add: [], remove: [], isSync: false };

test("members come and go, and what is so already is no mistake", () => {
  const { account, id } = sampleAccount();
  const change = { groupId: id.analysts, add: [id.ben], remove: [id.ana, id.loader], isSync: false };
  expect(applyMemberChange(account, change)).toBeNull();
  expect(applyMemberChange(account, change)).toBeNull();
  expect(closureOf(account, id.ben).has(id.staff)).toBe(true);
  expect(closureOf(account, id.ana).has(id.staff)).toBe(false);
});

test("a group that the identity provider syncs is changed by the sync alone", () => {
  const { account, id } = sampleAccount();
  const change = { ...NOTHING, groupId: id.synced, add: [id.ana] };
  expect(applyMemberChange(account, change)).toMatchObject({ status: 403, code: "PERMISSION_DENIED" });
  expect(applyMemberChange(account, { ...change, isSync: true })).toBeNull();
  expect(closureOf(account, id.ana).has(id.synced)).toBe(true);
});

test("no group contains itself, at any depth", () => {
  const { account, id } = sampleAccount();
  for (const member of [id.staff, id.analysts])
    expect(applyMemberChange(account, { ...NOTHING, groupId: id.analysts, add: [member] })).toMatchObject({
      status: 400,
    });
  const analysts = account.principals.get(id.analysts);
  expect(analysts?.kind === "group" ? [...analysts.members] : []).toEqual([id.ana]);
});

test("groups nest ten levels and no more", () => {
  const { account } = sampleAccount();
  const groups = Array.from({ length: 11 }, (_, index) =>
    addPrincipal(account, { kind: "group", displayName: `level ${index}`, createdAt: epochMs(0) }),
  );
  const refusals = groups
    .slice(1)
    .map(({ id }, index) =>
      applyMemberChange(account, { ...NOTHING, groupId: groups[index]?.id ?? "", add: [id] }),
    );
  expect(refusals.slice(0, 9)).toEqual(Array(9).fill(null));
  expect(refusals.at(-1)).toMatchObject({ status: 400 });
});

test.each(["everybody", "ana"] as const)("members of %s cannot be changed", (name) => {
  const { account, id } = sampleAccount();
  const refusal = applyMemberChange(account, { ...NOTHING, groupId: id[name], add: [id.ben] });
  expect(refusal?.status).toBe(name === "ana" ? 404 : 403);
});

test("a group local to a workspace, a system group, and nobody are no members of an account's group", () => {
  const { account, id } = sampleAccount();
  for (const member of [id.local, id.everybody, "404"])
    expect(
      applyMemberChange(account, { ...NOTHING, groupId: id.staff, add: [member] }),
      member,
    ).not.toBeNull();
});

test("a deleted principal leaves groups, workspaces, tokens and lists; what it owns stays and serves nobody", () => {
  const { account, id, owns, securable } = sampleAccount();
  owns("ana", "table", "main.hr.people");
  account.workspaces.get("2")?.assignments.set(id.ana, "ADMIN");
  account.objectAcls.set("jobs/1", { direct: new Map([[id.ana, "IS_OWNER"]]) });
  const token = { valueHash: "", createdBy: "", workspaceId: "1", comment: "", createdAt: epochMs(0) };
  for (const [tokenId, owner] of [
    ["t1", id.ana],
    ["t2", id.ben],
  ] as const)
    account.tokens.set(tokenId, {
      ...token,
      id: tokenId,
      owner,
      expiresAt: null,
      scopes: [],
      lastUsedAt: null,
    });
  expect(deletePrincipal(account, id.ana)).toBeNull();
  expect([...account.tokens.keys()]).toEqual(["t2"]);
  expect(securable("table", "main.hr.people").owner).toBe(id.ana);
  expect(account.objectAcls.get("jobs/1")?.direct.size).toBe(0);
  expect(account.workspaces.get("2")?.assignments.size).toBe(0);
  expect(closureOf(account, id.ana)).toEqual(new Set([id.ana]));
  expect(deletePrincipal(account, id.ana)).toMatchObject({ status: 404 });
  expect(deletePrincipal(account, id.everybody)).toMatchObject({ status: 403 });
});
