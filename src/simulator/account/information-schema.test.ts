import { expect, test } from "vitest";
import { METASTORE_ID, type SampleAccount, sampleAccount } from "../../../test/conformance/sample-account.ts";
import { epochMs } from "../../domain/units.ts";
import { catalogPrivilegesSource } from "../../sources/catalog-privileges.ts";
import { columnTagsSource } from "../../sources/column-tags.ts";
import { schemaPrivilegesSource } from "../../sources/schema-privileges.ts";
import { tablePrivilegesSource } from "../../sources/table-privileges.ts";
import { tableTagsSource } from "../../sources/table-tags.ts";
import { addSecurable } from "./add-securable.ts";
import { informationSchemaTable } from "./information-schema.ts";

/** Rows as objects, as `reader` sees them. */
function read({ account, id }: SampleAccount, reader: keyof SampleAccount["id"], name: string) {
  const [catalog = "", table = ""] = name.split(".");
  const shown = informationSchemaTable(account, id[reader], catalog, table);
  if (shown === null) return null;
  return shown.rows.map((row) =>
    Object.fromEntries(shown.columns.map(({ name: column }, index) => [column, row[index]])),
  );
}

test.each([
  catalogPrivilegesSource,
  schemaPrivilegesSource,
  tablePrivilegesSource,
  tableTagsSource,
  columnTagsSource,
])("$table has the columns that the source reads, in its order", ({ table, columns }) => {
  const { account, id } = sampleAccount();
  const shown = informationSchemaTable(account, id.root, "system", table.split(".")[2] ?? "");
  expect(shown?.columns.map(({ name }) => name)).toEqual(Object.keys(columns));
});

test("every relation gives as many values as it has columns", () => {
  const sample = sampleAccount();
  for (const { type, name } of sample.account.securables.values()) {
    if (type !== "share" && type !== "recipient") sample.give("ana", "SELECT", `${type}:${name}`);
    sample.securable(type, name).tags.set("key", "value");
  }
  sample.give("ana", "SELECT", "share:outbound");
  const people = sample.securable("table", "main.hr.people");
  if (people.detail.kind === "table") {
    const use = { functionName: "main.hr.mask", columns: ["region"] };
    people.detail.rowFilter = use;
    people.detail.columns = people.detail.columns.map((column) => ({
      ...column,
      tags: new Map([["k", "v"]]),
      mask: use,
    }));
  }
  sample.account.revision += 1;
  const relations =
    "catalogs schemata tables columns views routines volumes shares recipients external_locations metastore_privileges catalog_privileges schema_privileges table_privileges volume_privileges routine_privileges external_location_privileges share_recipient_privileges catalog_tags schema_tags table_tags volume_tags column_tags row_filters column_masks";
  for (const relation of relations.split(" ")) {
    const shown = informationSchemaTable(sample.account, sample.id.root, "system", relation);
    expect(shown?.rows.length, relation).toBeGreaterThan(0);
    for (const row of shown?.rows ?? []) expect(row.length, relation).toBe(shown?.columns.length);
  }
});

test("a grant is listed where it is given and inherited below, with the type of the level it comes from", () => {
  const sample = sampleAccount();
  sample.give("staff", "SELECT", "schema:main.hr");
  sample.owns("ben", "schema", "main.hr");
  const row = { grantor: "ben@example.com", grantee: "staff", privilege_type: "SELECT", is_grantable: "NO" };
  const rows = read(sample, "root", "system.table_privileges") ?? [];
  expect(rows).toContainEqual({
    ...row,
    table_catalog: "main",
    table_schema: "hr",
    table_name: "people",
    inherited_from: "SCHEMA",
  });
  expect(rows).toHaveLength(2);
  expect(read(sample, "root", "main.schema_privileges")).toEqual([
    { ...row, catalog_name: "main", schema_name: "hr", inherited_from: "NONE" },
  ]);
});

test("objects are listed that a listing shows, and a catalog that is not shown has no information schema", () => {
  const sample = sampleAccount();
  expect(read(sample, "ana", "system.tables")).toEqual([]);
  expect(read(sample, "ana", "main.tables")).toBeNull();
  sample.give("ana", "USE_CATALOG USE_SCHEMA", "catalog:main");
  sample.give("ana", "SELECT", "table:main.hr.people");
  expect(read(sample, "ana", "main.tables")).toMatchObject([
    {
      table_catalog: "main",
      table_schema: "hr",
      table_name: "people",
      table_type: "MANAGED",
      table_owner: "root@example.com",
      created: "2023-11-14T22:13:20.000Z",
      data_source_format: "DELTA",
    },
  ]);
  expect(read(sample, "ana", "gone.tables")).toBeNull();
  const other = { type: "catalog", name: "main2", owner: sample.id.root, createdAt: epochMs(0) } as const;
  addSecurable(sample.account, other);
  expect(read(sample, "root", "main2.schemata")).toEqual([]);
  expect(read(sample, "root", "main.catalogs")).toMatchObject([{ catalog_name: "main" }]);
  expect(read(sample, "root", "system.catalogs")).toHaveLength(2);
  expect(read(sample, "root", "system.gone")).toBeNull();
});

test("here a holder of MANAGE sees its own grants alone, a holder of READ METADATA and an owner all", () => {
  const sample = sampleAccount();
  sample.give("ben", "SELECT", "table:main.hr.people");
  sample.give("ana", "MANAGE", "table:main.hr.people");
  const grantees = (): unknown =>
    read(sample, "ana", "system.table_privileges")
      ?.filter((row) => row["table_name"] === "people" && row["inherited_from"] === "NONE")
      .map((row) => row["grantee"]);
  expect(grantees()).toEqual(["Ana@example.com"]);
  sample.give("ana", "READ_METADATA", `metastore:${METASTORE_ID}`);
  expect(grantees()).toEqual(["ben@example.com", "Ana@example.com"]);
});

test("grants of deleted principals have no name, and those of other catalogs are in `system` alone", () => {
  const sample = sampleAccount();
  sample.give("ana", "SELECT", "table:main.hr.people");
  sample.give("ana", "BROWSE", "external_location:landing");
  sample.account.principals.delete(sample.id.ana);
  sample.account.revision += 1;
  expect(read(sample, "root", "main.table_privileges")).toMatchObject([{ grantee: "" }]);
  expect(read(sample, "root", "main.external_location_privileges")).toBeNull();
  expect(read(sample, "root", "system.external_location_privileges")).toHaveLength(1);
});
