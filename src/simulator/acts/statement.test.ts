import { expect, test } from "vitest";
import {
  ADMIN,
  ANA,
  actedAccount,
  BEN,
  IDS,
  LOADER,
  NINE,
  WAREHOUSE,
  WORKSPACE,
} from "../../../test/simulator/acted-account.ts";
import { epochMs, HOUR_MS } from "../../domain/units.ts";
import type { SecurableRef, StatementAct } from "./act.ts";

const ORDERS: SecurableRef = { type: "table", name: "main.sales.orders" };
const DAILY: SecurableRef = { type: "table", name: "main.sales.daily" };
const VIEW: SecurableRef = { type: "table", name: "main.sales.secrets_view" };

function statement(parts: Partial<StatementAct> = {}): StatementAct {
  return {
    kind: "statement",
    statementId: "s-1",
    text: "SELECT * FROM main.sales.orders",
    statementType: "SELECT",
    reads: [ORDERS],
    writes: null,
    warehouseId: WAREHOUSE,
    application: "Databricks SQL Editor",
    jobRun: null,
    dashboardId: null,
    sizeRatio: 1,
    measures: null,
    isExecuted: false,
    refusal: null,
    ...parts,
  };
}

test("a read leaves its query, one lineage row without a target, and a credential of the account level", () => {
  const { log, perform } = actedAccount();
  expect(perform(statement(), { actor: ANA }).kind).toBe("done");
  expect(log.queries).toHaveLength(1);
  const [query] = log.queries;
  expect(query).toMatchObject({
    status: "FINISHED",
    executedBy: ANA,
    statementId: "s-1",
    warehouseId: WAREHOUSE,
    error: null,
  });
  expect(query?.endAt).toBe(
    NINE + (query?.queueMs ?? 0) + (query?.compilationMs ?? 0) + (query?.executionMs ?? 0),
  );
  expect(log.tableLineages).toMatchObject([
    { source: ORDERS.name, target: null, sourceType: "TABLE", isDirect: true, statementId: "s-1" },
  ]);
  const credential = log.audits.find((row) => row.action === "generateTemporaryTableCredential");
  expect(credential).toMatchObject({ service: "unityCatalog", workspaceId: "0", actor: ANA, status: 200 });
  expect(credential?.params).toMatchObject({
    table_full_name: ORDERS.name,
    operation: "READ",
    workspace_id: WORKSPACE,
    metastore_id: "meta-1",
  });
});

test("compute keeps a credential for an hour, per table and operation", () => {
  const { log, perform } = actedAccount();
  for (const minutes of [0, 20, 59, 61])
    perform(statement(), { actor: ANA, at: epochMs(NINE + minutes * 60_000) });
  const credentials = log.audits.filter((row) => row.action === "generateTemporaryTableCredential");
  expect(credentials.map((row) => row.at - NINE)).toEqual([60, 61 * 60_000 + 60]);
  expect(log.queries).toHaveLength(4);
});

test("a refused statement leaves a failed query and a 403 of the metastore, and no lineage", () => {
  const { log, perform } = actedAccount();
  const outcome = perform(statement(), { actor: BEN });
  expect(outcome.kind).toBe("refused");
  expect(log.queries).toMatchObject([{ status: "FAILED", rowsRead: 0, executionMs: 0 }]);
  expect(log.queries[0]?.error).toContain("[INSUFFICIENT_PERMISSIONS]");
  expect(log.tableLineages).toEqual([]);
  expect(log.audits).toHaveLength(1);
  expect(log.audits[0]).toMatchObject({
    action: "generateTemporaryTableCredential",
    status: 403,
    actor: BEN,
    workspaceId: "0",
  });
});

test("a view has no files: the refusal is that of its look-up", () => {
  const { log, perform } = actedAccount();
  perform(statement({ reads: [VIEW] }), { actor: BEN });
  expect(log.audits).toMatchObject([
    { action: "getTable", status: 403, params: { full_name_arg: "main.sales.secrets_view" } },
  ]);
});

test("a revoke makes the next statement fail", () => {
  const { perform } = actedAccount();
  expect(perform(statement(), { actor: ANA }).kind).toBe("done");
  perform({
    kind: "change_grants",
    securable: ORDERS,
    changes: [{ principal: "analysts", add: [], remove: ["SELECT"] }],
  });
  expect(perform(statement(), { actor: ANA }).kind).toBe("refused");
});

test("a view tells of itself and of what it reads, whose credential is its owner's", () => {
  const { log, perform } = actedAccount();
  perform(statement({ reads: [VIEW] }), { actor: ANA });
  expect(log.tableLineages).toMatchObject([
    { source: VIEW.name, sourceType: "VIEW", isDirect: true },
    { source: "main.sales.secrets", sourceType: "TABLE", isDirect: false },
  ]);
  const credentials = log.audits.filter((row) => row.action === "generateTemporaryTableCredential");
  expect(credentials).toMatchObject([
    { actor: ANA, runAs: ADMIN, params: { table_full_name: "main.sales.secrets" } },
  ]);
});

test("a view fails for its readers when its owner lost the table", () => {
  const { account, log, perform } = actedAccount();
  const view = account.securables.get("table:main.sales.secrets_view");
  if (view !== undefined) view.owner = IDS.ben;
  account.revision += 1;
  expect(perform(statement({ reads: [VIEW] }), { actor: ANA }).kind).toBe("refused");
  expect(log.tableLineages).toEqual([]);
});

