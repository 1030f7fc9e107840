import { epochMs, HOUR_MS } from "../../domain/units.ts";
import type { Act, ActOf } from "../acts/act.ts";
import { SKUS } from "../world/list-prices.ts";
import type { LifeFrame, LifeHour } from "./life-frame.ts";
import { usageRatio } from "./usage-ratio.ts";

/** A warehouse stops when nobody has asked it for so long. */
const AUTO_STOP_MS = 30 * 60_000;
/** From a stopped warehouse to one that answers. */
const START_MS = 4_000;
/** Statements an hour that one cluster of a warehouse takes. */
const STATEMENTS_PER_CLUSTER = 250;
const PLATFORM = "System-User";

/** Until when each warehouse runs on after the last statement of an hour, by id. */
export type RunningUntil = ReadonlyMap<string, number>;

interface WarehouseHour {
  readonly id: string;
  readonly workspaceId: string;
  readonly dbuPerHour: number;
  runningUntil: number;
  onMs: number;
  statementCount: number;
  clusterCount: number;
}

/**
 * Adds what warehouses do in an hour because of its statements: they start, take clusters and give them back, stop, and
 * cost. `hour.acts` holds the statements in order of time. Returns until when each runs on.
 */
export function addWarehouseHour(frame: LifeFrame, hour: LifeHour, before: RunningUntil): RunningUntil {
  const warehouses = new Map<string, WarehouseHour>();
  for (const { id, workspaceId, dbuPerHour } of frame.account.warehouses.values())
    warehouses.set(id, {
      id,
      workspaceId,
      dbuPerHour,
      runningUntil: before.get(id) ?? 0,
      onMs: 0,
      statementCount: 0,
      clusterCount: 1,
    });
  const events: Act[] = [];
  for (const warehouse of warehouses.values()) runOn(hour, events, warehouse);
  for (const act of hour.acts)
    if (act.kind === "statement") {
      const warehouse = warehouses.get(act.warehouseId);
      if (warehouse !== undefined) serve(hour, events, { warehouse, act });
    }
  for (const warehouse of warehouses.values()) endHour(frame, hour, { events, warehouse });
  for (const event of events) hour.acts.push(event);
  return new Map([...warehouses.values()].map(({ id, runningUntil }) => [id, runningUntil]));
}

/** What still runs from the hour before. */
function runOn(hour: LifeHour, events: Act[], warehouse: WarehouseHour): void {
  if (warehouse.runningUntil === 0) return;
  if (warehouse.runningUntil <= hour.at) {
    events.push(eventAt(warehouse, hour.at, "STOPPED"));
    warehouse.runningUntil = 0;
  } else warehouse.onMs = Math.min(warehouse.runningUntil, hour.untilMs) - hour.at;
}

function serve(
  hour: LifeHour,
  events: Act[],
  { warehouse, act }: { readonly warehouse: WarehouseHour; readonly act: ActOf<"statement"> },
): void {
  const until = act.at + AUTO_STOP_MS;
  if (act.at > warehouse.runningUntil) {
    if (warehouse.runningUntil > 0) events.push(eventAt(warehouse, warehouse.runningUntil, "STOPPED"));
    events.push(eventAt(warehouse, Math.max(hour.at, act.at - START_MS), "STARTING"));
    events.push(eventAt(warehouse, act.at, "RUNNING"));
    warehouse.onMs += Math.min(until, hour.untilMs) - act.at;
  } else
    warehouse.onMs += Math.max(
      0,
      Math.min(until, hour.untilMs) - Math.min(warehouse.runningUntil, hour.untilMs),
    );
  warehouse.runningUntil = until;
  warehouse.statementCount++;
  const neededCount = Math.ceil(warehouse.statementCount / STATEMENTS_PER_CLUSTER);
  if (neededCount <= warehouse.clusterCount) return;
  warehouse.clusterCount = neededCount;
  events.push(eventAt(warehouse, act.at, "SCALED_UP"));
}

function endHour(
  { account }: LifeFrame,
  hour: LifeHour,
  { events, warehouse }: { readonly events: Act[]; readonly warehouse: WarehouseHour },
): void {
  const { id, clusterCount } = warehouse;
  if (clusterCount > 1) {
    warehouse.clusterCount = 1;
    events.push(eventAt(warehouse, hour.untilMs - 1, "SCALED_DOWN"));
  }
  const isStopped = warehouse.runningUntil > 0 && warehouse.runningUntil < hour.untilMs;
  if (isStopped) {
    events.push(eventAt(warehouse, Math.max(hour.at, warehouse.runningUntil), "STOPPED"));
    warehouse.runningUntil = 0;
  }
  if (warehouse.onMs === 0) return;
  const clusters = (1 + clusterCount) / 2;
  const quantityDbu =
    ((warehouse.dbuPerHour * warehouse.onMs) / HOUR_MS) * clusters * usageRatio(account, id, hour.at);
  events.push({
    at: epochMs(hour.untilMs - 1),
    actor: PLATFORM,
    workspaceId: warehouse.workspaceId,
    address: "",
    userAgent: "",
    tokenId: null,
    kind: "usage",
    startAt: hour.at,
    endAt: epochMs(hour.untilMs),
    sku: SKUS.sql,
    product: "SQL",
    quantityDbu: Math.round(quantityDbu * 1e6) / 1e6,
    jobId: null,
    jobRunId: null,
    warehouseId: id,
    clusterId: null,
    runAs: null,
  });
}

function eventAt(
  { id, workspaceId, clusterCount }: WarehouseHour,
  at: number,
  eventType: ActOf<"warehouse_event">["eventType"],
): Act {
  return {
    at: epochMs(at),
    actor: PLATFORM,
    workspaceId,
    address: "",
    userAgent: "",
    tokenId: null,
    kind: "warehouse_event",
    warehouseId: id,
    eventType,
    clusterCount: eventType === "STOPPED" ? 0 : clusterCount,
  };
}

/** All-purpose compute of a workspace in the hour: the share in which notebooks ran. */
export function addClusterHour({ account, world }: LifeFrame, hour: LifeHour): void {
  const commands = new Map<string, number>();
  for (const act of hour.acts)
    if (act.kind === "api_call" && act.service === "notebook" && act.workspaceId !== null)
      commands.set(act.workspaceId, (commands.get(act.workspaceId) ?? 0) + 1);
  for (const { id, workspaceId, dbuPerHour, owner } of world.clusters) {
    const count = commands.get(workspaceId) ?? 0;
    if (count === 0) continue;
    const quantityDbu =
      dbuPerHour * (1 - Math.exp(-count / COMMANDS_PER_FULL_HOUR)) * usageRatio(account, id, hour.at);
    hour.acts.push({
      at: epochMs(hour.untilMs - 1),
      actor: PLATFORM,
      workspaceId,
      address: "",
      userAgent: "",
      tokenId: null,
      kind: "usage",
      startAt: hour.at,
      endAt: epochMs(hour.untilMs),
      sku: SKUS.allPurpose,
      product: "ALL_PURPOSE",
      quantityDbu: Math.round(quantityDbu * 1e6) / 1e6,
      jobId: null,
      jobRunId: null,
      warehouseId: null,
      clusterId: id,
      runAs: owner,
    });
  }
}

/** After so many commands a cluster was up most of the hour. */
const COMMANDS_PER_FULL_HOUR = 4;
