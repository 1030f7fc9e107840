import { expect, it } from "vitest";
import { openSourceRows } from "../../test/conformance/source-rows.ts";
import { warehouseEventsSource } from "./warehouse-events.ts";

it("an event that came twice counts once; two kinds at one moment are two events", async () => {
  const scaled = {
    workspace_id: "1",
    warehouse_id: "w",
    event_type: "SCALED_UP",
    cluster_count: 2,
    event_time: "2026-10-01T08:00:00Z",
  };
  const source = await openSourceRows([warehouseEventsSource], {
    [warehouseEventsSource.table]: [scaled, scaled, { ...scaled, event_type: "RUNNING", cluster_count: 1 }],
  });
  expect(
    await source.relation("warehouse_event", ["event_type", "cluster_count", "warehouse_id", "event_time"]),
  ).toEqual([
    { event_type: "RUNNING", cluster_count: 1, warehouse_id: "w", event_time: "2026-10-01T08:00:00.000Z" },
    { event_type: "SCALED_UP", cluster_count: 2, warehouse_id: "w", event_time: "2026-10-01T08:00:00.000Z" },
  ]);
  await source.close();
});