test("a write leaves lineage from each source to the target, its columns, and a credential to write", () => {
  const { log, perform } = actedAccount();
  const outcome = perform(statement({ reads: [ORDERS], writes: DAILY, statementType: "INSERT" }), {
    actor: LOADER,
  });
  expect(outcome.kind).toBe("done");
  expect(log.tableLineages).toMatchObject([{ source: ORDERS.name, target: DAILY.name }]);
  expect(log.columnLineages.map((row) => row.targetColumn)).toEqual(["id", "amount", "email"]);
  const operations = log.audits
    .filter((row) => row.action === "generateTemporaryTableCredential")
    .map((row) => row.params["operation"]);
  expect(operations).toEqual(["READ", "READ_WRITE"]);
  expect(log.queries[0]?.rowsWritten).toBeGreaterThan(0);
});

test("a write that reads nothing has lineage without a source", () => {
  const { log, perform } = actedAccount();
  perform(statement({ reads: [], writes: DAILY }), { actor: LOADER });
  expect(log.tableLineages).toMatchObject([{ source: null, target: DAILY.name }]);
  expect(log.columnLineages).toEqual([]);
});

test("text is told to the audit log only while the workspace is verbose", () => {
  const { log, perform } = actedAccount();
  perform(statement(), { actor: ANA });
  expect(log.audits.some((row) => row.action === "commandSubmit")).toBe(false);
  perform({ kind: "set_setting", name: "enableVerboseAuditLogs", value: "true" });
  perform(statement({ statementId: "s-2" }), { actor: ANA });
  const commands = log.audits.filter((row) => row.action.startsWith("command"));
  expect(commands.map((row) => row.action)).toEqual(["commandSubmit", "commandFinish"]);
  expect(commands[0]).toMatchObject({ service: "databrickssql", workspaceId: WORKSPACE, status: 200 });
  expect(commands[0]?.ownParams).toMatchObject({ commandText: "SELECT * FROM main.sales.orders" });
  expect(commands[1]?.ownParams?.["commandId"]).toBe(commands[0]?.ownParams?.["commandId"]);
});

test("an executed statement keeps its measures and its refusal without a second check", () => {
  const { log, perform } = actedAccount();
  const measures = { durationMs: 700, rowsRead: 42_000, bytesRead: 9, rowsProduced: 41, rowsWritten: 0 };
  perform(statement({ measures }), { actor: BEN });
  expect(log.queries[0]).toMatchObject({ status: "FINISHED", rowsRead: 42_000, rowsProduced: 41 });
  const refusal = { status: 400, code: "BAD_REQUEST", message: "[PARSE_SYNTAX_ERROR] no", sqlState: "42601" };
  expect(perform(statement({ refusal, reads: [] }), { actor: ANA })).toEqual({ kind: "refused", refusal });
  expect(log.queries[1]).toMatchObject({ status: "FAILED", error: refusal.message });
});

test("a canceled statement is told as canceled", () => {
  const { log, perform } = actedAccount();
  const refusal = { status: 400, code: "CANCELLED", message: "canceled", sqlState: null };
  perform(statement({ refusal }), { actor: ANA });
  expect(log.queries).toMatchObject([{ status: "CANCELED", error: null }]);
});

test("a slow warehouse makes statements slower, and only there and then", () => {
  const durations = (from: number): number => {
    const { log, perform } = actedAccount();
    perform({
      kind: "disturb",
      disturbance: {
        kind: "query_duration",
        warehouseId: WAREHOUSE,
        ratio: 10,
        from: epochMs(from),
        until: epochMs(from + HOUR_MS),
      },
    });
    perform(statement({ reads: [], writes: DAILY }), { actor: LOADER });
    return log.queries[0]?.executionMs ?? 0;
  };
  expect(durations(NINE) / durations(NINE + HOUR_MS)).toBeCloseTo(10, 1);
});

test("more is read and it takes longer when a statement is larger", () => {
  const rowsRead = (sizeRatio: number): number => {
    const { log, perform } = actedAccount();
    for (let count = 0; count < 50; count++) perform(statement({ sizeRatio }), { actor: ANA });
    return log.queries.reduce((sum, row) => sum + row.rowsRead, 0);
  };
  expect(rowsRead(8)).toBeGreaterThan(3 * rowsRead(1));
});

test("who may not use the warehouse leaves no query", () => {
  const { account, log, perform } = actedAccount();
  account.objectAcls.get(`warehouses/${WAREHOUSE}`)?.direct.delete(IDS.ana);
  account.revision += 1;
  expect(perform(statement(), { actor: ANA })).toMatchObject({ kind: "refused", refusal: { status: 403 } });
  expect(log.queries).toEqual([]);
  expect(log.audits).toMatchObject([{ service: "databrickssql", status: 403 }]);
});

test("a query of information_schema needs no right and is told by its table", () => {
  const { log, perform } = actedAccount();
  const reads: readonly SecurableRef[] = [{ type: "table", name: "main.information_schema.tables" }];
  expect(perform(statement({ reads }), { actor: BEN }).kind).toBe("done");
  expect(log.tableLineages).toEqual([]);
  expect(log.audits).toMatchObject([{ action: "getInformationSchema", params: { table_name: "tables" } }]);
});

test("the same seed gives the same rows, another one others", () => {
  const rowsOf = (seed: number) => {
    const { log, perform } = actedAccount(seed);
    for (let count = 0; count < 5; count++) perform(statement(), { actor: ANA });
    return log.queries;
  };
  expect(rowsOf(3)).toEqual(rowsOf(3));
  expect(rowsOf(3)).not.toEqual(rowsOf(4));
});
