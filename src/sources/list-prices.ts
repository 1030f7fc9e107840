import { defineSource } from "./define-source.ts";

/**
 * History of list prices, read beside the usage. A price without an end is valid now.
 *
 * Source: Databricks documentation, "Pricing system table reference".
 */
export const listPricesSource = defineSource({
  id: "list-prices",
  title: "List prices",
  plane: "data",
  table: "system.billing.list_prices",
  columns: {
    account_id: "string",
    price_start_time: "timestamp",
    price_end_time: "timestamp",
    sku_name: "string",
    cloud: "string",
    currency_code: "string",
    usage_unit: "string",
    pricing:
      "struct<default:decimal(38,18),promotional:struct<default:decimal(38,18)>,effective_list:struct<default:decimal(38,18)>>",
  },
  requiredColumns: ["sku_name", "cloud", "currency_code", "usage_unit", "price_start_time", "pricing"],
  naturalKey: ["sku_name", "cloud", "currency_code", "usage_unit", "price_start_time"],
  watermark: null,
  arrival: null,
  deliveredForms: [],
  produces: [],
});
