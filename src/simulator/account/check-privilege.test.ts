import { describe, expect, test } from "vitest";
import {
  type SampleAccount,
  type SampleName,
  sampleAccount,
} from "../../../test/conformance/sample-account.ts";
import type { Refusal, SecurableType } from "./account.ts";
import { checkPrivilege } from "./check-privilege.ts";

/** Gates that Ana passes for everything in `main.hr`. */
function opened(): SampleAccount {
  const sample = sampleAccount();
  sample.give("staff", "USE_CATALOG", "catalog:main");
  sample.give("everybody", "USE_SCHEMA", "schema:main.hr");
  return sample;
}

function ask(
  { account, id }: SampleAccount,
  privilege: string,
  on: {
    readonly by?: SampleName;
    readonly type?: SecurableType;
    readonly name?: string;
    readonly in?: string | null;
  },
): Refusal | null {
  const { by = "ana", type = "table", name = "main.hr.people" } = on;
  const workspaceId = on.in === undefined ? "1" : on.in;
  return checkPrivilege(account, { principalId: id[by], workspaceId, securable: { type, name }, privilege });
}

describe("reading a table", () => {
  test("takes SELECT and both USE, whichever groups they come from", () => {
    const sample = opened();
    sample.give("analysts", "SELECT", "table:main.hr.people");
    expect(ask(sample, "SELECT", {})).toBeNull();
    expect(ask(sample, "SELECT", { by: "ben" })?.message).toBe(
      "[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE CATALOG on Catalog 'main'. SQLSTATE: 42501",
    );
  });

  test.each([
    ["catalog", "USE CATALOG on Catalog 'main'"],
    ["schema", "USE SCHEMA on Schema 'main.hr'"],
    ["table", "SELECT on Table 'main.hr.people'"],
  ])("is refused when what is granted on the %s is missing, with its name", (left, message) => {
    const sample = sampleAccount();
    if (left !== "catalog") sample.give("ana", "USE_CATALOG", "catalog:main");
    if (left !== "schema") sample.give("ana", "USE_SCHEMA", "schema:main.hr");
    if (left !== "table") sample.give("ana", "SELECT", "table:main.hr.people");
    expect(ask(sample, "SELECT", {})).toMatchObject({
      status: 403,
      code: "PERMISSION_DENIED",
      sqlState: "42501",
    });
    expect(ask(sample, "SELECT", {})?.message).toContain(message);
  });

  test.each(["catalog:main", "schema:main.hr"] as const)(
    "follows from SELECT or ALL PRIVILEGES on the %s",
    (level) => {
      for (const privilege of ["SELECT", "ALL_PRIVILEGES"]) {
        const sample = opened();
        sample.give("analysts", privilege, level);
        expect(ask(sample, "SELECT", {})).toBeNull();
      }
    },
  );

  test("does not follow from grants on the metastore, MANAGE, BROWSE or administration", () => {
    const sample = opened();
    sample.give("ana", "MANAGE BROWSE", "catalog:main");
    sample.owns("ana", "catalog", "main");
    sample.owns("staff", "metastore", sample.account.metastoreId);
    expect(ask(sample, "SELECT", {})?.message).toContain("SELECT on Table");
  });

  test("is the owner's, who still needs USE on what it lies in", () => {
    const sample = sampleAccount();
    sample.owns("analysts", "table", "main.hr.people");
    expect(ask(sample, "SELECT", {})?.message).toContain("USE CATALOG");
    sample.give("ana", "USE_CATALOG USE_SCHEMA", "catalog:main");
    expect(ask(sample, "SELECT", {})).toBeNull();
    sample.owns("root", "table", "main.hr.people");
    expect(ask(sample, "SELECT", {})?.message).toContain("SELECT");
  });
});

