import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DatabricksClient } from "../../src/databricks/open-databricks-client.ts";
import { type JsonObject, objectsOf } from "../../src/databricks/read-json.ts";
import { HOUR_MS } from "../../src/domain/units.ts";
import type { SecurableReference } from "../../src/ports/workspace.ts";
import { openDatabricksResponder } from "../../src/workspaces/databricks/open-databricks-responder.ts";
import { openDatabricksWorkspace } from "../../src/workspaces/databricks/open-databricks-workspace.ts";
import { type ServedWorld, serveWorld } from "../emulator/serve-world.ts";
import type { StatementSeen } from "../emulator/statement-client.ts";

const never = new AbortController().signal;
/** After it, what was logged can be read, but for the few rows that the seed makes late. */
const LATENCY_MS = 2 * HOUR_MS;

describe("one account behind REST and SQL", () => {
  let world: ServedWorld;
  let admin: string;
  let plain: string;
  let place: string;
  /** A table with real rows that the plain person has nothing to do with. */
  let table: SecurableReference;
  beforeAll(async () => {
    world = await serveWorld();
    admin = world.callers.metastoreAdmin;
    plain = world.callers.plain;
    place = world.workspaceIds[0] ?? "";
    const fullName = world.simulation.world.sensitiveTables.find((name) => name.startsWith("prod."));
    table = { type: "table", fullName: fullName ?? "" };
  });
  afterAll(() => world.close());

  const sqlOf = (name: string, text: string): Promise<StatementSeen> =>
    world.sql(world.placeOf(name, place), text);

  async function rowsOf(name: string, text: string): Promise<readonly string[]> {
    const { rows, message } = await sqlOf(name, text);
    expect([text, message]).toEqual([text, ""]);
    return rows.map((cells) => cells.map((cell) => cell ?? "").join("|"));
  }

  const clientOf = (name: string): DatabricksClient => world.clientOf(name, place);
  const responder = () => openDatabricksResponder({ client: clientOf(admin), account: null });

  async function restPrivileges(): Promise<readonly string[]> {
    const workspace = openDatabricksWorkspace({ client: clientOf(admin), account: null });
    const { items } = await workspace.directGrants(table, never);
    return items.filter(({ principal }) => principal === plain).map(({ privilege }) => privilege);
  }

  async function sqlPrivileges(): Promise<readonly string[]> {
    const [catalog, schema, name] = table.fullName.split(".");
    const shown = await rowsOf(admin, `SHOW GRANTS \`${plain}\` ON TABLE ${table.fullName}`);
    const direct = shown
      .filter((row) => row.endsWith(`|TABLE|${table.fullName}`))
      .map((row) => row.split("|")[1]);
    const listed = await rowsOf(
      admin,
      `SELECT privilege_type FROM system.information_schema.table_privileges
       WHERE table_catalog = '${catalog}' AND table_schema = '${schema}' AND table_name = '${name}'
         AND grantee = '${plain}' AND inherited_from = 'NONE' ORDER BY 1`,
    );
    expect(direct.map((word) => word?.replaceAll(" ", "_")).sort()).toEqual(listed);
    return listed;
  }

  const update = (add: readonly string[], remove: readonly string[]) =>
    responder().updateGrants(table, [{ principal: plain, add, remove }], never);

  it("a grant by SQL shows in REST at once, one by REST in SQL, and so does what is taken away", async () => {
    expect([await restPrivileges(), await sqlPrivileges()]).toEqual([[], []]);
    await rowsOf(admin, `GRANT SELECT ON TABLE ${table.fullName} TO \`${plain}\``);
    expect([await restPrivileges(), await sqlPrivileges()]).toEqual([["SELECT"], ["SELECT"]]);
    await update(["MODIFY"], []);
    expect([await restPrivileges(), await sqlPrivileges()]).toEqual([
      ["MODIFY", "SELECT"],
      ["MODIFY", "SELECT"],
    ]);
    await rowsOf(admin, `REVOKE SELECT ON TABLE ${table.fullName} FROM \`${plain}\``);
    expect([await restPrivileges(), await sqlPrivileges()]).toEqual([["MODIFY"], ["MODIFY"]]);
    await update([], ["MODIFY"]);
    expect([await restPrivileges(), await sqlPrivileges()]).toEqual([[], []]);
  });

  it("what was done is told by the system tables after their latency: changes once each, refusals, the query history", async () => {
    const since = Number(world.simulation.now()) + 1_000;
    await world.changeClock({ advanceMs: 1_000 });
    await rowsOf(admin, `GRANT SELECT ON TABLE ${table.fullName} TO \`${plain}\``);
    await update(["APPLY_TAG"], ["SELECT"]);
    await update([], ["APPLY_TAG"]);
    const attack = await attackAndRevoke();
    const sent = [
      await sqlOf(admin, "SELECT 1 AS one"),
      await sqlOf(admin, "SELECT id FROM range(12) -- twelve"),
      await sqlOf(plain, "SELECT nonsense FROM range(2)"),
      ...attack,
    ];
    const ids = new Set(sent.map(({ id }) => id));
    const told = (await history(clientOf(admin), since)).filter(({ query_id }) => ids.has(String(query_id)));
    await deactivate(plain);
    expect(await rowsOf(admin, auditSince(since))).toEqual([]);
    await world.changeClock({ advanceMs: LATENCY_MS });
    expect(await rowsOf(admin, auditSince(since))).toEqual(
      [
        `${admin}|${JSON.stringify([{ principal: plain, add: ["SELECT"] }])}|200`,
        `${admin}|${JSON.stringify([{ principal: plain, add: ["SELECT"] }])}|200`,
        `${admin}|${JSON.stringify([{ principal: plain, add: ["APPLY_TAG"], remove: ["SELECT"] }])}|200`,
        `${admin}|${JSON.stringify([{ principal: plain, remove: ["APPLY_TAG"] }])}|200`,
        `${admin}|${JSON.stringify([{ principal: plain, remove: ["SELECT"] }])}|200`,
        `${plain}|${JSON.stringify([{ principal: plain, add: ["SELECT"] }])}|403`,
      ].sort(),
    );
    const rows = await rowsOf(
      admin,
      `SELECT statement_id, statement_text, execution_status, executed_by, compute.warehouse_id, produced_rows,
         total_duration_ms, unix_millis(start_time), coalesce(error_message, '')
       FROM system.query.history WHERE start_time >= timestamp_millis(${since})
       QUALIFY row_number() OVER (PARTITION BY statement_id ORDER BY update_time DESC) = 1`,
    );
    expect(told.map(queryRow).sort()).toEqual(rows.filter((row) => ids.has(row.split("|")[0] ?? "")).sort());
    expect(told).toHaveLength(sent.length);
    expect(rows.find((row) => row.startsWith(attack.at(-1)?.id ?? "none"))).toMatch(
      /\|FAILED\|.*\[INSUFFICIENT_PERMISSIONS\]/,
    );
    const failedLogins = await rowsOf(
      admin,
      `SELECT DISTINCT action_name FROM system.access.audit WHERE request_params['user'] = '${plain}'
         AND event_time >= timestamp_millis(${since}) AND response.status_code = 401`,
    );
    expect(failedLogins).toEqual(["tokenLogin"]);
  });

  function auditSince(ms: number): string {
    return `SELECT user_identity.email, request_params['changes'], response.status_code
      FROM (SELECT DISTINCT event_id, user_identity, request_params, response FROM system.access.audit
        WHERE action_name = 'updatePermissions' AND request_params['securable_full_name'] = '${table.fullName}'
          AND event_time >= timestamp_millis(${ms})) AS changes
      ORDER BY concat_ws('|', user_identity.email, request_params['changes'], CAST(response.status_code AS STRING))`;
  }

  /** Lets the plain person read, takes that away again, and has it try. Its statements, in order. */
  async function attackAndRevoke(): Promise<readonly StatementSeen[]> {
    const [catalog, schema] = table.fullName.split(".");
    const read = `SELECT count(*) FROM ${table.fullName}`;
    const before = await sqlOf(plain, read);
    expect(before).toMatchObject({ state: "FAILED", sqlState: "42501" });
    await rowsOf(admin, `GRANT USE CATALOG ON CATALOG ${catalog} TO \`${plain}\``);
    await rowsOf(admin, `GRANT USE SCHEMA ON SCHEMA ${catalog}.${schema} TO \`${plain}\``);
    await rowsOf(admin, `GRANT SELECT ON TABLE ${table.fullName} TO \`${plain}\``);
    const allowed = await sqlOf(plain, read);
    expect(allowed.message).toBe("");
    await world.changeClock({ speed: 60 });
    world.clock.advance(2_000);
    await update([], ["SELECT"]);
    const refused = await sqlOf(plain, read);
    await world.changeClock({ freeze: true });
    expect(refused).toMatchObject({ state: "FAILED", sqlState: "42501" });
    expect(refused.message).toMatch(/^\[INSUFFICIENT_PERMISSIONS\].*SELECT/);
    const byPlain = openDatabricksResponder({ client: clientOf(plain), account: null });
    await expect(
      byPlain.updateGrants(table, [{ principal: plain, add: ["SELECT"], remove: [] }], never),
    ).rejects.toMatchObject({ code: "DATABRICKS_DENIED" });
    return [before, allowed, refused];
  }

  /** Over REST, as an administrator of the account; what the person sends then is refused. */
  async function deactivate(name: string): Promise<void> {
    const { account, world: built } = world.simulation;
    const client = world.clientOf(built.keyPrincipals.adminName);
    const accounts = { client, accountId: account.accountId };
    const { items } = await openDatabricksWorkspace({ client, account: accounts }).users(never);
    const id = items.find((person) => person.name === name)?.id ?? "";
    await openDatabricksResponder({ client, account: accounts }).setActive(
      { kind: "user", id, isActive: false },
      never,
    );
    await expect(
      openDatabricksWorkspace({ client: clientOf(name), account: null }).metastore(never),
    ).rejects.toMatchObject({ code: "DATABRICKS_UNAUTHENTICATED" });
    expect((await sqlOf(name, "SELECT 1")).body).toMatchObject({ error_code: "UNAUTHENTICATED" });
  }

  it("the account's time can be frozen, stepped and run fast; SQL tells it, and life goes on in it", async () => {
    const now = async (): Promise<number> =>
      Number((await rowsOf(admin, "SELECT unix_millis(current_timestamp())"))[0]);
    await world.changeClock({ freeze: true });
    const frozen = await now();
    world.clock.advance(60_000);
    expect(await now()).toBe(frozen);
    await world.changeClock({ advanceMs: 90 * 60_000 });
    expect(await now()).toBe(frozen + 90 * 60_000);
    await world.changeClock({ speed: 3_600 });
    world.clock.advance(4_000);
    const target = frozen + 90 * 60_000 + 4 * 3_600_000;
    let seenMs = await now();
    for (let tryCount = 0; tryCount < 500 && seenMs < target; tryCount += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      seenMs = await now();
    }
    expect(seenMs).toBe(target);
    await world.changeClock({ freeze: true });
    const others = (await history(clientOf(admin), frozen)).filter(({ user_name }) => user_name !== admin);
    expect(others.length).toBeGreaterThan(0);
    expect(world.simulation.now()).toBe(target);
  });
});

function queryRow(query: JsonObject): string {
  return [
    query["query_id"],
    query["query_text"],
    query["status"],
    query["user_name"],
    query["warehouse_id"],
    query["rows_produced"],
    query["duration"],
    query["query_start_time_ms"],
    query["error_message"] ?? "",
  ].join("|");
}

/** All queries of the history of REST since a moment, newest first. */
async function history(client: DatabricksClient, sinceMs: number): Promise<readonly JsonObject[]> {
  const found: JsonObject[] = [];
  let pageToken: string | null = null;
  do {
    const answer: JsonObject = await client.request({
      method: "GET",
      path: "/api/2.0/sql/history/queries",
      query:
        pageToken === null
          ? { "filter_by.query_start_time_range.start_time_ms": sinceMs, max_results: 100 }
          : { page_token: pageToken },
      signal: never,
    });
    found.push(...objectsOf(answer["res"]));
    pageToken = typeof answer["next_page_token"] === "string" ? answer["next_page_token"] : null;
  } while (pageToken !== null);
  return found;
}
