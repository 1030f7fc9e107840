/** Words that names of drawn tables are made of, by schema of the catalog `prod`. */
export const TABLE_NOUNS: Readonly<Record<string, readonly string[]>> = {
  sales: words(
    "quotes returns territories accounts opportunities stages commissions contracts renewals forecasts",
  ),
  finance: words(
    "ledger accruals budgets cost_centers expenses assets tax_codes bank_lines dunning closings",
  ),
  marketing: words(
    "campaigns spend clicks audiences emails experiments attributions surveys partners webinars",
  ),
  product: words("sessions releases flags feedback funnels searches devices crashes catalog_items ratings"),
  people: words(
    "salaries absences candidates reviews positions trainings benefits exits payroll_runs org_units",
  ),
  ops: words(
    "shipments incidents carriers sites stock_levels pickups routes work_orders sensors inspections",
  ),
  features: words(
    "basket_affinity lifetime_value visit_recency price_elasticity route_delay lead_quality fraud_score",
  ),
  reporting: words(
    "revenue margin pipeline headcount retention service_levels forecast_error inventory adoption",
  ),
  landing: words(
    "shop_refunds erp_lines crm_contacts mail_events pos_sales sensor_feed partner_files web_logs fx_feed",
  ),
};

/** Forms in which a noun occurs as a table; `{}` stands for the noun. */
export const TABLE_FORMS: readonly string[] = [
  "{}",
  "{}_daily",
  "{}_history",
  "{}_by_region",
  "{}_enriched",
  "{}_snapshot",
  "{}_changes",
  "stg_{}",
  "dim_{}",
  "fct_{}",
];

/** Raw tables that loads of watched tables read. */
export const LANDING_TABLES: readonly string[] = words(
  "shop_orders shop_baskets bank_statements hr_export ad_clicks click_stream crm_accounts help_desk",
);

/** Columns that drawn tables have, with their types. */
export const MEASURE_COLUMNS: readonly (readonly [string, string])[] = [
  ["amount", "decimal(12,2)"],
  ["quantity", "int"],
  ["score", "double"],
  ["duration_ms", "bigint"],
  ["rate", "double"],
  ["unit_cost", "decimal(10,4)"],
  ["balance", "decimal(18,2)"],
];
export const ATTRIBUTE_COLUMNS: readonly (readonly [string, string])[] = [
  ["region", "string"],
  ["status", "string"],
  ["channel", "string"],
  ["segment", "string"],
  ["source_system", "string"],
  ["is_active", "boolean"],
  ["labels", "array<string>"],
  ["valid_from", "date"],
  ["owner_email", "string"],
  ["phone", "string"],
];

function words(text: string): readonly string[] {
  return text.split(" ");
}
