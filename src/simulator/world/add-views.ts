import type { SimulatedSecurable, TableColumn } from "../account/account.ts";
import { addSecurable } from "../account/add-securable.ts";
import { tablesOf } from "./add-grants.ts";
import { daysBefore } from "./draft-principals.ts";
import { securableOf } from "./draft-securables.ts";
import { pickSome } from "./pick.ts";
import { plainColumn, type WorldDraft, worldSizes } from "./world-draft.ts";
import type { WorldMembers } from "./world-members.ts";

interface ViewPlan {
  readonly name: string;
  readonly tableType: "VIEW" | "MATERIALIZED_VIEW";
  /** Databricks SQL. */
  readonly text: string;
  readonly reads: readonly string[];
  readonly functions?: readonly string[];
  /** Names with types, in order. */
  readonly columns: readonly (readonly [string, string])[];
}

/** Views over watched tables, in the schema `prod.reporting`, which all employees read. */
const VIEWS: readonly ViewPlan[] = [
  {
    name: "daily_revenue",
    tableType: "VIEW",
    text: "SELECT date_trunc('DAY', ordered_at) AS day, channel, region, count(*) AS order_count, sum(amount) AS revenue FROM prod.sales.orders GROUP BY date_trunc('DAY', ordered_at), channel, region",
    reads: ["prod.sales.orders"],
    columns: [
      ["day", "timestamp"],
      ["channel", "string"],
      ["region", "string"],
      ["order_count", "bigint"],
      ["revenue", "double"],
    ],
  },
  {
    name: "payment_methods",
    tableType: "VIEW",
    text: "SELECT method, currency, count(*) AS payment_count, sum(amount) AS amount FROM prod.finance.payments WHERE NOT is_refund GROUP BY method, currency",
    reads: ["prod.finance.payments"],
    columns: [
      ["method", "string"],
      ["currency", "string"],
      ["payment_count", "bigint"],
      ["amount", "double"],
    ],
  },
  {
    name: "customer_overview",
    tableType: "VIEW",
    text: "SELECT c.customer_id, c.region, c.segment, c.lifetime_value, f.spend_90d, f.is_churned FROM main.core.customers AS c LEFT JOIN prod.features.customer_churn AS f ON c.customer_id = f.customer_id",
    reads: ["main.core.customers", "prod.features.customer_churn"],
    columns: [
      ["customer_id", "bigint"],
      ["region", "string"],
      ["segment", "string"],
      ["lifetime_value", "double"],
      ["spend_90d", "double"],
      ["is_churned", "boolean"],
    ],
  },
  {
    name: "lead_contacts",
    tableType: "VIEW",
    text: "SELECT lead_id, created_at, main.governance.mask_email(email) AS email, campaign, score FROM prod.marketing.leads WHERE score > 40",
    reads: ["prod.marketing.leads"],
    functions: ["main.governance.mask_email"],
    columns: [
      ["lead_id", "bigint"],
      ["created_at", "timestamp"],
      ["email", "string"],
      ["campaign", "string"],
      ["score", "double"],
    ],
  },
  {
    name: "support_load",
    tableType: "VIEW",
    text: "SELECT topic, priority, count(*) AS ticket_count, avg(minutes_to_answer) AS minutes_to_answer FROM prod.ops.support_tickets GROUP BY topic, priority",
    reads: ["prod.ops.support_tickets"],
    columns: [
      ["topic", "string"],
      ["priority", "string"],
      ["ticket_count", "bigint"],
      ["minutes_to_answer", "double"],
    ],
  },
  {
    name: "revenue_by_region",
    tableType: "MATERIALIZED_VIEW",
    text: "SELECT region, sum(revenue) AS revenue, sum(order_count) AS order_count FROM prod.reporting.daily_revenue GROUP BY region",
    reads: ["prod.reporting.daily_revenue"],
    columns: [
      ["region", "string"],
      ["revenue", "double"],
      ["order_count", "bigint"],
    ],
  },
  {
    name: "open_invoices",
    tableType: "MATERIALIZED_VIEW",
    text: "SELECT status, count(*) AS invoice_count, sum(net_amount + tax_amount) AS gross_amount FROM prod.finance.invoices WHERE status <> 'paid' GROUP BY status",
    reads: ["prod.finance.invoices"],
    columns: [
      ["status", "string"],
      ["invoice_count", "bigint"],
      ["gross_amount", "double"],
    ],
  },
];

/** Adds the views above, and in larger accounts narrow views over drawn tables. Their owner reads what they read. */
export function addViews(draft: WorldDraft, members: WorldMembers): void {
  for (const plan of VIEWS) addView(draft, members, plan);
  const random = draft.random.fork("views");
  const tables = tablesOf(draft.account, "prod.").filter((name) =>
    /^prod\.(sales|product|ops|marketing)\./.test(name),
  );
  const drawn = tables.filter((name) => !isWatched(securableOf(draft, "table", name)));
  for (const table of pickSome(random, drawn, Math.floor(worldSizes(draft.preset).tablesPerSchema / 2)))
    addView(draft, members, narrowView(table, securableOf(draft, "table", table)));
}

function isWatched({ detail }: SimulatedSecurable): boolean {
  return detail.kind === "table" && detail.hasRows;
}

/** The columns of a table that hold nothing of persons. */
function narrowView(table: string, { detail }: SimulatedSecurable): ViewPlan {
  const all = detail.kind === "table" ? detail.columns : [];
  const columns = all.filter(({ name }) => name !== "owner_email" && name !== "phone");
  return {
    name: `v_${table.slice(table.lastIndexOf(".") + 1)}`,
    tableType: "VIEW",
    text: `SELECT ${columns.map(({ name }) => name).join(", ")} FROM ${table}`,
    reads: [table],
    columns: columns.map(({ name, type }) => [name, type]),
  };
}

function addView(draft: WorldDraft, { groups, principals }: WorldMembers, plan: ViewPlan): void {
  const maker = principals.services.find(({ schemas }) => schemas.includes("reporting"));
  addSecurable(draft.account, {
    type: "table",
    name: `prod.reporting.${plan.name}`,
    owner: groups.idOf("reporting-data-owners"),
    createdAt: daysBefore(draft, 30 + 200 * draft.random.fork(`view ${plan.name}`).uniform()),
    createdBy: maker?.applicationId ?? "",
    detail: {
      kind: "table",
      tableType: plan.tableType,
      columns: plan.columns.map(([name, type]): TableColumn => plainColumn(name, type)),
      rowFilter: null,
      viewText: plan.text,
      viewDependencies: [
        ...plan.reads.map((name) => ({ type: "table" as const, name })),
        ...(plan.functions ?? []).map((name) => ({ type: "function" as const, name })),
      ],
      hasRows: false,
      rowCount: 0,
    },
  });
}