test.each<readonly [string, SecurableType, string, string, string]>([
  ["MODIFY", "table", "main.hr.people", "MODIFY", "SELECT on Table"],
  ["MODIFY", "table", "main.hr.people", "SELECT", "MODIFY on Table"],
  ["WRITE_FILES", "external_location", "landing", "WRITE_FILES", "READ FILES on External Location"],
  ["CREATE_TABLE", "schema", "main.hr", "USE_SCHEMA", "CREATE TABLE on Schema"],
  ["EXTERNAL_USE_SCHEMA", "schema", "main.hr", "ALL_PRIVILEGES", "EXTERNAL USE SCHEMA on Schema"],
  ["MANAGE", "table", "main.hr.people", "ALL_PRIVILEGES", "MANAGE on Table"],
  ["MODIFY", "table", "main.hr.faces", "ALL_PRIVILEGES", "MODIFY on View"],
])("%s on a %s (%s) is not given by %s alone", (...[privilege, type, name, held, message]) => {
  const sample = opened();
  sample.give("ana", held, `${type}:${name}`);
  expect(ask(sample, privilege, { type, name })?.message).toContain(message);
});

test.each<readonly [string, SecurableType, string, string]>([
  ["MODIFY", "table", "main.hr.people", "SELECT MODIFY"],
  ["APPLY_TAG", "table", "main.hr.people", "ALL_PRIVILEGES"],
  ["EXECUTE", "function", "main.hr.keep", "EXECUTE"],
  ["WRITE_VOLUME", "volume", "main.hr.files", "WRITE_VOLUME"],
  ["CREATE_TABLE", "schema", "main.hr", "CREATE_TABLE"],
  ["EXTERNAL_USE_SCHEMA", "schema", "main.hr", "EXTERNAL_USE_SCHEMA"],
  ["CREATE_SCHEMA", "catalog", "main", "ALL_PRIVILEGES"],
  ["READ_FILES", "external_location", "landing", "ALL_PRIVILEGES"],
])("%s on a %s (%s) is given by %s", (...[privilege, type, name, held]) => {
  const sample = opened();
  sample.give("ana", held, `${type}:${name}`);
  expect(ask(sample, privilege, { type, name })).toBeNull();
});

describe("a workspace", () => {
  function readable(): SampleAccount {
    const sample = opened();
    sample.give("ana", "SELECT MODIFY", "table:main.hr.people");
    return sample;
  }

  test("is entered by who is assigned and active; rights are the same on the level of the account", () => {
    const sample = readable();
    expect(ask(sample, "SELECT", { in: null })).toBeNull();
    expect(ask(sample, "SELECT", { in: "2" })).toMatchObject({ status: 403 });
    const ana = sample.account.principals.get(sample.id.ana);
    if (ana !== undefined) ana.isActive = false;
    sample.account.revision += 1;
    expect(ask(sample, "SELECT", { in: null })).toMatchObject({ status: 403 });
    expect(ask(sample, "SELECT", { by: "ana", in: "1" })?.message).toContain("deactivated");
  });

  test("reaches an isolated catalog when bound, and writes when bound for it, whatever is granted", () => {
    const sample = readable();
    const main = sample.securable("catalog", "main");
    const bind = (type: "BINDING_TYPE_READ_WRITE" | "BINDING_TYPE_READ_ONLY"): void => {
      main.bindings.set("1", type);
      sample.account.revision += 1;
    };
    main.isolationMode = "ISOLATED";
    sample.account.revision += 1;
    expect(ask(sample, "SELECT", {})?.message).toBe("Catalog 'main' is not accessible in current workspace");
    expect(ask(sample, "SELECT", { in: null })).toBeNull();
    bind("BINDING_TYPE_READ_ONLY");
    expect(ask(sample, "SELECT", {})).toBeNull();
    expect(ask(sample, "MODIFY", {})?.message).toContain("for reading only");
    bind("BINDING_TYPE_READ_WRITE");
    expect(ask(sample, "MODIFY", {})).toBeNull();
  });

  test("asks nothing of the owner of a view whose rights somebody else uses", () => {
    const { account, id } = readable();
    account.workspaces.get("1")?.assignments.delete(id.everybody);
    account.revision += 1;
    const question = { principalId: id.ana, workspaceId: "1", privilege: "SELECT" };
    const securable = { type: "table", name: "main.hr.people" } as const;
    expect(checkPrivilege(account, { ...question, securable })).not.toBeNull();
    expect(checkPrivilege(account, { ...question, securable, isDefiner: true })).toBeNull();
    account.principals.delete(id.ana);
    account.revision += 1;
    expect(checkPrivilege(account, { ...question, securable, isDefiner: true })).not.toBeNull();
    expect(
      checkPrivilege(account, { ...question, securable, principalId: id.ben, isDefiner: true }),
    ).not.toBeNull();
  });
});

