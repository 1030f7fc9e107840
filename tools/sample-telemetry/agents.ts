/** How a client names itself, in the audit log and in the query history. */
export interface Agent {
  readonly userAgent: string;
  readonly application: string;
}

export const HUMAN_AGENTS: readonly Agent[] = [
  {
    userAgent:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/131.0 Safari/537.36",
    application: "Databricks SQL Editor",
  },
  {
    userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0",
    application: "Databricks SQL Dashboard",
  },
  { userAgent: "PowerBI/2.138 Databricks-ODBC/2.9", application: "Power BI" },
];

export const SERVICE_AGENTS: readonly Agent[] = [
  { userAgent: "databricks-sdk-py/0.61.0 python/3.11.9 os/linux", application: "Databricks SDK" },
  {
    userAgent: "databricks-sdk-go/0.72.0 databricks-tf-provider/1.84.0 terraform/1.9.8",
    application: "Terraform",
  },
  { userAgent: "PyDatabricksSqlConnector/4.0.3 (dbt-databricks)", application: "dbt" },
];
