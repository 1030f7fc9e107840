import { describe, expect, it } from "vitest";
import { openSourceRows, type SourceRow } from "../../test/conformance/source-rows.ts";
import { sql } from "../sql/sql.ts";
import { billingUsageSource } from "./billing-usage.ts";
import { listPricesSource } from "./list-prices.ts";

function record(id: string, more: SourceRow = {}): SourceRow {
  return {
    record_id: id,
    workspace_id: "1",
    sku_name: "JOBS_COMPUTE",
    cloud: "AWS",
    usage_start_time: "2026-10-01T08:00:00Z",
    usage_end_time: "2026-10-01T09:00:00Z",
    usage_date: "2026-10-01",
    usage_unit: "DBU",
    usage_quantity: 2,
    record_type: "ORIGINAL",
    billing_origin_product: "JOBS",
    ...more,
  };
}

function price(start: string, usd: number, more: SourceRow = {}): SourceRow {
  return {
    sku_name: "JOBS_COMPUTE",
    cloud: "AWS",
    usage_unit: "DBU",
    currency_code: "USD",
    price_start_time: `${start}T00:00:00Z`,
    pricing: { default: 9, effective_list: { default: usd } },
    ...more,
  };
}

async function usage(
  records: readonly SourceRow[],
  prices: readonly SourceRow[],
): Promise<readonly SourceRow[]> {
  const source = await openSourceRows([billingUsageSource, listPricesSource], {
    [billingUsageSource.table]: records,
    [listPricesSource.table]: prices,
  });
  const answer = await source.rows(sql`SELECT * FROM usage ORDER BY record_id, record_type`);
  await source.close();
  return answer;
}

const costs = async (records: readonly SourceRow[], prices: readonly SourceRow[]) =>
  (await usage(records, prices)).map((row) => row["list_cost_usd"]);

describe("billable usage", () => {
  it("a record becomes its quantity at list price, with whom and what it was for", async () => {
    const records = [
      record("r", {
        usage_metadata: { job_id: "10", job_run_id: "100", cluster_id: "c-1" },
        identity_metadata: { run_as: "Ana@Example.com" },
      }),
    ];
    expect(await usage(records, [price("2026-01-01", 0.15)])).toEqual([
      {
        record_id: "r",
        event_time: "2026-10-01T09:00:00.000Z",
        usage_date: "2026-10-01",
        workspace_id: "1",
        sku_name: "JOBS_COMPUTE",
        product: "JOBS",
        usage_unit: "DBU",
        usage_quantity: 2,
        list_cost_usd: 0.3,
        record_type: "ORIGINAL",
        job_id: "10",
        job_run_id: "100",
        warehouse_id: null,
        cluster_id: "c-1",
        run_as: "ana@example.com",
      },
    ]);
  });

  it("a correction sums to the restated quantity: retractions keep their sign", async () => {
    const records = [
      record("a"),
      record("b", { record_type: "RETRACTION", usage_quantity: -2 }),
      record("c", { record_type: "RESTATEMENT", usage_quantity: 1.5 }),
    ];
    const rows = await usage(records, [price("2026-01-01", 2)]);
    expect(rows.map((row) => row["usage_quantity"])).toEqual([2, -2, 1.5]);
    expect(rows.map((row) => row["list_cost_usd"])).toEqual([4, -4, 3]);
  });

  it("a record that came twice counts once; a retraction under the same id is another record", async () => {
    const records = [
      record("a"),
      record("a"),
      record("a", { record_type: "RETRACTION", usage_quantity: -2 }),
    ];
    expect((await usage(records, [])).map((row) => row["usage_quantity"])).toEqual([2, -2]);
  });

  it("the price counts that was valid at the end of the usage: its start belongs to it, its end does not", async () => {
    const prices = [
      price("2026-01-01", 1, { price_end_time: "2026-10-01T00:00:00Z" }),
      price("2026-10-01", 2),
    ];
    const ends = ["2026-09-30T23:59:59Z", "2026-10-01T00:00:00Z", "2025-12-31T23:00:00Z"];
    const records = ends.map((end, index) => record(`r${index}`, { usage_end_time: end, usage_quantity: 1 }));
    expect(await costs(records, prices)).toEqual([1, 2, null]);
  });

  it("a price that is listed twice or overlaps the next doubles no record", async () => {
    const prices = [price("2026-01-01", 1), price("2026-01-01", 1), price("2026-09-01", 3)];
    expect(await costs([record("r", { usage_quantity: 1 })], prices)).toEqual([3]);
  });

  it("other currencies, clouds and units are no price: the cost is unknown, not 0", async () => {
    const prices = [
      price("2026-01-01", 1, { currency_code: "EUR" }),
      price("2026-01-01", 1, { cloud: "AZURE" }),
      price("2026-01-01", 1, { usage_unit: "GB" }),
    ];
    expect(await costs([record("r")], prices)).toEqual([null]);
  });

  it("the plain list price stands in where no effective one is given", async () => {
    expect(await costs([record("r")], [price("2026-01-01", 0, { pricing: { default: 0.5 } })])).toEqual([1]);
  });
});
