import type { ColumnPlan, TablePlan } from "./world.ts";

/** A watched table with the schedule of the job that loads it, and the columns that carry a tag `pii`. */
export interface WatchedTable {
  readonly plan: TablePlan;
  readonly everyMinutes: number;
  readonly reads: readonly string[];
  readonly pii: Readonly<Record<string, string>>;
}

const CURRENCIES = { values: ["eur", "usd", "gbp", "inr"], weights: [0.45, 0.33, 0.14, 0.08] };
const CHANNELS = { values: ["web", "store", "partner", "phone"], weights: [0.55, 0.25, 0.14, 0.06] };
const REGIONS = { values: ["emea", "amer", "apac"], weights: [0.46, 0.36, 0.18] };
const SEGMENTS = { values: ["consumer", "small_business", "enterprise"], weights: [0.7, 0.22, 0.08] };

const id = (name: string): ColumnPlan => ({ name, type: "bigint", nullRatio: 0, draw: "id" });
const moment = (name: string): ColumnPlan => ({ name, type: "timestamp", nullRatio: 0, draw: "moment" });
const amount = (name: string, mu: number, sigma: number): ColumnPlan => ({
  name,
  type: "double",
  nullRatio: 0,
  draw: "log_normal",
  mu,
  sigma,
});
const category = (
  name: string,
  { values, weights }: { readonly values: readonly string[]; readonly weights: readonly number[] },
  nullRatio = 0,
): ColumnPlan => ({ name, type: "string", nullRatio, draw: "category", values, weights });
const count = (name: string, mean: number, nullRatio = 0): ColumnPlan => ({
  name,
  type: "int",
  nullRatio,
  draw: "count",
  mean,
});
const normal = (name: string, [mean, deviation]: readonly [number, number], nullRatio = 0): ColumnPlan => ({
  name,
  type: "double",
  nullRatio,
  draw: "normal",
  mean,
  deviation,
});
const flag = (name: string, chance: number): ColumnPlan => ({
  name,
  type: "boolean",
  nullRatio: 0,
  draw: "flag",
  chance,
});
const person = (name: string, form: "email" | "name" | "iban", nullRatio = 0): ColumnPlan => ({
  name,
  type: "string",
  nullRatio,
  draw: "person",
  form,
});

const HOUR = 60;
const DAY = 24 * HOUR;

interface Rows {
  readonly rowCount: number;
  readonly mode?: "append" | "overwrite";
  readonly keptVersionCount?: number;
  readonly weeklyAmplitude?: number;
  readonly dailyAmplitude?: number;
  readonly growthPerDay?: number;
}

function plan(table: string, rows: Rows, columns: readonly ColumnPlan[]): TablePlan {
  return {
    table,
    columns,
    rowCount: rows.rowCount,
    mode: rows.mode ?? "append",
    keptVersionCount: rows.keptVersionCount ?? 1,
    weeklyAmplitude: rows.weeklyAmplitude ?? 0,
    dailyAmplitude: rows.dailyAmplitude ?? 0,
    growthPerDay: rows.growthPerDay ?? 0,
  };
}

/**
 * Tables with real rows: revenue, people, events and features, loaded hourly, a few times a day, or nightly. Sizes are
 * such that all versions of the preset `demo` are about a million rows.
 */
