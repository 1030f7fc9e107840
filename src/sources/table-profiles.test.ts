import { expect, it } from "vitest";
import { openSourceRows } from "../../test/conformance/source-rows.ts";
import { sql } from "../sql/sql.ts";
import { tableProfilesSource } from "./table-profiles.ts";

it("rows without a column are versions of tables, the others profiles of columns; the newest export of a version counts", async () => {
  const version = {
    table_full_name: "Main.Sales.Orders",
    version: 7,
    commit_time: "2026-10-01T08:00:00Z",
    writer: "Job-12",
    row_count: 100,
  };
  const source = await openSourceRows([tableProfilesSource], {
    [tableProfilesSource.table]: [
      { ...version, row_count: 99, column_count: 3 },
      { ...version, commit_time: "2026-10-01T08:00:01Z", column_count: 4 },
      {
        ...version,
        column_name: "Amount",
        data_type: "DOUBLE",
        null_count: 2,
        distinct_count: 90,
        mean: 12.5,
        sketch: { "-3": 1, "0": 2, "1037": 95 },
      },
      {
        ...version,
        column_name: "country",
        data_type: "string",
        null_count: 0,
        distinct_count: 3,
        frequent_items: { DE: 60, FR: 30, "\u0000other": 10 },
      },
    ],
  });
  expect(await source.rows(sql`SELECT * FROM table_version`)).toEqual([
    {
      securable: "main.sales.orders",
      version: 7,
      event_time: "2026-10-01T08:00:01.000Z",
      writer: "job-12",
      row_count: 100,
      column_count: 4,
    },
  ]);
  const shared = {
    securable: "main.sales.orders",
    version: 7,
    event_time: "2026-10-01T08:00:00.000Z",
    writer: "job-12",
    row_count: 100,
  };
  expect(await source.rows(sql`SELECT * FROM column_profile ORDER BY column_name`)).toEqual([
    {
      ...shared,
      column_name: "amount",
      data_type: "double",
      null_count: 2,
      distinct_count: 90,
      mean: 12.5,
      sketch: { "-3": 1, "0": 2, "1037": 95 },
      frequent_items: null,
    },
    {
      ...shared,
      column_name: "country",
      data_type: "string",
      null_count: 0,
      distinct_count: 3,
      mean: null,
      sketch: null,
      frequent_items: { DE: 60, FR: 30, "\u0000other": 10 },
    },
  ]);
  await source.close();
});
