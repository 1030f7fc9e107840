import { HOUR_MS, MINUTE_MS } from "../../domain/units.ts";
import type { Disturbance } from "../account/account.ts";

/** How long rows of a table take until they can be read. */
export interface Latency {
  /** No row is faster. */
  readonly leastMs: number;
  /** Mean of what comes on top, exponential. */
  readonly meanMs: number;
  /** No row that is not late is slower. */
  readonly mostMs: number;
  /** Share of rows that are late, by a time drawn uniformly up to `lateMostMs`. */
  readonly lateRatio: number;
  readonly lateMostMs: number;
}

/**
 * Latency by system table. Documented is what the comment says; how rows spread below it, and the shares of late rows,
 * are ours: some rows of each table come after the time at which a careful reader reads again.
 */
export const LATENCIES = {
  /** About 15 minutes, up to hours. */
  audit: minutes({ least: 4, mean: 9, most: 60, lateRatio: 0.003, lateHours: 20 }),
  /** No figure is documented; minutes later as a rule, and public pipelines read the last two days again. */
  lineage: minutes({ least: 5, mean: 15, most: 120, lateRatio: 0.004, lateHours: 40 }),
  /** Up to an hour; a day where the customer manages the keys. */
  query: minutes({ least: 3, mean: 14, most: 60, lateRatio: 0.003, lateHours: 23 }),
  /** About an hour after the end of the slice. */
  lakeflow: minutes({ least: 20, mean: 20, most: 75, lateRatio: 0.003, lateHours: 3.5 }),
  /** Within 12 hours; field reports tell of one to two days. */
  billing: minutes({ least: 180, mean: 120, most: 720, lateRatio: 0.004, lateHours: 44 }),
  /** No figure is documented. */
  warehouseEvents: minutes({ least: 3, mean: 10, most: 60, lateRatio: 0.002, lateHours: 20 }),
} as const satisfies Readonly<Record<string, Latency>>;

function minutes(given: {
  readonly least: number;
  readonly mean: number;
  readonly most: number;
  readonly lateRatio: number;
  readonly lateHours: number;
}): Latency {
  return {
    leastMs: given.least * MINUTE_MS,
    meanMs: given.mean * MINUTE_MS,
    mostMs: given.most * MINUTE_MS,
    lateRatio: given.lateRatio,
    lateMostMs: given.lateHours * HOUR_MS,
  };
}

/** Latency for two uniform draws. */
export function latencyMs(latency: Latency, lateDraw: number, lengthDraw: number): number {
  if (lateDraw < latency.lateRatio)
    return Math.floor(latency.mostMs + lengthDraw * (latency.lateMostMs - latency.mostMs));
  return Math.floor(Math.min(latency.mostMs, latency.leastMs - latency.meanMs * Math.log(1 - lengthDraw)));
}

/** A time in which a table is not delivered. */
export type DeliveryOutage = Extract<Disturbance, { readonly kind: "delivery_outage" }>;

/** When a row that would come at `visibleAt` comes: an outage of delivery holds back what happens or arrives in it. */
export function afterOutages(
  outages: readonly DeliveryOutage[],
  row: { readonly at: number; readonly visibleAt: number },
): number {
  let visibleAt = row.visibleAt;
  for (const outage of outages) {
    const isHeld = (moment: number) => moment >= outage.from && moment < outage.until;
    if (isHeld(row.at) || isHeld(visibleAt)) visibleAt = Math.max(visibleAt, outage.until);
  }
  return visibleAt;
}
