import { addSecurable } from "../../src/simulator/account/add-securable.ts";
import { grant } from "../../src/simulator/account/grant.ts";
import { isObject, type JsonObject, type JsonValue } from "../../src/simulator/emulator/json.ts";
import { statementRoutes } from "../../src/simulator/emulator/statements/statement-routes.ts";
import { START_AT } from "./open-small-account.ts";
import { openSmallEmulator, type SmallEmulator } from "./open-small-emulator.ts";

/** A statement as its client sees it. */
export interface StatementSeen {
  readonly id: string;
  readonly state: string;
  /** SQLSTATE of a failure. */
  readonly sqlState: string | null;
  readonly message: string;
  /** Rows that came inline. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly body: JsonObject;
}

export interface StatementEmulator extends SmallEmulator {
  /** Runs a statement and waits for its end; `more` are further fields of the request. */
  sql(who: string, statement: string, more?: JsonObject): Promise<StatementSeen>;
}

/**
 * The small account with statements: Ana, Ben and the service principal may use the warehouse; `main.sales.paid` keeps
 * real rows of the administrator: (1, 10.50, 'a'), (2, 20.00, 'b'), (3, NULL, NULL), which only Ana and analysts read.
 */
export async function openStatementEmulator(): Promise<StatementEmulator> {
  const emulator = await openSmallEmulator([statementRoutes]);
  const { account } = emulator.simulation;
  const acl = account.objectAcls.get("warehouses/ab12");
  for (const id of [emulator.ids.ben, emulator.ids.steward]) acl?.direct.set(id, "CAN_USE");
  const admin = emulator.ids.admin;
  addSecurable(account, { type: "catalog", name: "system", owner: admin, createdAt: START_AT });
  for (const schema of ["main.private", "main.lab", "system.query"])
    addSecurable(account, { type: "schema", name: schema, owner: admin, createdAt: START_AT });
  addSecurable(account, { type: "table", name: "system.query.history", owner: admin, createdAt: START_AT });
  for (const id of [emulator.ids.ben, emulator.ids.ana]) {
    grant(account, { type: "catalog", name: "main" }, { principalId: id, privileges: ["USE_CATALOG"] });
    grant(
      account,
      { type: "schema", name: "main.lab" },
      { principalId: id, privileges: ["USE_SCHEMA", "CREATE_TABLE", "CREATE_FUNCTION"] },
    );
  }
  const sql: StatementEmulator["sql"] = async (who, statement, more = {}) =>
    seen(
      (
        await emulator.call(who, "POST /api/2.0/sql/statements", {
          warehouse_id: "ab12",
          statement,
          wait_timeout: "50s",
          ...more,
        })
      ).body,
    );
  const made = [
    "CREATE TABLE main.sales.paid (id BIGINT NOT NULL, amount DECIMAL(10,2), note STRING)",
    "INSERT INTO main.sales.paid VALUES (1, 10.50, 'a'), (2, 20.00, 'b'), (3, NULL, NULL)",
    "CREATE TABLE main.private.secrets AS SELECT id, concat('secret ', CAST(id AS STRING)) AS word FROM range(4)",
  ];
  for (const text of made) {
    const { state, message } = await sql("admin@example.com", text);
    if (state !== "SUCCEEDED") throw new Error(`${text}: ${message}`);
  }
  return { ...emulator, sql };
}

/** A statement's answer, taken apart. */
export function seen(body: JsonObject): StatementSeen {
  const status = object(body["status"]);
  const rows = object(body["result"])["data_array"];
  return {
    id: String(body["statement_id"]),
    state: String(status["state"]),
    sqlState: typeof status["sql_state"] === "string" ? status["sql_state"] : null,
    message: String(object(status["error"])["message"] ?? body["message"] ?? ""),
    rows: Array.isArray(rows) ? rows.map((row) => (Array.isArray(row) ? row.map(cell) : [])) : [],
    body,
  };
}

/** An object of an answer; `{}` where there is none. */
export function object(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function cell(value: JsonValue): string | null {
  return value === null ? null : String(value);
}
