import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN, ANA, BEN, WORKSPACE } from "../../../test/emulator/open-small-account.ts";
import { openStatementEmulator, type StatementEmulator } from "../../../test/emulator/statement-client.ts";
import { DAY_MS, epochMs } from "../../domain/units.ts";
import { principalIdOf } from "../account/find-principal.ts";

let emulator: StatementEmulator;
beforeAll(async () => {
  emulator = await openStatementEmulator();
  for (const text of [
    "CREATE TABLE main.lab.guarded AS SELECT id, concat('card ', CAST(id AS STRING)) AS card FROM range(6)",
    "CREATE FUNCTION main.lab.only_even(key BIGINT) RETURNS BOOLEAN RETURN key % 2 = 0",
    "CREATE FUNCTION main.lab.cover(value STRING) RETURNS STRING RETURN CASE WHEN current_user() = 'x' THEN value ELSE '*' END",
    "ALTER TABLE main.lab.guarded SET ROW FILTER main.lab.only_even ON (id)",
    "ALTER TABLE main.lab.guarded ALTER COLUMN card SET MASK main.lab.cover",
    `GRANT SELECT ON TABLE main.lab.guarded TO \`${BEN}\``,
  ]) {
    const { state, message } = await emulator.sql(ADMIN, text);
    expect({ text, state, message }).toEqual({ text, state: "SUCCEEDED", message: "" });
  }
});
afterAll(() => emulator.simulation.close());

function request(who: string, statementId: string, text: string) {
  const { account } = emulator.simulation;
  return {
    caller: {
      principalId: principalIdOf(account, who) ?? "",
      workspaceId: WORKSPACE,
      warehouseId: "ab12",
      address: "192.0.2.1",
      userAgent: "test",
      application: "test",
      tokenId: null,
    },
    statementId,
    text,
    parameters: [],
    catalog: null,
    schema: null,
    rowLimit: null,
    signal: new AbortController().signal,
  };
}

/** What the query history tells of a statement, but for its id and its times. */
async function told(statementId: string) {
  const { telemetry, database, now } = emulator.simulation;
  await telemetry.flush();
  const history = telemetry.relation("system.query.history", epochMs(now() + 30 * DAY_MS));
  const rows = await database.rows(
    `SELECT execution_status, error_message, read_rows, produced_rows, read_bytes FROM ${history} AS h WHERE statement_id = '${statementId}'`,
  );
  expect(rows.length).toBeGreaterThan(0);
  return rows[0];
}

test.each([
  [ANA, "SELECT * FROM main.sales.paid"],
  [ANA, "SELECT id, note FROM main.sales.paid LIMIT 2"],
  [ANA, "SELECT ID FROM main.sales.paid AS p LIMIT 0"],
  [ANA, "SELECT id FROM main.sales.paid WHERE amount > 15"],
  [ANA, "SELECT DISTINCT amount IS NULL FROM main.sales.paid"],
  [ANA, "SELECT count(*) FROM main.sales.paid"],
  [ANA, "SELECT id + 1 FROM main.sales.paid ORDER BY 1 LIMIT 1 OFFSET 2"],
  [ANA, "SELECT nothing FROM main.sales.paid"],
  [ANA, "SELECT * FROM main.sales.missing"],
  [ANA, "SELECT note FROM (SELECT * FROM main.sales.paid LIMIT 1)"],
  [BEN, "SELECT * FROM main.sales.paid"],
  [BEN, "SELECT id, card FROM main.lab.guarded"],
  [BEN, "SELECT id FROM main.lab.guarded LIMIT 1"],
])("%s is told of alike whether somebody reads the rows or not: %s", async (who, text) => {
  const { statements } = emulator.simulation;
  const result = await statements.run(request(who, `run of ${who}: ${text}`.replaceAll("'", ""), text));
  if (result.kind === "rows") await result.drop();
  await statements.perform(request(who, `performed by ${who}: ${text}`.replaceAll("'", ""), text));
  const performed = await told(`performed by ${who}: ${text}`);
  expect(performed).toEqual(await told(`run of ${who}: ${text}`));
  expect(performed).toMatchObject(
    result.kind === "rows"
      ? { execution_status: "FINISHED", produced_rows: String(result.rowCount) }
      : { execution_status: "FAILED" },
  );
});