test.each<readonly [SecurableType, string, string, string]>([
  ["table", "main.hr.gone", "[TABLE_OR_VIEW_NOT_FOUND]", "42P01"],
  ["schema", "main.gone", "[SCHEMA_NOT_FOUND]", "42704"],
  ["table", "main.gone.people", "[SCHEMA_NOT_FOUND]", "42704"],
  ["catalog", "gone", "[NO_SUCH_CATALOG_EXCEPTION]", "42704"],
  ["function", "main.hr.gone", "[UNRESOLVED_ROUTINE]", "42883"],
  ["volume", "main.hr.gone", "[VOLUME_DOES_NOT_EXIST]", "42704"],
])("a %s that is not there (%s) is told so to who may look", (...[type, name, condition, sqlState]) => {
  const sample = opened();
  const refusal = ask(sample, "SELECT", { type, name });
  expect(refusal).toMatchObject({ status: 404, sqlState });
  expect(refusal?.message.startsWith(condition)).toBe(true);
});

test("who may not use a schema does not learn what is in it", () => {
  const sample = sampleAccount();
  expect(ask(sample, "SELECT", { name: "main.hr.gone" })).toEqual(ask(sample, "SELECT", {}));
});

describe("policies", () => {
  test("of type grant give what no list shows, to whom they name, where their condition holds", () => {
    const sample = opened();
    sample.account.tagPolicies.set("pii", { key: "pii", id: "1", description: null, values: [] });
    sample.attach("catalog", "main", {
      name: "g",
      policyType: "POLICY_TYPE_GRANT",
      forSecurableType: "MODEL",
      toPrincipals: ["staff"],
      exceptPrincipals: ["ben@example.com"],
      whenCondition: "NOT has_tag('pii')",
      privileges: ["EXECUTE"],
    });
    const model = { type: "function", name: "main.hr.churn" } as const;
    expect(ask(sample, "EXECUTE", model)).toBeNull();
    expect(ask(sample, "EXECUTE", { ...model, by: "loader" })).not.toBeNull();
    expect(ask(sample, "EXECUTE", { type: "function", name: "main.hr.keep" })).not.toBeNull();
    sample.securable("schema", "main.hr").tags.set("pii", "high");
    sample.account.revision += 1;
    expect(ask(sample, "EXECUTE", model)).not.toBeNull();
  });

  test("of type deny beat grants and ownership, and a condition that cannot be judged denies", () => {
    const sample = opened();
    sample.owns("ana", "table", "main.hr.people");
    expect(ask(sample, "SELECT", {})).toBeNull();
    const denial = {
      name: "d",
      policyType: "POLICY_TYPE_DENY",
      toPrincipals: ["analysts"],
      privileges: ["SELECT"],
      whenCondition: "has_tag('gone')",
    };
    sample.attach("schema", "main.hr", denial);
    expect(ask(sample, "SELECT", {})).not.toBeNull();
    sample.attach("schema", "main.hr", { ...denial, exceptPrincipals: ["ana@example.com"] });
    expect(ask(sample, "SELECT", {})).toBeNull();
  });
});
