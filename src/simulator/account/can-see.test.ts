import { expect, test } from "vitest";
import { sampleAccount } from "../../../test/conformance/sample-account.ts";
import { canSee } from "./can-see.ts";

const PEOPLE = { type: "table", name: "main.hr.people" } as const;

test("nobody sees what it holds nothing on, but everybody the metastore", () => {
  const { account, id } = sampleAccount();
  expect(canSee(account, id.ana, PEOPLE, null)).toBe(false);
  expect(canSee(account, id.ana, { type: "catalog", name: "main" }, null)).toBe(false);
  expect(canSee(account, id.ana, { type: "metastore", name: account.metastoreId }, "1")).toBe(true);
  expect(canSee(account, id.root, { type: "table", name: "main.hr.gone" }, null)).toBe(false);
});

test.each([
  ["BROWSE", "catalog:main"],
  ["READ_METADATA", "catalog:main"],
  ["MANAGE", "schema:main.hr"],
  ["MANAGE", "table:main.hr.people"],
] as const)("%s on %s shows a table to who may not use what it lies in", (privilege, on) => {
  const { account, id, give } = sampleAccount();
  give("staff", privilege, on);
  expect(canSee(account, id.ana, PEOPLE, "1")).toBe(true);
  expect(canSee(account, id.ben, PEOPLE, "1")).toBe(false);
});

test.each(["catalog:main", "schema:main.hr", "table:main.hr.people"] as const)(
  "any other privilege (on %s) shows a table to who may use what it lies in",
  (on) => {
    const { account, id, give } = sampleAccount();
    give("ana", "SELECT", on);
    expect(canSee(account, id.ana, PEOPLE, null)).toBe(false);
    give("ana", "USE_CATALOG USE_SCHEMA", "catalog:main");
    expect(canSee(account, id.ana, PEOPLE, null)).toBe(true);
    expect(canSee(account, id.ana, { type: "volume", name: "main.hr.files" }, null)).toBe(false);
  },
);

test("a container is shown by any privilege on it, without the right to use it", () => {
  const { account, id, give } = sampleAccount();
  give("ana", "CREATE_SCHEMA", "catalog:main");
  expect(canSee(account, id.ana, { type: "catalog", name: "main" }, null)).toBe(true);
  expect(canSee(account, id.ana, { type: "schema", name: "main.hr" }, null)).toBe(false);
});

test("owners see what is theirs and all in it, metastore administrators everything", () => {
  const { account, id, owns } = sampleAccount();
  owns("staff", "schema", "main.hr");
  expect(canSee(account, id.ana, PEOPLE, null)).toBe(true);
  expect(canSee(account, id.ana, { type: "schema", name: "main.hr" }, null)).toBe(true);
  expect(canSee(account, id.root, PEOPLE, null)).toBe(true);
});

test("a catalog that is not bound to the workspace is shown to nobody there", () => {
  const { account, id, securable } = sampleAccount();
  securable("catalog", "main").isolationMode = "ISOLATED";
  account.revision += 1;
  expect(canSee(account, id.root, PEOPLE, "1")).toBe(false);
  expect(canSee(account, id.root, PEOPLE, null)).toBe(true);
  securable("catalog", "main").bindings.set("1", "BINDING_TYPE_READ_ONLY");
  account.revision += 1;
  expect(canSee(account, id.root, PEOPLE, "1")).toBe(true);
});
