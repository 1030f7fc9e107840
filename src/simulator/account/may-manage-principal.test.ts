import { expect, test } from "vitest";
import { type SampleAccount, sampleAccount } from "../../../test/conformance/sample-account.ts";
import { mayManagePrincipal } from "./may-manage-principal.ts";

type Target = keyof SampleAccount["id"] | null;

/** What Ana may manage in workspace 1. */
function managed({ account, id }: SampleAccount, targets: readonly Target[]): readonly boolean[] {
  return targets.map((target) =>
    mayManagePrincipal(account, {
      callerId: id.ana,
      workspaceId: "1",
      targetId: target === null ? null : id[target],
    }),
  );
}

const TARGETS = [null, "ben", "loader", "local", "staff"] as const;

test("nobody manages others without a role, nor a person itself", () => {
  expect(managed(sampleAccount(), [...TARGETS, "ana"])).toEqual(Array(6).fill(false));
});

test("an account administrator manages everybody, while active", () => {
  const sample = sampleAccount();
  sample.account.principals.get(sample.id.staff)?.roles.add("account_admin");
  sample.account.revision += 1;
  expect(managed(sample, TARGETS)).toEqual(Array(5).fill(true));
  const ana = sample.account.principals.get(sample.id.ana);
  if (ana !== undefined) ana.isActive = false;
  expect(managed(sample, TARGETS)).toEqual(Array(5).fill(false));
});

test("an administrator of the workspace manages its local groups and who is assigned, and no group of the account", () => {
  const sample = sampleAccount();
  sample.account.workspaces.get("1")?.assignments.set(sample.id.ana, "ADMIN");
  sample.account.revision += 1;
  expect(managed(sample, TARGETS)).toEqual([true, true, true, true, false]);
  sample.account.workspaces.get("1")?.assignments.delete(sample.id.everybody);
  sample.account.revision += 1;
  expect(managed(sample, TARGETS)).toEqual([true, false, false, true, false]);
});

test.each([
  ["group.manager", "groups/analysts", "staff"],
  ["group.manager", "users/ana@EXAMPLE.com", "staff"],
  ["servicePrincipal.manager", "groups/staff", "loader"],
  ["servicePrincipal.manager", "groups/local", "loader"],
  ["servicePrincipal.user", "groups/staff", "loader"],
] as const)(
  "%s given to %s manages that one alone, when it is the role of a manager",
  (role, principal, target) => {
    const sample = sampleAccount();
    const resource =
      target === "staff"
        ? `groups/${sample.id.staff}`
        : "servicePrincipals/6f0e0000-0000-4000-a000-000000000001";
    const name = `accounts/acc-1/${resource}/ruleSets/default`;
    sample.account.ruleSets.set(name, {
      name,
      etag: "1",
      grantRules: [
        { role: "roles/other", principals: ["groups/account users"] },
        { role: `roles/${role}`, principals: [principal] },
      ],
    });
    expect(TARGETS.filter((each) => managed(sample, [each])[0])).toEqual(
      role.endsWith(".manager") && principal !== "groups/local" ? [target] : [],
    );
  },
);
