import type { RandomGenerator } from "../../src/stats/random.ts";
import { type Calendar, DAY_MS, HOUR_MS, hoursOf, isoTime, officeActivity } from "./calendar.ts";
import type { Telemetry } from "./telemetry.ts";
import type { World } from "./world.ts";

const WAREHOUSE_EVENTS_TABLE = "compute.warehouse_events";
/** Above this activity a warehouse adds a cluster now and then. */
const BUSY_LEVEL = 0.8;
const SCALING_PER_HOUR = 0.6;

/** Warehouses start in the morning, scale when it is busy, stop in the evening. */
export function addWarehouseEvents(parts: {
  readonly world: World;
  readonly calendar: Calendar;
  readonly random: RandomGenerator;
  readonly telemetry: Telemetry;
}): void {
  for (const warehouse of parts.world.warehouses) {
    const random = parts.random.fork(`scaling ${warehouse.warehouseId}`);
    const add = (momentMs: number, eventType: string, clusterCount: number): void =>
      parts.telemetry.add(WAREHOUSE_EVENTS_TABLE, momentMs, {
        account_id: parts.world.accountId,
        workspace_id: warehouse.workspaceId,
        warehouse_id: warehouse.warehouseId,
        event_type: eventType,
        cluster_count: clusterCount,
        event_time: isoTime(momentMs),
      });
    for (const hourMs of hoursOf(parts.calendar)) {
      const hourOfDay = (hourMs % DAY_MS) / HOUR_MS;
      if (hourOfDay === 6) {
        add(hourMs + random.below(HOUR_MS / 2), "STARTING", 0);
        add(hourMs + HOUR_MS / 2 + random.below(HOUR_MS / 2), "RUNNING", 1);
      }
      if (hourOfDay === 20) add(hourMs + random.below(HOUR_MS), "STOPPED", 0);
      if (officeActivity(hourMs) < BUSY_LEVEL) continue;
      for (let count = random.poisson(SCALING_PER_HOUR); count > 0; count--) {
        const momentMs = hourMs + random.below(HOUR_MS - 600_000);
        add(momentMs, "SCALED_UP", 2);
        add(momentMs + 480_000, "SCALED_DOWN", 1);
      }
    }
  }
}
