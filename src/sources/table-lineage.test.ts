import { describe, expect, it } from "vitest";
import { openSourceRows, type SourceRow } from "../../test/conformance/source-rows.ts";
import { sql } from "../sql/sql.ts";
import { tableLineageSource } from "./table-lineage.ts";

function edge(id: string, more: SourceRow = {}): SourceRow {
  return {
    record_id: id,
    event_time: "2026-10-01T08:00:00Z",
    workspace_id: "1",
    created_by: "Ana@Example.com",
    ...more,
  };
}

async function lineage(rows: readonly SourceRow[]): Promise<readonly SourceRow[]> {
  const source = await openSourceRows([tableLineageSource], { [tableLineageSource.table]: rows });
  const answer = await source.rows(sql`SELECT * FROM lineage_edge ORDER BY record_id`);
  await source.close();
  return answer;
}

const ORDERS = {
  source_table_full_name: "Main.Sales.Orders",
  source_table_catalog: "Main",
  source_type: "TABLE",
};
const COPY = {
  target_table_full_name: "main.tmp.`Copy.1`",
  target_table_catalog: "main",
  target_type: "TABLE",
};

describe("table lineage", () => {
  it("an edge has folded names, and the job it ran in", async () => {
    const rows = [
      edge("r", {
        ...ORDERS,
        ...COPY,
        statement_id: "s-1",
        direct_access: true,
        entity_type: "NOTEBOOK",
        entity_id: "n-1",
        entity_metadata: { job_info: { job_id: "10", job_run_id: "100" } },
      }),
    ];
    expect(await lineage(rows)).toEqual([
      {
        record_id: "r",
        event_time: "2026-10-01T08:00:00.000Z",
        workspace_id: "1",
        principal: "ana@example.com",
        source_securable: "main.sales.orders",
        target_securable: "main.tmp.`copy.1`",
        source_type: "table",
        target_type: "table",
        job_id: "10",
        job_run_id: "100",
        statement_id: "s-1",
        is_direct_access: true,
      },
    ]);
  });

  it("a read has no target, a write no source, and a row that came twice counts once", async () => {
    const rows = [edge("a", ORDERS), edge("a", ORDERS), edge("b", COPY)];
    expect((await lineage(rows)).map((row) => [row["source_securable"], row["target_securable"]])).toEqual([
      ["main.sales.orders", null],
      [null, "main.tmp.`copy.1`"],
    ]);
  });

  it("a path stands where there is no table", async () => {
    const rows = [edge("a", { source_path: "s3://Landing/raw", source_type: "PATH", ...COPY })];
    expect(await lineage(rows)).toMatchObject([
      { source_securable: "s3://landing/raw", source_type: "path" },
    ]);
  });

  it("the reserved catalog of the platform is neither source nor target", async () => {
    const internal = {
      target_table_full_name: "__databricks_internal.x.y",
      target_table_catalog: "__databricks_internal",
      target_type: "TABLE",
    };
    const rows = [edge("a", { ...ORDERS, ...internal }), edge("b", internal)];
    expect(await lineage(rows)).toMatchObject([
      { record_id: "a", source_securable: "main.sales.orders", target_securable: null, target_type: null },
    ]);
  });

  it("the entity tells the job where the metadata does not", async () => {
    const rows = [
      edge("a", { ...ORDERS, entity_type: "JOB", entity_id: "11", entity_run_id: "111" }),
      edge("b", { ...ORDERS, entity_type: "NOTEBOOK", entity_id: "n" }),
    ];
    expect((await lineage(rows)).map((row) => [row["job_id"], row["job_run_id"]])).toEqual([
      ["11", "111"],
      [null, null],
    ]);
  });
});
