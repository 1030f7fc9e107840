import type { ServedAccount } from "./served-account.ts";

/** What came of one request: how long it took, and what went wrong, if anything did. */
export interface Answer {
  readonly kind: string;
  readonly seconds: number;
  readonly problem: string | null;
}

/** Statements by what they ask for. */
const STATEMENTS: Readonly<Record<string, string>> = {
  "sql audit":
    "SELECT action_name, count(*) AS n FROM system.access.audit GROUP BY action_name ORDER BY n DESC LIMIT 20",
  "sql history":
    "SELECT executed_by, count(*) AS n FROM system.query.history WHERE start_time > current_timestamp() - INTERVAL 1 DAY GROUP BY executed_by",
  "sql aggregate":
    "SELECT region, count(*) AS n, sum(amount) AS total FROM prod.sales.orders GROUP BY region",
  "sql metadata":
    "SELECT table_catalog, table_schema, table_name FROM system.information_schema.tables LIMIT 500",
  "sql rows": "SELECT * FROM prod.sales.orders LIMIT 2000",
  "sql grants": "SHOW GRANTS ON TABLE prod.sales.orders",
};

/** Calls that a guard makes again and again, by what they ask for; `{account}` is the account's id. */
const PATHS: Readonly<Record<string, string>> = {
  "rest catalogs": "/api/2.1/unity-catalog/catalogs?max_results=0",
  "rest grants": "/api/2.1/unity-catalog/permissions/table/prod.sales.orders",
  "rest effective grants":
    "/api/2.1/unity-catalog/effective-permissions/table/prod.sales.orders?max_results=0",
  "rest tables": "/api/2.1/unity-catalog/tables?catalog_name=prod&schema_name=sales",
  "rest users": "/api/2.0/preview/scim/v2/Users?count=50",
  "rest groups": "/api/2.0/accounts/{account}/scim/v2/Groups?count=50",
  "rest jobs": "/api/2.2/jobs/list?expand_tasks=true",
  "rest history": "/api/2.0/sql/history/queries?max_results=50",
};

/** One call of a client; every other one is a statement. `index` counts the calls. */
export async function askEmulator(served: ServedAccount, index: number): Promise<Answer> {
  const isStatement = index % 2 === 0;
  const calls = Object.entries(isStatement ? STATEMENTS : PATHS);
  const [kind, asked] = calls[Math.floor(index / 2) % calls.length] ?? ["", ""];
  const startedMs = performance.now();
  const problem = isStatement
    ? await runStatement(served, asked)
    : problemOf(
        await send(served, { path: asked.replace("{account}", served.accountId), token: served.adminToken }),
      );
  return { kind, seconds: (performance.now() - startedMs) / 1_000, problem };
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

async function send(
  { url }: ServedAccount,
  { path, token, body }: { readonly path: string; readonly token: string; readonly body?: unknown },
): Promise<Reply> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await fetch(
    `${url}${path}`,
    body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) },
  );
  return { status: response.status, text: await response.text() };
}

function problemOf({ status, text }: Reply): string | null {
  return status === 200 ? null : `${status} ${text.slice(0, 200)}`;
}

/** Errors of a statement come inside of an answer 200; one that takes longer than the wait is polled for. */
async function runStatement(served: ServedAccount, statement: string): Promise<string | null> {
  const path = "/api/2.0/sql/statements";
  const token = served.readerToken;
  const body = { warehouse_id: served.warehouseId, statement, wait_timeout: "50s" };
  let reply = await send(served, { path, token, body });
  for (;;) {
    const problem = problemOf(reply);
    if (problem !== null) return problem;
    const { statement_id: id, status } = JSON.parse(reply.text) as {
      readonly statement_id: string;
      readonly status: { readonly state: string };
    };
    if (status.state === "SUCCEEDED") return null;
    if (status.state !== "PENDING" && status.state !== "RUNNING") return reply.text.slice(0, 300);
    reply = await send(served, { path: `${path}/${id}`, token });
  }
}
