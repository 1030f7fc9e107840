import { expect, test } from "vitest";
import { METASTORE_ID, type SampleAccount, sampleAccount } from "../../../test/conformance/sample-account.ts";
import { effectiveGrants, visibleGrants } from "./visible-grants.ts";

const PEOPLE = { type: "table", name: "main.hr.people" } as const;

function granted(): SampleAccount {
  const sample = sampleAccount();
  sample.give("analysts", "SELECT", "table:main.hr.people");
  sample.give("ana", "SELECT MODIFY", "table:main.hr.people");
  sample.give("ben", "SELECT", "table:main.hr.people");
  return sample;
}

test("who has no right to all sees what is granted to itself, silently, and not even its groups' rows", () => {
  const { account, id } = granted();
  expect(visibleGrants(account, id.ana, PEOPLE)).toEqual([
    { principalId: id.ana, privileges: ["MODIFY", "SELECT"] },
  ]);
  expect(visibleGrants(account, id.loader, PEOPLE)).toEqual([]);
});

test.each<readonly [string, (sample: SampleAccount) => void]>([
  ["the owner", ({ owns }) => owns("staff", "table", "main.hr.people")],
  ["the owner of the schema", ({ owns }) => owns("ana", "schema", "main.hr")],
  ["the owner of the catalog", ({ owns }) => owns("ana", "catalog", "main")],
  ["a metastore administrator", ({ owns }) => owns("ana", "metastore", METASTORE_ID)],
  ["a holder of MANAGE", ({ give }) => give("analysts", "MANAGE", "table:main.hr.people")],
  ["a holder of MANAGE on the catalog", ({ give }) => give("ana", "MANAGE", "catalog:main")],
  ["a holder of READ METADATA on the catalog", ({ give }) => give("ana", "READ_METADATA", "catalog:main")],
  [
    "a holder of READ METADATA on the metastore",
    ({ give }) => give("ana", "READ_METADATA", `metastore:${METASTORE_ID}`),
  ],
])("%s sees all", (_who, makeSo) => {
  const sample = granted();
  makeSo(sample);
  const shown = visibleGrants(sample.account, sample.id.ana, PEOPLE).map(({ principalId }) => principalId);
  expect(new Set(shown)).toEqual(new Set([sample.id.analysts, sample.id.ana, sample.id.ben]));
});

test("no other right shows the grants of others: not BROWSE, not ALL PRIVILEGES, not administration of the account", () => {
  const { account, id, give } = granted();
  give("loader", "ALL_PRIVILEGES BROWSE", "catalog:main");
  account.principals.get(id.loader)?.roles.add("account_admin");
  account.revision += 1;
  expect(visibleGrants(account, id.loader, PEOPLE)).toEqual([]);
  expect(visibleGrants(account, id.loader, { type: "metastore", name: METASTORE_ID })).toEqual([]);
});

test("inherited grants are listed with where they come from, BROWSE and what is nothing on a table are not", () => {
  const { account, id, give } = sampleAccount();
  give("staff", "SELECT", "table:main.hr.people");
  give("staff", "USE_SCHEMA SELECT CREATE_TABLE", "schema:main.hr");
  give("staff", "USE_CATALOG BROWSE EXECUTE ALL_PRIVILEGES", "catalog:main");
  give("staff", "CREATE_CATALOG", `metastore:${METASTORE_ID}`);
  const inherited = (privilege: string, type: string, name: string) => ({
    privilege,
    inheritedFromType: type,
    inheritedFromName: name,
  });
  expect(effectiveGrants(account, id.root, PEOPLE)).toEqual([
    {
      principalId: id.staff,
      privileges: [
        { privilege: "SELECT", inheritedFromType: null, inheritedFromName: null },
        inherited("SELECT", "SCHEMA", "main.hr"),
        inherited("USE_SCHEMA", "SCHEMA", "main.hr"),
        inherited("ALL_PRIVILEGES", "CATALOG", "main"),
        inherited("USE_CATALOG", "CATALOG", "main"),
      ],
    },
  ]);
  expect(effectiveGrants(account, id.ana, PEOPLE)).toEqual([]);
});
