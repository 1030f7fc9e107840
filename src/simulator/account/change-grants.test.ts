import { expect, test } from "vitest";
import { sampleAccount } from "../../../test/conformance/sample-account.ts";
import { applyGrantChanges } from "./change-grants.ts";
import { deletePrincipal } from "./delete-principal.ts";

const PEOPLE = { type: "table", name: "main.hr.people" } as const;
const HR = { type: "schema", name: "main.hr" } as const;

test.each<readonly [string, string, string, string, readonly string[]]>([
  ["additions are added to what is held", "SELECT", "MODIFY", "", ["MODIFY", "SELECT"]],
  ["what is not held is removed without a word", "SELECT", "", "MODIFY", ["SELECT"]],
  ["the last removal leaves no row", "SELECT", "", "SELECT", []],
  [
    "removal comes before addition: this means exactly SELECT",
    "MODIFY ALL_PRIVILEGES",
    "SELECT",
    "ALL_PRIVILEGES",
    ["SELECT"],
  ],
  [
    "ALL PRIVILEGES takes what it stands for along and leaves MANAGE",
    "ALL_PRIVILEGES SELECT MANAGE APPLY_TAG",
    "",
    "ALL_PRIVILEGES",
    ["MANAGE"],
  ],
  ["and does so when it is not held itself", "SELECT MANAGE", "", "ALL_PRIVILEGES", ["MANAGE"]],
])("%s", (...[_name, held, add, remove, left]) => {
  const { account, id, give, securable } = sampleAccount();
  give("ana", held, "table:main.hr.people");
  const words = (text: string): readonly string[] => text.split(" ").filter((word) => word !== "");
  const { revision } = account;
  const change = { principal: "ana@example.com", add: words(add), remove: words(remove) };
  expect(applyGrantChanges(account, PEOPLE, [change])).toBeNull();
  expect([...(securable("table", "main.hr.people").grants.get(id.ana) ?? [])].sort()).toEqual(left);
  expect(account.revision).toBeGreaterThan(revision);
});

test("EXTERNAL USE SCHEMA survives the removal of ALL PRIVILEGES", () => {
  const { account, id, give, securable } = sampleAccount();
  give("ana", "ALL_PRIVILEGES EXTERNAL_USE_SCHEMA SELECT", "schema:main.hr");
  const change = { principal: "ana@example.com", add: [], remove: ["ALL_PRIVILEGES"] };
  expect(applyGrantChanges(account, HR, [change])).toBeNull();
  expect(securable("schema", "main.hr").grants.get(id.ana)).toEqual(new Set(["EXTERNAL_USE_SCHEMA"]));
});

test.each([
  [
    "a privilege added and removed at once",
    "ana@example.com",
    "SELECT",
    "SELECT",
    400,
    "Duplicate privileges to add and delete for principal ana@example.com.",
  ],
  [
    "a privilege that is nothing on a table",
    "ana@example.com",
    "USE_SCHEMA",
    "",
    400,
    "Privilege USE_SCHEMA is not applicable to this entity",
  ],
  [
    "somebody unknown",
    "zoe@example.com",
    "SELECT",
    "",
    404,
    "Could not find principal with name zoe@example.com",
  ],
  ["a group local to a workspace", "local", "SELECT", "", 404, "Could not find principal with name local"],
  ["a workspace's group of users", "users", "SELECT", "", 404, "Could not find principal"],
])(
  "%s is refused, and with it everything else that was asked",
  (...[_name, principal, add, remove, status, message]) => {
    const { account, securable } = sampleAccount();
    const first = { principal: "ben@example.com", add: ["SELECT"], remove: [] };
    const second = { principal, add: [add], remove: remove === "" ? [] : [remove] };
    const refusal = applyGrantChanges(account, PEOPLE, [first, second]);
    expect(refusal).toMatchObject({ status });
    expect(refusal?.message).toContain(message);
    expect(securable("table", "main.hr.people").grants.size).toBe(0);
  },
);

test("MODIFY is nothing on a view, and nothing is granted on what does not exist", () => {
  const { account } = sampleAccount();
  const change = { principal: "ana@example.com", add: ["MODIFY"], remove: [] };
  expect(applyGrantChanges(account, { type: "table", name: "main.hr.faces" }, [change])).toMatchObject({
    status: 400,
  });
  expect(applyGrantChanges(account, { type: "table", name: "main.hr.gone" }, [change])).toMatchObject({
    status: 404,
    code: "TABLE_DOES_NOT_EXIST",
  });
});

test("grants of a deleted principal stay under its id, and are removed by it but never added", () => {
  const { account, id, give, securable } = sampleAccount();
  give("ana", "SELECT", "table:main.hr.people");
  expect(deletePrincipal(account, id.ana)).toBeNull();
  const { grants } = securable("table", "main.hr.people");
  expect(grants.get(id.ana)).toEqual(new Set(["SELECT"]));
  expect(
    applyGrantChanges(account, PEOPLE, [{ principal: id.ana, add: ["MODIFY"], remove: [] }]),
  ).toMatchObject({
    code: "PRINCIPAL_DOES_NOT_EXIST",
  });
  expect(applyGrantChanges(account, PEOPLE, [{ principal: id.ana, add: [], remove: ["SELECT"] }])).toBeNull();
  expect(grants.size).toBe(0);
});

test("a share is granted to recipients alone", () => {
  const { account, securable } = sampleAccount();
  const share = { type: "share", name: "outbound" } as const;
  const change = { principal: "ana@example.com", add: ["SELECT"], remove: [] };
  expect(applyGrantChanges(account, share, [change])).toMatchObject({ code: "PRINCIPAL_DOES_NOT_EXIST" });
  expect(applyGrantChanges(account, share, [{ ...change, principal: "Partner" }])).toBeNull();
  expect([...securable("share", "outbound").grants.keys()]).toEqual(["recipient:partner"]);
});
