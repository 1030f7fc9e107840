import { expect, test } from "vitest";
import { sampleAccount } from "../../../test/conformance/sample-account.ts";
import { touchAccount } from "./account-caches.ts";
import { checkPrivilege } from "./check-privilege.ts";
import { closureOf } from "./closure-of.ts";
import { findPrincipal, principalIdOf } from "./find-principal.ts";

test("a principal has the rights of its groups through any number of groups, and of everybody", () => {
  const { account, id } = sampleAccount();
  expect(closureOf(account, id.ana)).toEqual(new Set([id.ana, id.everybody, id.analysts, id.staff]));
  expect(closureOf(account, id.ben)).toEqual(new Set([id.ben, id.everybody]));
});

test("circles of groups end, and everybody in one has the rights of all of it", () => {
  const { account, id } = sampleAccount();
  const analysts = account.principals.get(id.analysts);
  if (analysts?.kind === "group") analysts.members.add(id.staff);
  account.revision += 1;
  const all = [id.analysts, id.staff, id.everybody];
  for (const group of [id.analysts, id.staff])
    expect([...closureOf(account, group)].sort()).toEqual(all.toSorted());
});

test("groups local to a workspace give nothing in the metastore", () => {
  const { account, id } = sampleAccount();
  expect(closureOf(account, id.ana).has(id.local)).toBe(false);
  expect(closureOf(account, id.local)).toEqual(new Set([id.local]));
});

test("who administers a workspace, itself or by a group, is in the system group of its administrators", () => {
  const { account, id } = sampleAccount();
  const admins = principalIdOf(account, "_workspace_admins_databricks_acc-1_workspace_2") ?? "";
  account.workspaces.get("2")?.assignments.set(id.staff, "ADMIN");
  account.revision += 1;
  expect(closureOf(account, id.ana).has(admins)).toBe(true);
  expect(closureOf(account, id.ben).has(admins)).toBe(false);
});

test("a new revision renews the closure, and a deleted principal has nobody's rights", () => {
  const { account, id } = sampleAccount();
  expect(closureOf(account, id.ben).has(id.staff)).toBe(false);
  const staff = account.principals.get(id.staff);
  if (staff?.kind === "group") staff.members.add(id.ben);
  account.revision += 1;
  expect(closureOf(account, id.ben).has(id.staff)).toBe(true);
  account.principals.delete(id.ben);
  if (staff?.kind === "group") staff.members.delete(id.ben);
  account.revision += 1;
  expect(closureOf(account, id.ben)).toEqual(new Set([id.ben]));
});

test("principals are found by e-mail address in any case, application id, and display name of an account's group", () => {
  const { account, id } = sampleAccount();
  expect(findPrincipal(account, "ANA@example.com")?.id).toBe(id.ana);
  expect(principalIdOf(account, "6f0e0000-0000-4000-a000-000000000001")).toBe(id.loader);
  expect(principalIdOf(account, "analysts")).toBe(id.analysts);
  for (const name of ["local", "loader", "Analysts", "nobody@example.com", ""])
    expect(findPrincipal(account, name), name).toBeNull();
});

test.each([
  ["members", true, true],
  ["rights", false, true],
  ["objects", false, false],
] as const)(
  "a change of %s renews what it touches: closures %s, answers %s",
  (part, ...[closures, answers]) => {
    const { account, id, securable } = sampleAccount();
    const people = securable("table", "main.hr.people");
    const question = { principalId: id.root, workspaceId: null, securable: people, privilege: "SELECT" };
    const before = [closureOf(account, id.ben), checkPrivilege(account, question)];
    expect(before[1]).toBeNull();
    const staff = account.principals.get(id.staff);
    if (staff?.kind === "group") staff.members.add(id.ben);
    people.owner = id.ben;
    const { revision } = account;
    touchAccount(account, part);
    expect(account.revision).toBe(revision + 1);
    expect(closureOf(account, id.ben).has(id.staff)).toBe(closures);
    expect(checkPrivilege(account, question) !== null).toBe(answers);
  },
);
