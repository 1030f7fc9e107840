export type Team = "sales" | "finance" | "marketing" | "product" | "platform";

/** A numeric or categorical column whose values are profiled. */
export type ProfiledColumn =
  | { readonly name: string; readonly kind: "amount"; readonly median: number; readonly spread: number }
  | { readonly name: string; readonly kind: "category"; readonly shares: Readonly<Record<string, number>> };

export interface CatalogTable {
  /** `catalog.schema.table`. */
  readonly name: string;
  readonly team: Team;
  /** Read by everybody. */
  readonly isShared: boolean;
  readonly isSensitive: boolean;
  /** Rows that the table keeps, about a day's, and columns with profiles; null where nobody profiles the table. */
  readonly profile: { readonly keptRowCount: number; readonly columns: readonly ProfiledColumn[] } | null;
}

const COUNTRIES = { DE: 0.34, FR: 0.22, US: 0.2, GB: 0.12, PL: 0.07, other: 0.05 };
const CHANNELS = { web: 0.55, app: 0.3, store: 0.12, phone: 0.03 };

/** The tables that stories are about. */
export const REVENUE_TABLE = "main.finance.revenue";
export const FEATURE_TABLE = "ml.features.user_activity";
export const FEATURE_COLUMN = "basket_value";

/** Tables of the sample account. */
export const CATALOG_TABLES: readonly CatalogTable[] = [
  profiled("main.sales.orders", "sales", {
    keptRowCount: 4_800,
    columns: [amount("amount", 42, 0.8), category("channel", CHANNELS)],
  }),
  profiled(REVENUE_TABLE, "finance", {
    keptRowCount: 1_200,
    columns: [amount("net_amount", 310, 1.1), category("country", COUNTRIES)],
  }),
  profiled("main.marketing.web_events", "marketing", {
    keptRowCount: 26_000,
    columns: [amount("dwell_seconds", 21, 1), category("channel", CHANNELS)],
  }),
  profiled("main.product.sessions", "product", {
    keptRowCount: 9_100,
    columns: [amount("duration_seconds", 380, 1.2)],
  }),
  profiled(FEATURE_TABLE, "platform", {
    keptRowCount: 6_400,
    columns: [amount(FEATURE_COLUMN, 55, 0.6), amount("visits_per_week", 3.2, 0.7)],
  }),
  ...plain("sales", ["order_items", "customers", "refunds", "quotes", "stores", "price_list"]),
  ...plain(
    "finance",
    ["ledger", "invoices", "payroll", "budgets", "tax_rates", "accruals", "payments"],
    true,
  ),
  ...plain("marketing", ["campaigns", "leads", "newsletter", "attribution", "ad_spend"]),
  ...plain("product", ["events", "releases", "experiments", "feedback", "crashes"]),
  ...plain("platform", ["pipeline_runs", "data_contracts", "dim_date", "dim_country", "dim_currency"]),
];

function amount(name: string, median: number, spread: number): ProfiledColumn {
  return { name, kind: "amount", median, spread };
}

function category(name: string, shares: Readonly<Record<string, number>>): ProfiledColumn {
  return { name, kind: "category", shares };
}

function profiled(
  name: string,
  team: Team,
  profile: { readonly keptRowCount: number; readonly columns: readonly ProfiledColumn[] },
): CatalogTable {
  return { name, team, isShared: team !== "finance", isSensitive: team === "finance", profile };
}

function plain(team: Team, names: readonly string[], isSensitive = false): readonly CatalogTable[] {
  return names.map((name) => ({
    name: `main.${team}.${name}`,
    team,
    isShared: name.startsWith("dim_") || name === "customers",
    isSensitive,
    profile: null,
  }));
}
