import { expect, it } from "vitest";
import { openSourceRows } from "../../test/conformance/source-rows.ts";
import { sql } from "../sql/sql.ts";
import { columnLineageSource } from "./column-lineage.ts";

it("an edge of columns has folded names, counts once, and does not reach into the reserved catalog", async () => {
  const read = {
    record_id: "a",
    event_time: "2026-10-01T08:00:00Z",
    workspace_id: "1",
    created_by: "System-User",
    source_table_full_name: "main.HR.salaries",
    source_table_catalog: "main",
    source_column_name: "Amount",
  };
  const copy = {
    ...read,
    record_id: "b",
    target_table_full_name: "main.tmp.copy",
    target_column_name: "AMOUNT",
    statement_id: "s-1",
  };
  const internal = {
    record_id: "c",
    target_table_full_name: "__databricks_internal.x.y",
    target_table_catalog: "__databricks_internal",
    target_column_name: "z",
  };
  const source = await openSourceRows([columnLineageSource], {
    [columnLineageSource.table]: [read, read, copy, internal],
  });
  const shared = {
    event_time: "2026-10-01T08:00:00.000Z",
    workspace_id: "1",
    principal: "system-user",
    source_securable: "main.hr.salaries",
    source_column: "amount",
  };
  expect(await source.rows(sql`SELECT * FROM column_lineage_edge ORDER BY record_id`)).toEqual([
    { ...shared, record_id: "a", target_securable: null, target_column: null, statement_id: null },
    {
      ...shared,
      record_id: "b",
      target_securable: "main.tmp.copy",
      target_column: "amount",
      statement_id: "s-1",
    },
  ]);
  await source.close();
});
