import { listPricesSource } from "../../../sources/list-prices.ts";
import type { Price } from "../../world/world.ts";
import { defineCompactTable } from "../define-compact-table.ts";
import type { TableLog } from "../table-log.ts";

/** `system.billing.list_prices`: the history of prices, each known from its start on. */
export const listPricesTable = defineCompactTable({
  source: listPricesSource,
  columns: { start_at: "moment", end_at: "moment", sku: "code", usd: "real" },
  expressions: {
    account_id: "account.account_id",
    price_start_time: "r.start_at",
    price_end_time: "r.end_at",
    sku_name: "sku.text",
    cloud: "account.cloud",
    currency_code: "'USD'",
    usage_unit: "'DBU'",
    "pricing.default": "r.usd",
    "pricing.effective_list": `struct_pack("default" := CAST(r.usd AS DECIMAL(38, 18)))`,
  },
  presence: {},
});

/** A price holds until the next one of its SKU. */
export function logPrices(
  log: TableLog<keyof typeof listPricesTable.columns>,
  prices: readonly Price[],
): void {
  for (const price of prices) {
    const laterStarts = prices
      .filter((each) => each.sku === price.sku && each.from > price.from)
      .map((each) => each.from);
    log.add(log.nextSeq(), price.from, {
      start_at: price.from,
      end_at: laterStarts.length === 0 ? Number.NaN : Math.min(...laterStarts),
      sku: log.tools.words.text(price.sku),
      usd: price.usdPerDbu,
    });
  }
}
