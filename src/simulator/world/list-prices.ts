import { DAY_MS, type EpochMs, epochMs } from "../../domain/units.ts";
import type { Price } from "./world.ts";

/** Names of what is billed, as `system.billing.usage` has them. */
export const SKUS = {
  jobs: "PREMIUM_JOBS_COMPUTE",
  sql: "PREMIUM_SQL_PRO_COMPUTE",
  allPurpose: "PREMIUM_ALL_PURPOSE_COMPUTE",
} as const;

/** List prices (US dollars a DBU) from long before the start; SQL becomes dearer once within the plan. */
export function listPrices(startAt: EpochMs, dayCount: number): readonly Price[] {
  const from = epochMs(startAt - 400 * DAY_MS);
  const raisedAt = epochMs(startAt + Math.floor(dayCount * 0.6) * DAY_MS);
  return [
    { sku: SKUS.jobs, usdPerDbu: 0.15, from },
    { sku: SKUS.sql, usdPerDbu: 0.55, from },
    { sku: SKUS.sql, usdPerDbu: 0.58, from: raisedAt },
    { sku: SKUS.allPurpose, usdPerDbu: 0.55, from },
  ];
}
