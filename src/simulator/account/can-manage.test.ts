import { describe, expect, test } from "vitest";
import { sampleAccount } from "../../../test/conformance/sample-account.ts";
import { canManage } from "./can-manage.ts";
import { checkMayGrant } from "./check-may-grant.ts";
import { checkPrivilege } from "./check-privilege.ts";

const PEOPLE = { type: "table", name: "main.hr.people" } as const;
const HR = { type: "schema", name: "main.hr" } as const;

describe("who may change access", () => {
  test.each([
    ["the owner", "table", "main.hr.people"],
    ["the owner of the schema", "schema", "main.hr"],
    ["the owner of the catalog", "catalog", "main"],
    ["a metastore administrator", "metastore", "5a1e0000-0000-4000-a000-000000000000"],
  ] as const)("%s, without any grant, itself or by a group", (_who, type, name) => {
    const { account, id, owns } = sampleAccount();
    expect(canManage(account, id.ana, PEOPLE, "1")).toBe(false);
    owns("staff", type, name);
    expect(canManage(account, id.ana, PEOPLE, "1")).toBe(true);
    expect(canManage(account, id.ben, PEOPLE, "1")).toBe(false);
  });

  test("MANAGE, with USE on everything above, and on the securable itself when it contains others", () => {
    const { account, id, give } = sampleAccount();
    give("ana", "MANAGE", "schema:main.hr");
    expect(canManage(account, id.ana, PEOPLE, null)).toBe(false);
    give("ana", "USE_CATALOG", "catalog:main");
    expect(canManage(account, id.ana, HR, null)).toBe(false);
    give("ana", "USE_SCHEMA", "schema:main.hr");
    expect(canManage(account, id.ana, HR, null)).toBe(true);
    expect(canManage(account, id.ana, PEOPLE, null)).toBe(true);
    expect(canManage(account, id.ana, { type: "catalog", name: "main" }, null)).toBe(false);
  });

  test("an account administrator on the metastore alone", () => {
    const { account, id } = sampleAccount();
    account.principals.get(id.analysts)?.roles.add("account_admin");
    account.revision += 1;
    expect(canManage(account, id.ana, { type: "metastore", name: account.metastoreId }, null)).toBe(true);
    expect(canManage(account, id.ana, PEOPLE, null)).toBe(false);
  });

  test("nobody on what does not exist, and not who is deactivated or not assigned", () => {
    const { account, id } = sampleAccount();
    expect(canManage(account, id.root, { type: "table", name: "main.hr.gone" }, "1")).toBe(false);
    expect(canManage(account, id.root, PEOPLE, "2")).toBe(false);
    expect(canManage(account, id.root, PEOPLE, "1")).toBe(true);
  });

  test("from a workspace that is not bound, only the owner of the catalog, of the catalog", () => {
    const { account, id, owns, securable } = sampleAccount();
    owns("ana", "catalog", "main");
    securable("catalog", "main").isolationMode = "ISOLATED";
    account.revision += 1;
    expect(canManage(account, id.ana, { type: "catalog", name: "main" }, "1")).toBe(true);
    expect(canManage(account, id.ana, PEOPLE, "1")).toBe(false);
    expect(canManage(account, id.root, PEOPLE, "1")).toBe(true);
  });

  test("not who is denied MANAGE ACCESS CONTROL, the owner neither, who may still drop; metastore administrators may", () => {
    const { account, id, owns, attach } = sampleAccount();
    owns("ana", "table", "main.hr.people");
    attach("catalog", "main", {
      name: "d",
      policyType: "POLICY_TYPE_DENY",
      privileges: ["MANAGE_ACCESS_CONTROL"],
    });
    expect(canManage(account, id.ana, PEOPLE, null)).toBe(false);
    expect(canManage(account, id.root, PEOPLE, null)).toBe(true);
    const question = { principalId: id.ana, workspaceId: null, securable: PEOPLE };
    expect(checkPrivilege(account, { ...question, privilege: "MANAGE" })).toBeNull();
    expect(checkPrivilege(account, { ...question, privilege: "MANAGE_ACCESS_CONTROL" })).not.toBeNull();
  });
});

test("EXTERNAL USE SCHEMA is granted by the owner of the catalog alone, EXTERNAL USE LOCATION by a holder of MANAGE", () => {
  const { account, id, owns, give } = sampleAccount();
  const ask = (privilege: string, securable: Parameters<typeof canManage>[2], by = id.ana) =>
    checkMayGrant(account, {
      principalId: by,
      workspaceId: null,
      securable,
      changes: [{ principal: "ben@example.com", add: [privilege], remove: [] }],
    });
  owns("ana", "schema", "main.hr");
  expect(ask("SELECT", HR)).toBeNull();
  expect(ask("EXTERNAL_USE_SCHEMA", HR)).toMatchObject({ status: 403 });
  owns("ana", "catalog", "main");
  expect(ask("EXTERNAL_USE_SCHEMA", HR)).toBeNull();
  const landing = { type: "external_location", name: "landing" } as const;
  expect(ask("EXTERNAL_USE_LOCATION", landing)).toMatchObject({ status: 403 });
  give("ana", "MANAGE", "external_location:landing");
  expect(ask("EXTERNAL_USE_LOCATION", landing)).toBeNull();
  expect(ask("READ_FILES", { type: "table", name: "main.hr.gone" })).toMatchObject({ status: 404 });
});