export const WATCHED_TABLES: readonly WatchedTable[] = [
  {
    plan: plan(
      "prod.sales.orders",
      {
        rowCount: 120,
        keptVersionCount: 24 * 14,
        weeklyAmplitude: 0.3,
        dailyAmplitude: 0.55,
        growthPerDay: 0.001,
      },
      [
        id("order_id"),
        count("customer_id", 40_000),
        moment("ordered_at"),
        amount("amount", 4.1, 0.9),
        category("currency", CURRENCIES),
        category("channel", CHANNELS),
        category("region", REGIONS),
        normal("discount", [0.08, 0.03], 0.35),
        person("customer_email", "email", 0.02),
        flag("is_first_order", 0.22),
      ],
    ),
    everyMinutes: HOUR,
    reads: ["prod.landing.shop_orders"],
    pii: { customer_email: "email" },
  },
  {
    plan: plan(
      "prod.sales.order_items",
      {
        rowCount: 400,
        keptVersionCount: 4 * 14,
        weeklyAmplitude: 0.3,
        dailyAmplitude: 0.4,
        growthPerDay: 0.001,
      },
      [
        id("item_id"),
        count("order_number", 90_000),
        count("product_number", 800),
        count("quantity", 2),
        amount("unit_price", 3.2, 0.7),
        category("warehouse_site", { values: ["north", "south", "west"], weights: [0.5, 0.3, 0.2] }, 0.01),
        moment("packed_at"),
      ],
    ),
    everyMinutes: 6 * HOUR,
    reads: ["prod.sales.orders", "prod.landing.shop_baskets"],
    pii: {},
  },
  {
    plan: plan(
      "prod.finance.payments",
      {
        rowCount: 300,
        keptVersionCount: 4 * 14,
        weeklyAmplitude: 0.25,
        dailyAmplitude: 0.4,
        growthPerDay: 0.001,
      },
      [
        id("payment_id"),
        moment("paid_at"),
        amount("amount", 4.2, 1),
        category("currency", CURRENCIES),
        category("method", { values: ["card", "transfer", "wallet"], weights: [0.6, 0.25, 0.15] }),
        person("iban", "iban", 0.4),
        flag("is_refund", 0.03),
      ],
    ),
    everyMinutes: 6 * HOUR,
    reads: ["prod.landing.bank_statements", "prod.sales.orders"],
    pii: { iban: "iban" },
  },
  {
    plan: plan(
      "prod.finance.invoices",
      { rowCount: 260, keptVersionCount: 45, weeklyAmplitude: 0.5, growthPerDay: 0.001 },
      [
        id("invoice_id"),
        moment("issued_at"),
        amount("net_amount", 6.3, 1.1),
        amount("tax_amount", 4.6, 1.1),
        category("status", { values: ["open", "paid", "overdue"], weights: [0.3, 0.62, 0.08] }),
        person("debtor", "name"),
      ],
    ),
    everyMinutes: DAY,
    reads: ["prod.sales.orders", "prod.finance.payments"],
    pii: { debtor: "name" },
  },
  {
    plan: plan("prod.people.employees", { rowCount: 480, mode: "overwrite", growthPerDay: 0.0005 }, [
      id("employee_id"),
      person("full_name", "name"),
      person("work_email", "email"),
      category("department", {
        values: ["sales", "finance", "product", "platform", "people", "marketing"],
        weights: [0.3, 0.12, 0.2, 0.18, 0.06, 0.14],
      }),
      normal("salary", [68_000, 17_000]),
      normal("rating", [3.4, 0.6], 0.08),
      flag("is_manager", 0.14),
    ]),
    everyMinutes: DAY,
    reads: ["prod.landing.hr_export"],
    pii: { full_name: "name", work_email: "email" },
  },
  {
    plan: plan(
      "prod.marketing.leads",
      { rowCount: 150, keptVersionCount: 60, weeklyAmplitude: 0.4, dailyAmplitude: 0.3, growthPerDay: 0.002 },
      [
        id("lead_id"),
        moment("created_at"),
        person("email", "email", 0.05),
        category("campaign", {
          values: ["search", "social", "event", "referral", "newsletter"],
          weights: [0.35, 0.3, 0.1, 0.1, 0.15],
        }),
        normal("score", [52, 14], 0.04),
        category("region", REGIONS, 0.03),
      ],
    ),
    everyMinutes: 12 * HOUR,
    reads: ["prod.landing.ad_clicks"],
    pii: { email: "email" },
  },
  {
    plan: plan(
      "prod.product.events",
      {
        rowCount: 1_100,
        keptVersionCount: 40,
        weeklyAmplitude: 0.2,
        dailyAmplitude: 0.3,
        growthPerDay: 0.002,
      },
      [
        id("event_id"),
        moment("seen_at"),
        count("session_number", 12_000),
        category("event_type", {
          values: ["view", "click", "search", "add_to_cart", "purchase"],
          weights: [0.52, 0.26, 0.12, 0.07, 0.03],
        }),
        category("device", { values: ["phone", "desktop", "tablet"], weights: [0.62, 0.3, 0.08] }, 0.01),
        amount("duration_seconds", 2.4, 1),
      ],
    ),
    everyMinutes: 12 * HOUR,
    reads: ["prod.landing.click_stream"],
    pii: {},
  },
  {
    plan: plan(
      "prod.features.customer_churn",
      { rowCount: 900, mode: "overwrite", keptVersionCount: 1, growthPerDay: 0.001 },
      [
        id("customer_id"),
        normal("days_since_order", [34, 9]),
        count("orders_90d", 3),
        amount("spend_90d", 5, 0.8),
        normal("support_sentiment", [0.1, 0.35], 0.3),
        category("segment", SEGMENTS),
        flag("is_churned", 0.07),
      ],
    ),
    everyMinutes: DAY,
    reads: ["prod.sales.orders", "prod.ops.support_tickets", "main.core.customers"],
    pii: {},
  },
  {
    plan: plan("prod.features.product_demand", { rowCount: 700, mode: "overwrite", growthPerDay: 0.0005 }, [
      id("product_id"),
      normal("price_index", [1, 0.08]),
      count("units_7d", 18),
      count("units_28d", 74),
      category("category", {
        values: ["home", "garden", "toys", "sport", "food"],
        weights: [0.3, 0.18, 0.16, 0.2, 0.16],
      }),
      normal("stock_cover_days", [21, 6], 0.05),
    ]),
    everyMinutes: DAY,
    reads: ["prod.sales.order_items", "prod.product.events"],
    pii: {},
  },
  {
    plan: plan("prod.features.credit_risk", { rowCount: 650, mode: "overwrite", growthPerDay: 0.0005 }, [
      id("account_id"),
      normal("utilization", [0.42, 0.12]),
      count("late_payments_12m", 1),
      amount("exposure", 7.1, 0.9),
      category("rating", { values: ["a", "b", "c", "d"], weights: [0.3, 0.4, 0.22, 0.08] }, 0.02),
      flag("is_defaulted", 0.02),
    ]),
    everyMinutes: DAY,
    reads: ["prod.finance.payments", "prod.finance.invoices"],
    pii: {},
  },
  {
    plan: plan("main.core.customers", { rowCount: 1_300, mode: "overwrite", growthPerDay: 0.001 }, [
      id("customer_id"),
      person("full_name", "name"),
      person("email", "email", 0.01),
      category("region", REGIONS),
      category("segment", SEGMENTS),
      amount("lifetime_value", 6, 1),
      moment("changed_at"),
    ]),
    everyMinutes: DAY,
    reads: ["prod.landing.crm_accounts", "prod.sales.orders"],
    pii: { full_name: "name", email: "email" },
  },
  {
    plan: plan(
      "prod.ops.support_tickets",
      { rowCount: 90, keptVersionCount: 60, weeklyAmplitude: 0.35, dailyAmplitude: 0.3, growthPerDay: 0.001 },
      [
        id("ticket_id"),
        moment("opened_at"),
        category("topic", {
          values: ["delivery", "payment", "login", "refund", "other"],
          weights: [0.34, 0.18, 0.16, 0.2, 0.12],
        }),
        category("priority", { values: ["low", "normal", "high"], weights: [0.4, 0.48, 0.12] }),
        amount("minutes_to_answer", 3.6, 0.9),
        normal("satisfaction", [3.9, 0.7], 0.45),
      ],
    ),
    everyMinutes: 12 * HOUR,
    reads: ["prod.landing.help_desk"],
    pii: {},
  },
];
