import { expect, it } from "vitest";
import { openSourceRows } from "../../test/conformance/source-rows.ts";
import { catalogPrivilegesSource } from "./catalog-privileges.ts";
import { schemaPrivilegesSource } from "./schema-privileges.ts";
import { tablePrivilegesSource } from "./table-privileges.ts";

const SOURCES = [tablePrivilegesSource, schemaPrivilegesSource, catalogPrivilegesSource];
const COLUMNS = [
  "securable",
  "privilege",
  "principal",
  "grantor",
  "securable_type",
  "inherited_from",
  "event_time",
];

it("the three views give one relation: one spelling of privileges, NONE is a direct grant, doubles count once", async () => {
  const direct = {
    grantor: "Owner@Example.com",
    grantee: "Analysts",
    table_catalog: "Main",
    table_schema: "sales",
    table_name: "Orders.2026",
    privilege_type: "SELECT",
    inherited_from: "NONE",
  };
  const source = await openSourceRows(SOURCES, {
    [tablePrivilegesSource.table]: [
      direct,
      direct,
      { ...direct, privilege_type: "USE_SCHEMA", inherited_from: "SCHEMA" },
    ],
    [schemaPrivilegesSource.table]: [
      { grantee: "analysts", catalog_name: "main", schema_name: "Sales", privilege_type: "ALL_PRIVILEGES" },
    ],
    [catalogPrivilegesSource.table]: [
      { grantee: "analysts", catalog_name: "main", privilege_type: "USE CATALOG" },
    ],
  });
  const table = {
    securable: "main.sales.`orders.2026`",
    principal: "analysts",
    grantor: "owner@example.com",
    securable_type: "table",
  };
  const readAt = { event_time: "1970-01-01T00:00:00.000Z" };
  expect(await source.relation("privilege", COLUMNS)).toEqual([
    {
      securable: "main",
      privilege: "USE CATALOG",
      principal: "analysts",
      grantor: null,
      securable_type: "catalog",
      inherited_from: null,
      ...readAt,
    },
    {
      securable: "main.sales",
      privilege: "ALL PRIVILEGES",
      principal: "analysts",
      grantor: null,
      securable_type: "schema",
      inherited_from: null,
      ...readAt,
    },
    { ...table, privilege: "SELECT", inherited_from: null, ...readAt },
    { ...table, privilege: "USE SCHEMA", inherited_from: "schema", ...readAt },
  ]);
  expect(source.summaries.get("privilege")?.duplicateCount).toBe(1);
  await source.close();
});
