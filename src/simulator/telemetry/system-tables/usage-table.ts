import { DAY_MS, HOUR_MS } from "../../../domain/units.ts";
import { billingUsageSource } from "../../../sources/billing-usage.ts";
import { defineCompactTable } from "../define-compact-table.ts";
import type { TableLog } from "../table-log.ts";
import type { UsageRow } from "../telemetry-log.ts";

/** `system.billing.usage`; `ingestion_date` is the day on which the record became visible. */
export const usageTable = defineCompactTable({
  source: billingUsageSource,
  columns: {
    start_at: "moment",
    end_at: "moment",
    ingested_at: "moment",
    workspace: "code",
    sku: "code",
    product: "code",
    quantity: "real",
    type: "code",
    job_id: "code",
    job_run_id: "text",
    warehouse: "code",
    cluster: "code",
    run_as: "code",
    tags: "map",
  },
  expressions: {
    account_id: "account.account_id",
    workspace_id: "workspace.text",
    record_id: "CAST(r.id AS VARCHAR)",
    sku_name: "sku.text",
    cloud: "account.cloud",
    usage_start_time: "r.start_at",
    usage_end_time: "r.end_at",
    usage_date: "r.start_at",
    custom_tags: "tags.entries",
    usage_unit: "'DBU'",
    usage_quantity: "r.quantity",
    "usage_metadata.cluster_id": "cluster.text",
    "usage_metadata.job_id": "job_id.text",
    "usage_metadata.warehouse_id": "warehouse.text",
    "usage_metadata.job_run_id": "r.job_run_id",
    // Who a workload ran as; of warehouses the owner alone is told (section 7.1).
    "identity_metadata.run_as": "CASE WHEN r.warehouse = 0 THEN run_as.text END",
    "identity_metadata.owned_by": "CASE WHEN r.warehouse > 0 THEN run_as.text END",
    record_type: "type.text",
    ingestion_date: "r.ingested_at",
    billing_origin_product: "product.text",
    "product_features.jobs_tier": "CASE WHEN r.job_id > 0 THEN 'PREMIUM' END",
    "product_features.sql_tier": "CASE WHEN r.warehouse > 0 THEN 'PRO' END",
    "product_features.is_serverless": "r.cluster = 0",
    usage_type: "'COMPUTE_TIME'",
  },
  presence: {},
});

/** Records that are corrected by a retraction and a restatement, two days later, to 90 to 110 % (section 7.1). */
const RESTATED_RATIO = 0.01;
const RESTATED_DELAY_MS = 2 * DAY_MS;
const RESTATED_SPREAD = 0.1;
/** Records delivered twice under one id: loads by `ingestion_date` overlap (section 7.1). */
const DUPLICATE_RATIO = 0.001;
const DUPLICATE_DELAY_MS_MAX = 12 * HOUR_MS;
/** Quantities are told to nine places. */
const QUANTITY_UNIT = 1e-9;

type UsageLog = TableLog<keyof typeof usageTable.columns>;

/** Takes a record, and its correction where it is corrected by chance or by a disturbance. */
export function logUsage(log: UsageLog, row: UsageRow): void {
  const seq = log.nextSeq();
  const quantity = rounded(row.quantityDbu);
  const visibleAt = log.visibleAt(seq, row.endAt);
  addRecord(log, row, { seq, type: "ORIGINAL", quantity, at: visibleAt });
  const corrected = correction(log, row, { seq, visibleAt });
  if (corrected === null) return;
  addRecord(log, row, { seq: log.nextSeq(), type: "RETRACTION", quantity: -quantity, at: corrected.at });
  addRecord(log, row, {
    seq: log.nextSeq(),
    type: "RESTATEMENT",
    quantity: rounded(quantity * corrected.ratio),
    at: corrected.at,
  });
}

function rounded(quantity: number): number {
  return Math.round(quantity / QUANTITY_UNIT) * QUANTITY_UNIT;
}

/** How a record is corrected and when that becomes visible; null when it stands. */
function correction(
  log: UsageLog,
  row: UsageRow,
  record: { readonly seq: number; readonly visibleAt: number },
) {
  for (const each of log.tools.account.disturbances) {
    if (each.kind !== "restated_usage" || row.startAt < each.from || row.startAt >= each.until) continue;
    return { ratio: each.ratio, at: Math.max(each.until, record.visibleAt) };
  }
  if (log.draw(record.seq, "flaw") >= RESTATED_RATIO) return null;
  return {
    ratio: 1 + RESTATED_SPREAD * (2 * log.draw(record.seq, "amount") - 1),
    at: record.visibleAt + RESTATED_DELAY_MS,
  };
}

function addRecord(
  log: UsageLog,
  row: UsageRow,
  record: { readonly seq: number; readonly type: string; readonly quantity: number; readonly at: number },
): void {
  const { words } = log.tools;
  const flat = {
    start_at: row.startAt,
    end_at: row.endAt,
    ingested_at: record.at,
    workspace: words.text(row.workspaceId),
    sku: words.text(row.sku),
    product: words.text(row.product),
    quantity: record.quantity,
    type: words.text(record.type),
    job_id: words.text(row.jobId),
    job_run_id: row.jobRunId ?? "",
    warehouse: words.text(row.warehouseId),
    cluster: words.text(row.clusterId),
    run_as: words.text(row.runAs),
    tags: words.map(row.tags),
  };
  log.add(record.seq, record.at, flat);
  if (log.draw(record.seq, "isDuplicate") >= DUPLICATE_RATIO) return;
  const again = record.at + Math.floor(log.draw(record.seq, "whenAgain") * DUPLICATE_DELAY_MS_MAX);
  log.add(record.seq, again, { ...flat, ingested_at: again });
}
