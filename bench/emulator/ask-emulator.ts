import type { ServedAccount } from "./served-account.ts";

/** What came of one request: how long it took, and what went wrong, if anything did. */
export interface Answer {
  readonly kind: string;
  readonly seconds: number;
  readonly problem: string | null;
}

const STATEMENTS: readonly string[] = [
  "SELECT action_name, count(*) AS n FROM system.access.audit GROUP BY action_name ORDER BY n DESC LIMIT 20",
  "SELECT executed_by, count(*) AS n FROM system.query.history WHERE start_time > current_timestamp() - INTERVAL 1 DAY GROUP BY executed_by",
  "SELECT region, count(*) AS n, sum(amount) AS total FROM prod.sales.orders GROUP BY region",
  "SELECT table_catalog, table_schema, table_name FROM system.information_schema.tables LIMIT 500",
  "SELECT * FROM prod.sales.orders LIMIT 2000",
  "SHOW GRANTS ON TABLE prod.sales.orders",
];

/** One client's way through the calls that a guard makes, from `index` on; every other one is a statement. */
export async function askEmulator(served: ServedAccount, index: number): Promise<Answer> {
  const turn = Math.floor(index / 2);
  const statement = STATEMENTS[turn % STATEMENTS.length] ?? "";
  const paths = pathsOf(served);
  const path = paths[turn % paths.length] ?? "";
  const startedMs = performance.now();
  const problem =
    index % 2 === 0 ? await runStatement(served, statement) : problemOf(await send(served, path, null));
  return {
    kind: index % 2 === 0 ? "statement" : "request",
    seconds: (performance.now() - startedMs) / 1_000,
    problem,
  };
}

function pathsOf({ accountId }: ServedAccount): readonly string[] {
  return [
    "/api/2.1/unity-catalog/catalogs?max_results=0",
    "/api/2.1/unity-catalog/permissions/table/prod.sales.orders",
    "/api/2.1/unity-catalog/effective-permissions/table/prod.sales.orders?max_results=0",
    "/api/2.1/unity-catalog/tables?catalog_name=prod&schema_name=sales",
    "/api/2.0/preview/scim/v2/Users?count=50",
    `/api/2.0/accounts/${accountId}/scim/v2/Groups?count=50`,
    "/api/2.2/jobs/list?expand_tasks=true",
    "/api/2.0/sql/history/queries?max_results=50",
  ];
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

async function send({ url, token }: ServedAccount, path: string, body: unknown): Promise<Reply> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await fetch(
    `${url}${path}`,
    body === null ? { headers } : { method: "POST", headers, body: JSON.stringify(body) },
  );
  return { status: response.status, text: await response.text() };
}

function problemOf({ status, text }: Reply): string | null {
  return status === 200 ? null : `${status} ${text.slice(0, 200)}`;
}

/** Errors of a statement come inside of an answer 200; one that takes longer than the wait is polled for. */
async function runStatement(served: ServedAccount, statement: string): Promise<string | null> {
  let reply = await send(served, "/api/2.0/sql/statements", {
    warehouse_id: served.warehouseId,
    statement,
    wait_timeout: "50s",
  });
  for (;;) {
    const problem = problemOf(reply);
    if (problem !== null) return problem;
    const { statement_id: id, status } = JSON.parse(reply.text) as {
      readonly statement_id: string;
      readonly status: { readonly state: string };
    };
    if (status.state === "SUCCEEDED") return null;
    if (status.state !== "PENDING" && status.state !== "RUNNING") return reply.text.slice(0, 300);
    reply = await send(served, `/api/2.0/sql/statements/${id}`, null);
  }
}
