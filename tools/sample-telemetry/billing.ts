import type { RandomGenerator } from "../../src/stats/random.ts";
import { type Calendar, DAY_MS, HOUR_MS, hoursOf, isoDate, isoTime, officeActivity } from "./calendar.ts";
import type { FinishedRun } from "./job-runs.ts";
import type { Telemetry } from "./telemetry.ts";
import { uuid, type Warehouse, type World } from "./world.ts";

/** In `[fromMs, untilMs)` a warehouse uses `usageRatio` times as much. */
export interface CostSurge {
  readonly warehouseId: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly usageRatio: number;
}

export interface BillingParts {
  readonly world: World;
  readonly calendar: Calendar;
  readonly random: RandomGenerator;
  readonly telemetry: Telemetry;
  readonly runs: readonly FinishedRun[];
  readonly surge: CostSurge | null;
}

const USAGE_TABLE = "billing.usage";
const PRICES_TABLE = "billing.list_prices";

const SQL_SKU = "PREMIUM_SERVERLESS_SQL_COMPUTE_EU_FRANKFURT";
const JOBS_SKU = "PREMIUM_JOBS_SERVERLESS_COMPUTE_EU_FRANKFURT";
const PRICES = { [SQL_SKU]: "0.910000000000000000", [JOBS_SKU]: "0.450000000000000000" };
/** Records that are corrected two days later. */
const RESTATED_RATIO = 0.01;
/** Records that come days after their usage. */
const LATE_RATIO = 0.004;
const LATE_DAYS = 5;

/** Hourly usage of warehouses and jobs with corrections, and the list prices. */
export function addBilling(parts: BillingParts): void {
  addPrices(parts);
  for (const warehouse of parts.world.warehouses) addWarehouseUsage(parts, warehouse);
  for (const run of parts.runs) addRunUsage(parts, run);
}

function addPrices({ world, calendar, telemetry }: BillingParts): void {
  for (const [sku, price] of Object.entries(PRICES)) {
    const startMs = calendar.startMs - 400 * DAY_MS;
    telemetry.add(PRICES_TABLE, startMs, {
      account_id: world.accountId,
      price_start_time: isoTime(startMs),
      sku_name: sku,
      cloud: "AWS",
      currency_code: "USD",
      usage_unit: "DBU",
      pricing: { default: price, effective_list: { default: price } },
    });
  }
}

function addWarehouseUsage(parts: BillingParts, warehouse: Warehouse): void {
  const random = parts.random.fork(`usage ${warehouse.warehouseId}`);
  for (const hourMs of hoursOf(parts.calendar)) {
    const isSurge =
      parts.surge?.warehouseId === warehouse.warehouseId &&
      hourMs >= parts.surge.fromMs &&
      hourMs < parts.surge.untilMs;
    const level = Math.max(0.05, officeActivity(hourMs)) * (isSurge ? parts.surge.usageRatio : 1);
    addRecord(parts, random, {
      hourMs,
      workspaceId: warehouse.workspaceId,
      sku: SQL_SKU,
      product: "SQL",
      quantity: warehouse.dbuPerHour * level * Math.exp(0.15 * random.normal()),
      metadata: { warehouse_id: warehouse.warehouseId },
      identity: { owned_by: parts.world.humans[0]?.name ?? "unknown" },
    });
  }
}

function addRunUsage(parts: BillingParts, run: FinishedRun): void {
  const random = parts.random.fork(`usage ${run.runId}`);
  addRecord(parts, random, {
    hourMs: run.startMs - (run.startMs % HOUR_MS),
    workspaceId: run.job.workspaceId,
    sku: JOBS_SKU,
    product: "JOBS",
    quantity: (run.job.dbuPerHour * (run.endMs - run.startMs)) / HOUR_MS,
    metadata: { job_id: run.job.jobId, job_run_id: run.runId, job_name: run.job.name },
    identity: { run_as: run.job.runAs.name },
  });
}

interface UsageRecord {
  readonly hourMs: number;
  readonly workspaceId: string;
  readonly sku: string;
  readonly product: string;
  readonly quantity: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly identity: Readonly<Record<string, string>>;
}

function addRecord(parts: BillingParts, random: RandomGenerator, record: UsageRecord): void {
  const ingestedMs = record.hourMs + 5 * HOUR_MS + (random.uniform() < LATE_RATIO ? LATE_DAYS * DAY_MS : 0);
  write(parts, random, { record, type: "ORIGINAL", quantity: record.quantity, ingestedMs });
  if (random.uniform() >= RESTATED_RATIO) return;
  const correctedMs = ingestedMs + 2 * DAY_MS;
  write(parts, random, { record, type: "RETRACTION", quantity: -record.quantity, ingestedMs: correctedMs });
  write(parts, random, {
    record,
    type: "RESTATEMENT",
    quantity: record.quantity * 0.97,
    ingestedMs: correctedMs,
  });
}

interface WrittenRecord {
  readonly record: UsageRecord;
  readonly type: string;
  readonly quantity: number;
  readonly ingestedMs: number;
}

function write(parts: BillingParts, random: RandomGenerator, written: WrittenRecord): void {
  const { record, type, quantity, ingestedMs } = written;
  // What arrives after the export is not in it.
  if (ingestedMs >= parts.calendar.endMs) return;
  parts.telemetry.add(USAGE_TABLE, ingestedMs, {
    account_id: parts.world.accountId,
    workspace_id: record.workspaceId,
    record_id: uuid(random),
    sku_name: record.sku,
    cloud: "AWS",
    usage_start_time: isoTime(record.hourMs),
    usage_end_time: isoTime(record.hourMs + HOUR_MS),
    usage_date: isoDate(record.hourMs),
    usage_unit: "DBU",
    usage_quantity: quantity.toFixed(9),
    usage_metadata: record.metadata,
    identity_metadata: record.identity,
    record_type: type,
    ingestion_date: isoDate(ingestedMs),
    billing_origin_product: record.product,
    product_features: { is_serverless: true },
    usage_type: "COMPUTE_TIME",
  });
}
