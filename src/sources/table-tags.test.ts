import { expect, it } from "vitest";
import { openSourceRows } from "../../test/conformance/source-rows.ts";
import { columnTagsSource } from "./column-tags.ts";
import { tableTagsSource } from "./table-tags.ts";

it("tags on tables and on columns give one relation; names of tags keep their case", async () => {
  const table = { catalog_name: "Main", schema_name: "hr", table_name: "Salaries" };
  const source = await openSourceRows([tableTagsSource, columnTagsSource], {
    [tableTagsSource.table]: [{ ...table, tag_name: "Domain", tag_value: "HR" }],
    [columnTagsSource.table]: [
      { ...table, column_name: "Amount", tag_name: "pii", tag_value: "" },
      { ...table, column_name: "Amount", tag_name: "PII", tag_value: "high" },
    ],
  });
  expect(
    await source.relation("securable_tag", ["securable", "column_name", "tag_name", "tag_value"]),
  ).toEqual([
    { securable: "main.hr.salaries", column_name: "amount", tag_name: "PII", tag_value: "high" },
    { securable: "main.hr.salaries", column_name: "amount", tag_name: "pii", tag_value: "" },
    { securable: "main.hr.salaries", column_name: null, tag_name: "Domain", tag_value: "HR" },
  ]);
  await source.close();
});
